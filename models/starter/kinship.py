"""Which pictures a search should find for a picture: those of the right kind, and where it is known, of the right colour."""
import numpy as np

from captions import MAYBE, NO, YES, Captions
from vocabulary import PRODUCTS_FOR, names_of


def look_of(item: dict) -> str:
    """The kind as a shopper sees it: shops file polo shirts as T-shirts and hoodies as sweatshirts."""
    title = item["title"].lower()
    if item["kind"] == "t-shirt" and "polo" in title:
        return "polo shirt"
    return "hoodie" if item["kind"] in ("sweatshirt", "jacket") and "hood" in title else item["kind"]


class Kinship:
    """Tables over all items, and the truth between any two lists of them: int8 NO, MAYBE or YES."""

    def __init__(self, items: list[dict], captions: Captions):
        self.captions = captions
        looks = [look_of(item) for item in items]
        names = sorted(set(looks) | {item["kind"] for item in items})
        at = {name: i for i, name in enumerate(names)}
        self.look = np.array([at[look] for look in looks])
        self.is_photo = np.array([item["source"] == "photo" for item in items])
        self.among_products = np.eye(len(names), dtype=np.int8) * YES
        self.for_photos = np.eye(len(names), dtype=np.int8) * YES
        for a in names:
            for b in names:
                if a != b and set(names_of(a)) & set(names_of(b)):
                    self.among_products[at[a], at[b]] = self.for_photos[at[a], at[b]] = MAYBE
        for look, kind in (("polo shirt", "t-shirt"), ("hoodie", "sweatshirt"), ("hoodie", "jacket")):
            self.among_products[at[look], at[kind]] = self.among_products[at[kind], at[look]] = MAYBE
        for photo, (right, perhaps) in PRODUCTS_FOR.items():
            for answer, others in ((MAYBE, perhaps), (YES, right)):
                self.for_photos[at[photo], [at[other] for other in others if other in at]] = answer

    def of_kind(self, asked: np.ndarray, found: np.ndarray) -> np.ndarray:
        tables = np.where(self.is_photo[asked][:, None], self.for_photos[self.look[asked]], self.among_products[self.look[asked]])
        return tables[:, self.look[found]]

    def of_kind_and_colour(self, asked: np.ndarray, found: np.ndarray) -> np.ndarray:
        """The same, where another colour is wrong; MAYBE where a colour is not known."""
        colours = self.captions.colour
        fits = self.captions.colour_fits[colours[asked]][:, colours[found]].copy()
        fits[colours[asked] == self.captions.colours.index("")] = MAYBE
        same = asked[:, None] == found[None]
        return np.where(same, YES, np.minimum(self.of_kind(asked, found), fits)).astype(np.int8)
