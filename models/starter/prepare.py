"""Reads the data sets once and writes what training and evaluation map into memory.

cache/<source>.npy      uint8 RGBA [n, height, width, 4]: what training crops from; alpha is the product's outline
cache/<source>-test.npy uint8 RGB [n, 96, 96, 3]: as the model sees it when used (Pillow's bicubic, centre crop)
cache/items.json        a row for each picture: source, position in the arrays, split and labels
"""
import argparse
import csv
import functools
import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from scipy import ndimage

from vocabulary import PATTERN_WORDS, PHOTO_NAMES, PRODUCT_NAMES

SIZE = 96
SHAPES = {"small": (80, 60), "large": (160, 120), "photo": (136, 136), "drawn": (136, 136), "scene": (136, 136)}  # height, width


def bucket(text: str, of: int) -> int:
    return int(hashlib.md5(text.encode()).hexdigest(), 16) % of


def outline(pixels: np.ndarray) -> np.ndarray:
    """Opaque where a near-white studio background, reached from the border, is not."""
    light = ndimage.label(pixels.min(2) > 232)[0]
    border = np.unique(np.concatenate([light[0], light[-1], light[:, 0], light[:, -1]]))
    inside = ~np.isin(light, border[border > 0])
    return (ndimage.uniform_filter(inside.astype(np.float32), 3) * 255).astype(np.uint8)


def training_pixels(image: Image.Image, source: str) -> np.ndarray:
    height, width = SHAPES[source]
    if source in ("photo", "scene"):
        fitted = ImageOps.fit(image, (width, height), Image.BICUBIC)
    else:
        fitted = ImageOps.pad(image, (width, height), Image.BICUBIC, color="white")
    pixels = np.asarray(fitted)
    alpha = np.full((height, width), 255, np.uint8) if source in ("photo", "scene") else outline(pixels)
    return np.dstack([pixels, alpha])


def model_pixels(image: Image.Image) -> np.ndarray:
    """Shortest edge to SIZE, centre crop: CLIP's processor."""
    width, height = image.size
    scale = SIZE / min(width, height)
    resized = image.resize((max(SIZE, int(width * scale)), max(SIZE, int(height * scale))), Image.BICUBIC)
    left, top = (resized.width - SIZE) // 2, (resized.height - SIZE) // 2
    return np.asarray(resized.crop((left, top, left + SIZE, top + SIZE)))


def pattern_in(title: str) -> str:
    for word in re.findall(r"[a-z-]+", title.lower()):
        if PATTERN_WORDS.get(word):
            return PATTERN_WORDS[word]
    return ""


def product_rows(data: Path, source: str) -> list[dict]:
    archive = f"products-{source}.zip"
    rows = []
    for row in csv.DictReader(open(data / "fashion-products/products.csv")):
        if row["archive"] != archive:
            continue
        split = {0: "test", 1: "val"}.get(bucket(row["id"], 10), "train")
        colour = row["baseColour"].lower()
        rows.append({
            "id": row["id"], "file": row["image"], "split": split, "kind": PRODUCT_NAMES.get(row["articleType"], row["articleType"].lower()),
            "label": row["articleType"], "colour": "" if colour == "na" else colour, "gender": row["gender"].lower(),
            "usage": "" if row["usage"] == "NA" else row["usage"].lower(), "title": row["productDisplayName"],
            "pattern": pattern_in(row["productDisplayName"]),
        })
    return rows


def photo_rows(data: Path) -> list[dict]:
    rows = []
    for row in csv.DictReader(open(data / "clothing-photos/photos.csv")):
        if row["label"] not in PHOTO_NAMES:
            continue
        name = row["image"].rsplit(".", 1)[0]
        # A quarter is for tests, by the rule that had held out another quarter before; an eighth of the rest is to select by.
        split = "test" if bucket(f"{name}/held-out", 4) == 0 else "val" if bucket(f"{name}/validation", 8) == 0 else "train"
        rows.append({
            "id": row["image"], "file": row["image"], "split": split, "kind": PHOTO_NAMES[row["label"]], "label": row["label"],
            "colour": "", "gender": "kids" if row["kids"] == "True" else "", "usage": "", "title": "", "pattern": "",
        })
    return rows


