"""Texts for pictures, and which pictures of a batch each text is true of."""
import random

import numpy as np
import torch
from tokenizers import Tokenizer

from vocabulary import COLOUR_SYNONYMS, NEAR_COLOURS, PATTERN_SYNONYMS, names_of

END, CONTEXT = 49407, 32
GENDERS = {"men": ["men", "man"], "women": ["women", "ladies"], "boys": ["boys", "kids"], "girls": ["girls", "kids"],
           "unisex": ["unisex"], "kids": ["kids", "children"]}
TEMPLATES = ["a photo of a {}", "{}", "a {}", "a photo of {}", "a picture of a {}"]
QUERIES = [*TEMPLATES, "{}", "{}", "looking for a {}", "some {}", "the {}", "buy {}", "{} online", "I want a {}"]
NO, MAYBE, YES = 0, 1, 2


class Captions:
    def __init__(self, items: list[dict], tokenizer: str):
        self.items = items
        self.tokenizer = Tokenizer.from_file(tokenizer)
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.names = sorted({name for item in items for name in names_of(item["kind"])})
        self.colours = sorted({item["colour"] for item in items} | set(NEAR_COLOURS) | {""})
        self.patterns = sorted({item["pattern"] for item in items} | {""})
        self.genders = ["", *GENDERS]
        name_at = {name: i for i, name in enumerate(self.names)}
        self.has_name = np.zeros((len(items), len(self.names)), bool)
        for row, item in enumerate(items):
            self.has_name[row, [name_at[name] for name in names_of(item["kind"])]] = True
        at = {c: i for i, c in enumerate(self.colours)}
        self.colour_fits = np.eye(len(self.colours), dtype=np.int8) * YES  # [said, item's]
        for said, others in NEAR_COLOURS.items():
            for other in others:
                if other in at:
                    self.colour_fits[at[said], at[other]] = MAYBE
        self.colour_fits[:, at[""]] = MAYBE
        self.pattern_fits = np.eye(len(self.patterns), dtype=np.int8) * YES
        self.pattern_fits[:, self.patterns.index("")] = MAYBE
        self.gender_fits = np.eye(len(self.genders), dtype=np.int8) * YES
        self.gender_fits[:, 0] = MAYBE
        for one, two in (("unisex", "men"), ("unisex", "women"), ("kids", "boys"), ("kids", "girls"), ("boys", "unisex"), ("girls", "unisex")):
            a, b = self.genders.index(one), self.genders.index(two)
            self.gender_fits[a, b] = self.gender_fits[b, a] = MAYBE
        self.colour = np.array([at[item["colour"]] for item in items])
        self.pattern = np.array([self.patterns.index(item["pattern"]) for item in items])
        self.gender = np.array([self.genders.index(item["gender"] if item["gender"] in GENDERS else "") for item in items])
        self.name_at = name_at

    def describe(self, row: int) -> tuple[str, tuple[int, int, int, int]]:
        """A text of some of the picture's attributes, and those: name, colour, pattern, gender (-1: not said)."""
        item, r = self.items[row], random.random
        name = random.choice(names_of(item["kind"])) if r() < 0.4 else item["kind"]
        colour = item["colour"] if r() < 0.75 else ""
        pattern = item["pattern"] if r() < 0.65 else ""
        gender = item["gender"] if item["gender"] in GENDERS and r() < 0.3 else ""
        worded = random.choice(PATTERN_SYNONYMS.get(pattern, [pattern])) if pattern else ""
        lead, tail = ("", f" {worded}") if worded.startswith("with") else (f"{worded} ", "")
        said = random.choice(COLOUR_SYNONYMS.get(colour, [colour]))
        wordings = ["{said} {what}", "{said} {what}", "{said} {what}", "{what} in {said}", "{what} {said}", "{said} coloured {what}"]
        text = random.choice(wordings if colour else ["{what}"]).format(said=said, what=f"{lead}{name}{tail}")
        if gender:
            who = random.choice(GENDERS[gender])
            text = f"{text} for {who}" if r() < 0.5 else f"{who} {text}"
        text = " ".join(random.choice(QUERIES).format(text.strip()).split())
        code = (self.name_at[name], self.colours.index(colour) if colour else -1,
                self.patterns.index(pattern) if pattern else -1, self.genders.index(gender) if gender else -1)
        return text, code

    def truth(self, rows: np.ndarray, codes: np.ndarray) -> np.ndarray:
        """int8 [texts, pictures]: NO, MAYBE or YES, the least of what the attributes say."""
        fits = np.where(self.has_name[rows][:, codes[:, 0]].T, YES, NO).astype(np.int8)
        for column, (table, own) in enumerate(((self.colour_fits, self.colour), (self.pattern_fits, self.pattern), (self.gender_fits, self.gender)), 1):
            said = codes[:, column]
            fits = np.minimum(fits, np.where(said[:, None] < 0, YES, table[np.maximum(said, 0)][:, own[rows]]))
        return fits

    def title(self, row: int) -> str:
        words = self.items[row]["title"].split()
        if random.random() < 0.4:
            kept = [word for word in words if random.random() > 0.2]
            words = kept or words
        return " ".join(words)

    def tokens(self, texts: list[str]) -> torch.Tensor:
        """int64 [texts, longest], padded with end-of-text."""
        ids = [e.ids if len(e.ids) <= CONTEXT else [*e.ids[: CONTEXT - 1], END] for e in self.tokenizer.encode_batch(texts)]
        longest = max(map(len, ids))
        return torch.tensor([row + [END] * (longest - len(row)) for row in ids])
