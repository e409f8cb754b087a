"""Vectors of OpenAI's CLIP that the towers learn to imitate: of some names, and of some product pictures."""
import random
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

WORDS = 80  # of the names for each batch
WORDINGS = ["a {}", "{}", "a photo of a {}"]


def centred(file: Path) -> torch.Tensor:
    vectors = F.normalize(torch.from_numpy(np.load(file)).float(), dim=1)
    return F.normalize(vectors - vectors.mean(0), dim=1)


class ClipTargets:
    def __init__(self, folder: Path, items: list[dict]):
        self.names = [name.strip().replace("_", " ") for name in open(folder / "lvis-text-1203.txt")]
        self.words = centred(folder / "lvis-text-1203.f32.npy")
        self.pictures = centred(folder / "images-2000.f32.npy")
        ids = [line.split(",")[0] for line in (folder / "images-2000.csv").read_text().splitlines()[1:]]
        row_of = {name: row for row, name in enumerate(ids)}
        self.picture_of = np.array([row_of.get(item["id"], -1) if item["source"] in ("small", "large") else -1 for item in items])

    def some_words(self) -> tuple[list[int], list[str]]:
        chosen, wording = random.sample(range(len(self.names)), WORDS), random.choice(WORDINGS)
        return chosen, [wording.format(self.names[i]) for i in chosen]

    def of_words(self, towers: torch.nn.Module, texts: torch.Tensor, chosen: list[int]) -> torch.Tensor:
        return (1 - F.cosine_similarity(towers.to_clip_text(texts), self.words[chosen])).mean()

    def of_pictures(self, towers: torch.nn.Module, pictures: torch.Tensor, rows: np.ndarray) -> torch.Tensor:
        known = np.nonzero(self.picture_of[rows] >= 0)[0]
        if not len(known):
            return pictures.sum() * 0
        return (1 - F.cosine_similarity(towers.to_clip_image(pictures[known]), self.pictures[self.picture_of[rows[known]]])).mean()