def drawn_rows(folder: Path) -> list[dict]:
    rows = []
    for row in csv.DictReader(open(folder / "products.csv")):
        split = "val" if bucket(row["id"], 20) == 0 else "train"
        rows.append({
            "id": row["id"], "file": row["image"], "split": split, "kind": row["category"].lower(), "label": row["category"],
            "colour": row["colour"].lower(), "gender": row.get("gender", "").lower(), "usage": "", "title": row["title"],
            "pattern": row["pattern"],
        })
    return rows


@functools.cache
def archive(path: Path) -> zipfile.ZipFile:
    """Open for as long as the process lives: a directory of 30,000 names takes a while to read."""
    return zipfile.ZipFile(path)


def scene_rows(folder: Path) -> list[dict]:
    """A row for each garment that is well visible in a scene."""
    products = {row["id"]: row for row in drawn_rows(folder)}
    rows = []
    for scene in json.loads((folder / "scenes/scenes.json").read_text()):
        for found in scene["found"]:
            if found["visible"] >= 0.6 and min(found["box"][2:]) >= 24:
                box = found["box"]
                rows.append({**products[found["product"]], "id": f"{scene['image']}/{found['product']}", "file": scene["image"], "box": box, "title": ""})
    return rows


def around(image: Image.Image, box: list[int]) -> Image.Image:
    """The square around the box, with a margin, moved into the picture."""
    x, y, width, height = box
    side = min(round(max(width, height) * 1.15), *image.size)
    left = min(max(0, x + (width - side) // 2), image.width - side)
    top = min(max(0, y + (height - side) // 2), image.height - side)
    return image.crop((left, top, left + side, top + side))


def read(job: tuple) -> tuple[np.ndarray, np.ndarray | None] | None:
    container, name, source, held_out, box = job
    try:
        if str(container).endswith(".zip"):
            data = archive(container).read(name)
        else:
            data = (Path(container) / name).read_bytes()
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    except (OSError, KeyError):
        return None
    image = around(image, box) if box else image
    return training_pixels(image, source), model_pixels(image) if held_out else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../../../shared/data"))
    parser.add_argument("--drawn", type=Path, help="folder that demo/products/generate.ts wrote")
    parser.add_argument("--cache", type=Path, default=Path("cache"))
    parser.add_argument("--sources", default="small,large,photo,drawn,scene")
    args = parser.parse_args()
    args.cache.mkdir(exist_ok=True)
    done = args.cache / "items.json"
    wanted = args.sources.split(",")
    items = [item for item in (json.loads(done.read_text()) if done.exists() else []) if item["source"] not in wanted]
    for source in wanted:
        if source in ("drawn", "scene") and not args.drawn:
            continue
        if source in ("small", "large"):
            rows, container = product_rows(args.data, source), args.data / f"fashion-products/products-{source}.zip"
        elif source == "photo":
            rows, container = photo_rows(args.data), args.data / "clothing-photos/photos.zip"
        elif source == "drawn":
            rows, container = drawn_rows(args.drawn), args.drawn / "images"
        else:
            rows, container = scene_rows(args.drawn), args.drawn / "scenes"
        names = {Path(n).name: n for n in zipfile.ZipFile(container).namelist()} if str(container).endswith(".zip") else {}
        jobs = [(container, names.get(row["file"], row["file"]), source, row["split"] != "train", row.get("box")) for row in rows]
        with Pool() as pool:
            pictures = pool.map(read, jobs, chunksize=64)
        kept = [(row, picture) for row, picture in zip(rows, pictures) if picture]
        held_out = [picture[1] for _, picture in kept if picture[1] is not None]
        np.save(args.cache / f"{source}.npy", np.stack([picture[0] for _, picture in kept]))
        np.save(args.cache / f"{source}-test.npy", np.stack(held_out))
        position = 0
        for at, (row, picture) in enumerate(kept):
            items.append({**row, "source": source, "at": at, "test_at": position if picture[1] is not None else -1})
            position += picture[1] is not None
        print(source, len(kept), "of", len(rows), Counter(row["split"] for row, _ in kept), flush=True)
    done.write_text(json.dumps(items))


if __name__ == "__main__":
    main()
