"""Draws photos (CC0) that the model takes for something else, with the drawn products it finds for them.

`python failures.py run/towers.pt failures.webp`
"""
import argparse
import json
import random
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw

from augment import MEAN, STD
from captions import Captions
from model import Towers

ROWS, HITS, SIDE, LINE = 8, 5, 96, 14


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("towers", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("cache"))
    parser.add_argument("--tokenizer", default="../../public/models/starter/tokenizer.json")
    args = parser.parse_args()
    towers = Towers()
    towers.load_state_dict(torch.load(args.towers, weights_only=False)["towers"])
    towers.eval()
    items = json.loads((args.cache / "items.json").read_text())
    captions = Captions(items, args.tokenizer)

    @torch.no_grad()
    def embed(source: str, split: str) -> tuple[torch.Tensor, list[dict], np.ndarray]:
        rows = [item for item in items if item["source"] == source and item["split"] == split]
        pictures = np.load(args.cache / f"{source}-test.npy", mmap_mode="r")[[row["test_at"] for row in rows]]
        x = (torch.from_numpy(pictures.copy()).permute(0, 3, 1, 2).float() / 255 - MEAN) / STD
        return F.normalize(towers.vision(x), dim=1), rows, pictures

    photos, photo_rows, photo_pictures = embed("photo", "test")
    drawn, drawn_rows, drawn_pictures = embed("drawn", "val")
    names = sorted({row["kind"] for row in photo_rows})
    with torch.no_grad():
        texts = F.normalize(towers.text(captions.tokens([f"a photo of a {name}" for name in names])), dim=1)
    guesses = (photos @ texts.T).argmax(1).tolist()
    wrong = [i for i, row in enumerate(photo_rows) if names[guesses[i]] != row["kind"]]
    sheet = Image.new("RGB", ((1 + HITS) * SIDE, ROWS * (SIDE + LINE)), "white")
    draw = ImageDraw.Draw(sheet)
    for at, i in enumerate(sorted(random.Random(1).sample(wrong, ROWS))):
        top = at * (SIDE + LINE)
        draw.text((2, top + 1), f"{photo_rows[i]['kind']}, taken for {names[guesses[i]]}", fill="black")
        sheet.paste(Image.fromarray(photo_pictures[i]), (0, top + LINE))
        for column, j in enumerate((photos[i] @ drawn.T).topk(HITS).indices.tolist(), 1):
            sheet.paste(Image.fromarray(drawn_pictures[j]), (column * SIDE, top + LINE))
    sheet.save(args.out, quality=80)


if __name__ == "__main__":
    main()
