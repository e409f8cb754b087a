"""Zero-shot figures of a checkpoint on pictures it was not trained with. `python evaluate.py run/towers.pt --split test`"""
import argparse
import json
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from augment import MEAN, STD
from captions import Captions
from model import Towers
from vocabulary import RIGHT_FOR


@torch.no_grad()
def scores(towers: Towers, items: list[dict], cache: Path, captions: Captions, split: str, size: int = 96, most: int | None = None) -> dict:
    towers.eval()
    device = next(towers.parameters()).device

    def embed_images(rows: list[dict]) -> torch.Tensor:
        arrays = {s: np.load(cache / f"{s}-test.npy", mmap_mode="r") for s in {r["source"] for r in rows}}
        out = []
        for at in range(0, len(rows), 256):
            x = torch.from_numpy(np.stack([arrays[r["source"]][r["test_at"]] for r in rows[at : at + 256]]))
            x = x.permute(0, 3, 1, 2).float() / 255
            x = F.interpolate(x, size=(size, size), mode="bilinear", antialias=True) if size != 96 else x
            with torch.autocast(device.type, torch.bfloat16):
                z = towers.vision(((x - MEAN) / STD).to(device))
            out.append(F.normalize(z.float(), dim=1).cpu())
        return torch.cat(out)

    def embed_texts(texts: list[str]) -> torch.Tensor:
        with torch.autocast(device.type, torch.bfloat16):
            z = torch.cat([towers.text(captions.tokens(texts[i : i + 256]).to(device)) for i in range(0, len(texts), 256)])
        return F.normalize(z.float(), dim=1).cpu()

    def zero_shot(z: torch.Tensor, labels: list[str], prompt) -> tuple[float, float]:
        """Accuracy and F1 weighted by the labels' shares, among the labels themselves."""
        names = sorted(set(labels))
        guess = (z @ embed_texts([prompt(name) for name in names]).T).argmax(1).tolist()
        f1 = 0.0
        for k, name in enumerate(names):
            hit = sum(g == k and label == name for g, label in zip(guess, labels))
            precision, recall = hit / max(1, guess.count(k)), hit / max(1, labels.count(name))
            f1 += 2 * precision * recall / max(1e-9, precision + recall) * labels.count(name) / len(labels)
        return sum(names[g] == label for g, label in zip(guess, labels)) / len(labels), f1

    products = [r for r in items if r["split"] == split and r["source"] in ("small", "large")][:most]
    photos = [r for r in items if r["split"] == split and r["source"] == "photo"]
    drawn = [r for r in items if r["split"] != "train" and r["source"] == "drawn"]
    z = embed_images(products)
    found = {"products": len(products), "photos": len(photos), "drawn": len(drawn)}
    often = Counter(r["kind"] for r in products)
    rows = [i for i, r in enumerate(products) if often[r["kind"]] >= 20]
    found["typeAccuracy"], found["typeF1"] = zero_shot(z[rows], [products[i]["kind"] for i in rows], "a photo of a {}".format)
    found["types"] = len({products[i]["kind"] for i in rows})
    often = Counter(r["colour"] for r in products)
    rows = [i for i, r in enumerate(products) if r["colour"] and often[r["colour"]] >= 20]
    found["colourAccuracy"], found["colourF1"] = zero_shot(z[rows], [products[i]["colour"] for i in rows], "a photo of a {} item".format)
    texts = embed_texts([r["title"] for r in products])
    s = texts @ z.T
    rank = (s > s.diag()[:, None]).sum(1)
    found["titleToImageR1"], found["titleToImageR10"] = (rank < 1).float().mean().item(), (rank < 10).float().mean().item()
    s = (z @ z.T).fill_diagonal_(-9)
    kinds = np.array([r["kind"] for r in products])
    found["sameTypeP10"] = float((kinds[s.topk(10).indices.numpy()] == kinds[:, None]).mean())
    zp = embed_images(photos)
    found["photoAccuracy"], found["photoF1"] = zero_shot(zp, [r["kind"] for r in photos], "a photo of a {}".format)
    found |= photo_to_product(zp, photos, z, kinds)
    if drawn:
        zd = embed_images(drawn)
        found["drawnKind"], _ = zero_shot(zd, [r["kind"] for r in drawn], "a photo of a {}".format)
        found["drawnPattern"], _ = zero_shot(zd, [r["pattern"] for r in drawn], "a photo of a {} item".format)
        found["drawnColour"], _ = zero_shot(zd, [r["colour"] for r in drawn], "a photo of a {} item".format)
    towers.train()
    return {name: round(value, 4) for name, value in found.items()}


def photo_to_product(photos: torch.Tensor, photo_rows: list[dict], products: torch.Tensor, kinds: np.ndarray) -> dict:
    """How many of the first 5 products are of the photo's kind, and in what share of answers the commonest product is."""
    asked = [i for i, row in enumerate(photo_rows) if row["kind"] in RIGHT_FOR]
    hits = (photos[asked] @ products.T).topk(5).indices.numpy()
    right = np.stack([np.isin(kinds[hit], RIGHT_FOR[photo_rows[i]["kind"]]) for i, hit in zip(asked, hits)])
    of_kind = {}
    for i, row in zip(asked, right):
        of_kind.setdefault(photo_rows[i]["kind"], []).append(row.mean())
    return {
        "photoToProductP5": float(right.mean()), "photoToProductP1": float(right[:, 0].mean()),
        "photoToProductByKind": float(np.mean([np.mean(shares) for shares in of_kind.values()])),
        "commonestShare": float(np.bincount(hits.ravel()).max() / len(asked)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("towers", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("cache"))
    parser.add_argument("--tokenizer", default="../../public/models/starter/tokenizer.json")
    parser.add_argument("--split", choices=["val", "test"], default="val")
    args = parser.parse_args()
    towers = Towers()
    towers.load_state_dict(torch.load(args.towers, weights_only=False)["towers"])
    items = json.loads((args.cache / "items.json").read_text())
    print(json.dumps(scores(towers, items, args.cache, Captions(items, args.tokenizer), args.split), indent=1))


if __name__ == "__main__":
    main()
