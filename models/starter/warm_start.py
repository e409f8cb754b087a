"""Turns exported ONNX towers back into weights to train: `python warm_start.py ../../public/models/starter reference run`

The exported image tower has its batch norms folded into the convolutions. Here they come back with statistics
measured on a batch as training sees it, so that the tower computes what it did. Residual blocks that the exported
tower does not have start close to the identity.
"""
import argparse
import json
import math
import random
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from augment import views
from model import BLOCKS, Towers
from sampling import Batches

V1_BLOCKS, V1_SCALE = (0, 1, 1, 1, 1), 30
NEW_BLOCK_GAIN = 0.05


def weights_of(file: Path) -> dict[str, np.ndarray]:
    """Every float32 weight of an exported graph by the name it had in the graph; those of MatMul in order of use."""
    graph = onnx.load(file).graph
    stored = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    found = {}
    for name, numbers in stored.items():
        if name.endswith("_half"):
            found[name.removesuffix("_half")] = numbers.astype(np.float32)
        elif name.endswith("_codes"):
            base = name.removesuffix("_codes")
            found[base] = numbers.astype(np.float32) * stored[f"{base}_scale"]
            if f"{base}_row_of" in stored:
                found[base] = found[base][stored[f"{base}_row_of"]]
        elif numbers.dtype == np.float32 and not name.endswith("_scale"):
            found[name] = numbers
    used = [node.input[1] for node in graph.node if node.op_type == "MatMul" and node.input[1] in found]
    return found | {f"matmul.{i}": found[name].T for i, name in enumerate(used)}


def load_text(towers: Towers, found: dict[str, np.ndarray]) -> None:
    layers = range(len(towers.text.layers))
    linear = ["widen", *(f"layers.{i}.{part}" for i in layers for part in ("qkv", "out", "up", "down")), "projection"]
    names = {f"{name}.weight": f"matmul.{i}" for i, name in enumerate(linear)}
    state = {key: torch.tensor(found[names.get(key, key)].copy()) for key in towers.text.state_dict()}
    towers.text.load_state_dict(state)


def convolutions(towers: Towers) -> list[tuple[str, nn.Conv2d, nn.BatchNorm2d]]:
    """Of the blocks that v1 has, in order, with the names that v1's graph gives them."""
    body, found, at, v1_at = towers.vision.body, [], 0, 0
    for blocks, v1_blocks in zip(BLOCKS, V1_BLOCKS):
        found.append((f"body.{v1_at}.0", body[at][0], body[at][1]))
        for block in range(v1_blocks):
            residual = body[at + 1 + block]
            found.append((f"body.{v1_at + 1 + block}.first.0", residual.first[0], residual.first[1]))
            found.append((f"body.{v1_at + 1 + block}.second", residual.second, residual.norm))
        for block in range(v1_blocks, blocks):
            nn.init.constant_(body[at + 1 + block].norm.weight, NEW_BLOCK_GAIN)
        at, v1_at = at + 1 + blocks, v1_at + 1 + v1_blocks
    return [*found, (f"body.{v1_at}.0", body[at][0], body[at][1])]


@torch.no_grad()
@torch.autocast("cpu", torch.bfloat16, cache_enabled=False)  # weights change in between
def load_vision(towers: Towers, found: dict[str, np.ndarray], pictures: torch.Tensor) -> None:
    towers.vision.projection.weight.copy_(torch.tensor(found["matmul.0"].copy()))
    towers.vision.train()
    towers.scale.fill_(math.log(V1_SCALE))
    for name, conv, norm in convolutions(towers):
        weight = torch.tensor(found[f"{name}.weight"])
        # A norm follows, so the size of the filters is free: singular values near 1 suit Muon's steps.
        matrix = weight.reshape(len(weight), -1)
        size = matrix.norm() / min(matrix.shape) ** 0.5
        conv.weight.copy_(weight / size)
        seen = []
        hook = conv.register_forward_hook(lambda _module, _input, output: seen.append(output))
        towers.vision(pictures)
        hook.remove()
        mean, variance = seen[0].float().mean((0, 2, 3)), seen[0].float().var((0, 2, 3))
        norm.running_mean.copy_(mean), norm.running_var.copy_(variance)
        norm.weight.copy_((variance + norm.eps).sqrt() * size)
        norm.bias.copy_(torch.tensor(found[f"{name}.bias"]) + mean * size)
    for _ in range(20):  # the new blocks' statistics, and all others with them in place
        towers.vision(pictures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("reference", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("cache"))
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    random.seed(0), torch.manual_seed(0), torch.set_num_threads(args.threads)
    items = json.loads((args.cache / "items.json").read_text())
    batch = Batches(items, args.cache).next()
    towers = Towers()
    load_text(towers, weights_of(args.model / "onnx/text_model_quantized.onnx"))
    load_vision(towers, weights_of(args.reference / "vision_model.onnx"), views(batch.parts, batch.grounds, args.size))
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save({"towers": towers.state_dict(), "step": 0}, args.out / "start.pt")


if __name__ == "__main__":
    main()
