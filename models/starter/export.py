"""Writes the towers as ONNX in the layout of a CLIP repository, weights as int8: `python export.py run/towers.pt <folder>`

Each weight is int8 with a scale for each of its outputs, cast and multiplied in the graph. A runtime folds that
into float32 once, when it opens the model, and then runs plain float32; a DequantizeLinear it would run again at
every picture. With --reference the same vision tower with unquantised weights (as float16) goes there, to compare.
"""
import argparse
import copy
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from model import CONTEXT, DIM, Residual, Towers

OPSET = 17
SMALL = 2000  # numbers; what is smaller stays float32


def fold_norms(module: nn.Module) -> None:
    for child in module.children():
        fold_norms(child)
        if isinstance(child, nn.Sequential) and len(child) > 1 and isinstance(child[1], nn.BatchNorm2d):
            child[0], child[1] = fuse_conv_bn_eval(child[0], child[1]), nn.Identity()
        if isinstance(child, Residual):
            child.second, child.norm = fuse_conv_bn_eval(child.second, child.norm), nn.Identity()


def export(module: nn.Module, example: torch.Tensor, names: tuple[str, str], axes: dict) -> onnx.ModelProto:
    path = Path("export.tmp.onnx")
    torch.onnx.export(module, (example,), str(path), input_names=[names[0]], output_names=[names[1]], opset_version=OPSET,
                      dynamic_axes={names[0]: axes, names[1]: {0: "batch"}}, dynamo=False)
    model = onnx.load(path)
    path.unlink()
    return model


def replace_weights(model: onnx.ModelProto, to_bits) -> onnx.ModelProto:
    """Replaces each large float32 weight by what `to_bits(weight, its node)` gives: initializers and nodes that make it."""
    model = copy.deepcopy(model)
    graph = model.graph
    used_by = {name: node for node in graph.node for name in node.input}
    kept, made = [], []
    for weight in list(graph.initializer):
        numbers = numpy_helper.to_array(weight)
        if numbers.dtype != np.float32 or numbers.size < SMALL:
            kept.append(weight)
            continue
        initializers, nodes = to_bits(weight.name, numbers, used_by[weight.name], graph)
        kept += initializers
        made += nodes
    nodes = made + list(graph.node)
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(kept)
    onnx.checker.check_model(model)
    return model


def int8(name, numbers, node, graph):
    # The axis of the outputs: each has a scale of its own.
    axis = {"Conv": 0, "Gather": 0}.get(node.op_type, numbers.ndim - 1)
    if node.op_type == "Gemm" and any(a.name == "transB" and a.i for a in node.attribute):
        axis = 0
    others = tuple(k for k in range(numbers.ndim) if k != axis)
    largest = np.abs(numbers).max() if node.op_type == "Gather" else np.abs(numbers).max(axis=others, keepdims=True)
    scale = (np.maximum(largest, 1e-8) / 127).astype(np.float32)
    codes = np.clip(np.round(numbers / scale), -127, 127).astype(np.int8)
    initializers = [numpy_helper.from_array(codes, f"{name}_codes"), numpy_helper.from_array(scale, f"{name}_scale")]
    if node.op_type == "Gather":
        # A table of tokens: only the rows that are looked up become float32.
        rows = node.output[0]
        node.input[0] = f"{name}_codes"
        node.output[0] = f"{rows}_codes"
        at = list(graph.node).index(node)
        graph.node.insert(at + 1, helper.make_node("Cast", [f"{rows}_codes"], [f"{rows}_cast"], to=TensorProto.FLOAT))
        graph.node.insert(at + 2, helper.make_node("Mul", [f"{rows}_cast", f"{name}_scale"], [rows]))
        return initializers, []
    return initializers, [
        helper.make_node("Cast", [f"{name}_codes"], [f"{name}_cast"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{name}_cast", f"{name}_scale"], [name]),
    ]


def float16(name, numbers, node, graph):
    half = numpy_helper.from_array(numbers.astype(np.float16), f"{name}_half")
    return [half], [helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("towers", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--reference", type=Path)
    args = parser.parse_args()
    towers = Towers()
    towers.load_state_dict(torch.load(args.towers, weights_only=False)["towers"])
    towers.eval()
    fold_norms(towers.vision)
    (args.out / "onnx").mkdir(parents=True, exist_ok=True)
    vision = export(towers.vision, torch.randn(2, 3, 96, 96), ("pixel_values", "image_embeds"), {0: "batch"})
    text = export(towers.text, torch.randint(1, 49407, (2, 9)), ("input_ids", "text_embeds"), {0: "batch", 1: "sequence"})
    onnx.save(replace_weights(vision, int8), args.out / "onnx/vision_model_quantized.onnx")
    onnx.save(replace_weights(text, int8), args.out / "onnx/text_model_quantized.onnx")
    if args.reference:
        args.reference.mkdir(parents=True, exist_ok=True)
        onnx.save(replace_weights(vision, float16), args.reference / "vision_model.onnx")
    config_file = args.out / "config.json"
    config = json.loads(config_file.read_text()) if config_file.exists() else {}
    config |= {"model_type": "clip", "projection_dim": DIM}
    config_file.write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    main()
