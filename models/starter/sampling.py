"""Chooses what a batch is made of, so that rare kinds are seen and much alike products stand side by side."""
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from vocabulary import PRODUCTS_FOR

SHOP, ALIKE, FOR_PHOTOS = 80, 32, 40  # shop pictures: any, those of two kinds, and those of kinds that photos show
SHOPPER, PHOTOS, DRAWN, SCENES, GROUNDS = 64, 88, 28, 10, 64


@dataclass
class Batch:
    rows: np.ndarray
    hows: list[str]
    parts: list[tuple[torch.Tensor, str]]
    grounds: torch.Tensor

    def of(self, how: str) -> list[int]:
        """Positions of the pictures that are seen so."""
        return [j for j, own in enumerate(self.hows) if own == how]


class Batches:
    def __init__(self, items: list[dict], cache: Path):
        self.items = items
        self.pixels = {s: np.load(cache / f"{s}.npy", mmap_mode="r") for s in {item["source"] for item in items}}
        self.pools = defaultdict(list)
        for row, item in enumerate(items):
            if item["split"] == "train":
                self.pools["shop" if item["source"] in ("small", "large") else item["source"]].append(row)
        self.by_kind = {pool: defaultdict(list) for pool in ("shop", "photo")}
        for pool, kinds in self.by_kind.items():
            for row in self.pools[pool]:
                kinds[items[row]["kind"]].append(row)
        self.right_kinds = sorted({kind for right, _ in PRODUCTS_FOR.values() for kind in right if kind in self.by_kind["shop"]})
        self.queues = defaultdict(list)

    def in_turn(self, pool: str, count: int) -> list[int]:
        if len(self.queues[pool]) < count:
            self.queues[pool] = random.sample(self.pools[pool], len(self.pools[pool]))
        taken, self.queues[pool] = self.queues[pool][:count], self.queues[pool][count:]
        return taken

    def of_kinds(self, pool: str, kinds: list[str], count: int) -> list[int]:
        """Rare kinds more often than they are there: by the square root of their number."""
        rows = self.by_kind[pool]
        chosen = random.choices(kinds, [len(rows[kind]) ** 0.5 for kind in kinds], k=count)
        return [random.choice(rows[kind]) for kind in chosen]

    def read(self, rows: list[int], how: str) -> list[tuple[np.ndarray, torch.Tensor, str]]:
        by_source = defaultdict(list)
        for row in rows:
            by_source[self.items[row]["source"]].append(row)
        return [
            (np.array(own), torch.from_numpy(self.pixels[source][[self.items[row]["at"] for row in own]]), how)
            for source, own in by_source.items()
        ]

    def next(self) -> Batch:
        kinds = self.by_kind["shop"]
        alike = random.choices(list(kinds), [len(rows) ** 0.7 for rows in kinds.values()], k=2)
        shop = self.in_turn("shop", SHOP) + self.of_kinds("shop", self.right_kinds, FOR_PHOTOS)
        for kind in alike:
            shop += random.sample(kinds[kind], min(ALIKE // 2, len(kinds[kind])))
        shop = list(dict.fromkeys(shop))
        drawn = self.in_turn("drawn", DRAWN)
        photos = self.of_kinds("photo", list(self.by_kind["photo"]), PHOTOS // 2) + self.in_turn("photo", PHOTOS - PHOTOS // 2)
        read = self.read(shop + drawn, "shop") + self.read(random.sample(shop + drawn, SHOPPER), "shopper")
        read += self.read(photos + self.in_turn("scene", SCENES), "street")
        grounds = self.read(random.sample(self.pools["photo"], GROUNDS), "street")[0][1]
        return Batch(
            np.concatenate([rows for rows, _, _ in read]), [how for rows, _, how in read for _ in rows],
            [(pixels, how) for _, pixels, how in read], grounds,
        )
