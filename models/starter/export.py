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


def int8_rows(name, numbers, node, graph):
    """A table of tokens: only rows that are not all zero are stored, each with its scale, and only what is looked up becomes float32."""
    seen = np.flatnonzero(np.abs(numbers).max(1) > 1e-6)
    row_of = np.zeros(len(numbers), np.int16)  # row 0 is zero, for all the tokens that training never saw
    row_of[seen] = np.arange(1, len(seen) + 1)
    kept = np.concatenate([np.zeros_like(numbers[:1]), numbers[seen]])
    scale = (np.maximum(np.abs(kept).max(1, keepdims=True), 1e-8) / 127).astype(np.float32)
    codes = np.round(kept / scale).astype(np.int8)
    tables = {"row_of": row_of, "codes": codes, "scale": scale}
    ids, rows, at = node.input[1], node.output[0], list(graph.node).index(node)
    graph.node.remove(node)
    for i, made in enumerate([
        helper.make_node("Gather", [f"{name}_row_of", ids], [f"{name}_short"]),
        helper.make_node("Cast", [f"{name}_short"], [f"{name}_row"], to=TensorProto.INT32),
        helper.make_node("Gather", [f"{name}_codes", f"{name}_row"], [f"{name}_found"]),
        helper.make_node("Gather", [f"{name}_scale", f"{name}_row"], [f"{name}_found_scale"]),
        helper.make_node("Cast", [f"{name}_found"], [f"{name}_cast"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{name}_cast", f"{name}_found_scale"], [rows]),
    ]):
        graph.node.insert(at + i, made)
    return [numpy_helper.from_array(table, f"{name}_{key}") for key, table in tables.items()], []


def int8(name, numbers, node, graph):
    if node.op_type == "Gather":
        return int8_rows(name, numbers, node, graph)
    # The axis of the outputs: each has a scale of its own.
    axis = 0 if node.op_type == "Conv" else numbers.ndim - 1
    if node.op_type == "Gemm" and any(a.name == "transB" and a.i for a in node.attribute):
        axis = 0
    others = tuple(k for k in range(numbers.ndim) if k != axis)
    largest = np.abs(numbers).max(axis=others, keepdims=True)
    scale = (np.maximum(largest, 1e-8) / 127).astype(np.float32)
    codes = np.clip(np.round(numbers / scale), -127, 127).astype(np.int8)
    initializers = [numpy_helper.from_array(codes, f"{name}_codes"), numpy_helper.from_array(scale, f"{name}_scale")]
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
