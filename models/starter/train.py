"""Trains the two towers: a steady phase that can go on for ever, and a decay that makes what is exported of it.

`python train.py --minutes 60` goes on from <out>/steady.pt, else from <out>/start.pt (see warm_start.py), else from
nothing. `python train.py --decay --minutes 30` lets the rates fall to 0 from there and writes <out>/towers.pt; the
steady state stays as it is, for the next steady phase. Either is resumed by running it again.

A batch has shop pictures, photos of real life, and shop pictures once more as a shopper might photograph them.
Each picture is compared with every text of the batch: titles, and descriptions made of attributes. Each is told apart
among all kinds, colours and patterns of its source by the texts that a zero-shot classifier would use. Each photo,
real or made, has to find shop pictures of its kind among those of this batch and of the latest ones.
"""
import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from augment import views
from captions import MAYBE, TEMPLATES, YES, Captions
from clip_targets import ClipTargets
from evaluate import scores
from kinship import Kinship
from model import Towers
from optimizer import optimizers
from sampling import Batches

ITEM_TEMPLATES = ["a photo of a {} item", "{}", "something {}", "{} clothes", "a {} garment"]
# What a picture is told apart by: how much it counts, label smoothing, and the texts.
ATTRIBUTES = {"kind": (0.5, 0.05, TEMPLATES), "colour": (0.5, 0.05, ITEM_TEMPLATES), "pattern": (0.2, 0.05, ITEM_TEMPLATES)}
PHOTO_SHARE = 3.0  # a photo counts as much as three shop pictures there
SEARCH_SCALE = 24.0  # of cosines between pictures
REMEMBERED = 3000  # latest shop pictures and their titles, to search besides the batch's own
WARM_UP = 20
SAVE_EVERY, CHECK_EVERY = 150, 1500  # seconds


def soft_cross_entropy(logits: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Of rows with one or more right answers (YES), where MAYBE is left out."""
    logits = logits.masked_fill(truth == MAYBE, -1e4)
    right = (truth == YES).float()
    rows = right.sum(1)
    loss = -(right * logits.log_softmax(1)).sum(1) / rows.clamp(min=1)
    return loss[rows > 0].mean()


def any_right(logits: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """How surprising it is that what is found is right, by whichever of the right ones; MAYBE is left out."""
    found = (truth == YES).any(1)
    logits, truth = logits.masked_fill(truth == MAYBE, -1e4)[found], truth[found]
    loss = logits.logsumexp(1) - logits.masked_fill(truth != YES, -1e4).logsumexp(1)
    return loss.mean() if found.any() else logits.sum() * 0


class Memory:
    """The latest shop pictures: their rows, vectors, and those of their titles."""

    def __init__(self):
        self.rows, self.pictures, self.titles = np.zeros(0, int), torch.zeros(0, 256), torch.zeros(0, 256)

    def add(self, rows: np.ndarray, pictures: torch.Tensor, titles: torch.Tensor) -> None:
        self.rows = np.concatenate([rows, self.rows])[:REMEMBERED]
        self.pictures = torch.cat([pictures.detach(), self.pictures])[:REMEMBERED]
        self.titles = torch.cat([titles.detach(), self.titles])[:REMEMBERED]


class Training:
    def __init__(self, args: argparse.Namespace):
        self.items = json.loads((args.cache / "items.json").read_text())
        self.captions = Captions(self.items, args.tokenizer)
        self.kinship = Kinship(self.items, self.captions)
        self.batches = Batches(self.items, args.cache)
        self.clip = ClipTargets(args.vectors, self.items)
        self.titles = {}  # the same number for the same title
        self.title_of = np.array([self.titles.setdefault(item["title"] or f"row {i}", i) for i, item in enumerate(self.items)])
        sources = sorted({item["source"] for item in self.items})
        self.values = {
            (s, name): sorted({i[name] for i in self.items if i["source"] == s and i["split"] == "train"} - {""})
            for s in sources for name in ATTRIBUTES
        }
        self.towers = Towers().to(memory_format=torch.channels_last)
        self.memory = Memory()

    def embed(self, texts: list[str]) -> torch.Tensor:
        return F.normalize(self.towers.text(self.captions.tokens(texts)).float(), dim=1)

    def losses(self, size: int) -> dict[str, torch.Tensor]:
        batch, towers, memory = self.batches.next(), self.towers, self.memory
        rows, shop = batch.rows, batch.of("shop")
        described = [self.captions.describe(i) for i in rows]
        with torch.autocast("cpu", torch.bfloat16):
            x = views(batch.parts, batch.grounds, size).contiguous(memory_format=torch.channels_last)
            z = F.normalize(towers.vision(x).float(), dim=1)
            titled = [j for j in shop if self.items[rows[j]]["title"]]
            texts = self.embed([text for text, _ in described] + [self.captions.title(rows[j]) for j in titled])
            words, wording = self.clip.some_words()
            prompts, spans = list(wording), {}
            for name, (_, _, templates) in ATTRIBUTES.items():
                known = sorted({value for (_, kind_of), values in self.values.items() if kind_of == name for value in values})
                spans[name] = {value: len(prompts) + k for k, value in enumerate(known)}
                template = random.choice(templates)
                prompts += [template.format(value) for value in known]
            bank = self.embed(prompts)
        scale = towers.scale.exp().clamp(max=80)
        descriptions, titles = texts[: len(rows)], texts[len(rows) :]
        truth = torch.from_numpy(self.captions.truth(rows, np.array([code for _, code in described])))
        logits = scale * descriptions @ z.T
        losses = {"text": (soft_cross_entropy(logits, truth) + soft_cross_entropy(logits.T, truth.T)) / 2}

        # Titles find pictures, and pictures titles, among the batch's and the latest ones.
        own = rows[titled]
        known_rows = np.concatenate([own, memory.rows])
        same = torch.from_numpy((self.title_of[own][:, None] == self.title_of[known_rows][None]).astype(np.int8) * YES)
        losses["title"] = (
            soft_cross_entropy(scale * titles @ torch.cat([z[titled], memory.pictures]).T, same)
            + soft_cross_entropy(scale * z[titled] @ torch.cat([titles, memory.titles]).T, same)
        ) / 2

        for name, (weight, smoothing, _) in ATTRIBUTES.items():
            losses[name] = weight * self.told_apart(name, smoothing, rows, scale * z @ bank.T, spans[name])
        losses |= self.searches(batch, z)
        losses["words"] = 0.3 * self.clip.of_words(towers, bank[: len(words)], words)
        losses["clip"] = 0.05 * self.clip.of_pictures(towers, z, rows)
        memory.add(own, z[titled], titles)
        return losses

    def told_apart(self, name: str, smoothing: float, rows: np.ndarray, logits: torch.Tensor, span: dict[str, int]) -> torch.Tensor:
        total, weights = 0.0, 0.0
        by_source = {}
        for j, row in enumerate(rows):
            if self.items[row][name]:
                by_source.setdefault(self.items[row]["source"], []).append(j)
        for source, own in by_source.items():
            values = self.values[source, name]
            if len(values) < 2:
                continue
            position = {value: i for i, value in enumerate(values)}
            target = torch.tensor([position[self.items[rows[j]][name]] for j in own])
            chosen = logits[own][:, [span[value] for value in values]]
            weight = len(own) * (PHOTO_SHARE if source == "photo" else 1.0)
            total = total + weight * F.cross_entropy(chosen, target, label_smoothing=smoothing)
            weights += weight
        return total / max(weights, 1.0)

    def searches(self, batch, z: torch.Tensor) -> dict[str, torch.Tensor]:
        rows, memory = batch.rows, self.memory
        shop, shopper, street = (batch.of(how) for how in ("shop", "shopper", "street"))
        found = np.concatenate([rows[shop], memory.rows])
        pictures = torch.cat([z[shop], memory.pictures])
        by_kind = torch.from_numpy(self.kinship.of_kind(rows[street], found))
        by_both = torch.from_numpy(self.kinship.of_kind_and_colour(rows[shopper], found))
        very_one = np.where(rows[shopper][:, None] == found[None], YES, np.where(by_both.numpy() == YES, MAYBE, by_both.numpy()))
        photos, made = SEARCH_SCALE * z[street] @ pictures.T, SEARCH_SCALE * z[shopper] @ pictures.T
        own = len(shop)  # the other way round only the batch's own shop pictures ask: those remembered have no gradient
        return {
            "photo": 0.5 * any_right(photos, by_kind) + 0.25 * any_right(photos[:, :own].T, by_kind[:, :own].T),
            "made": 0.4 * any_right(made, by_both) + 0.2 * any_right(made[:, :own].T, by_both[:, :own].T),
            "very one": 0.3 * any_right(made, torch.from_numpy(very_one)),
        }


def kept_state(out: Path, decay: bool) -> dict:
    """Of an unfinished decay from where the steady phase is now, of the steady phase, or of the start; empty without any."""
    steady = next((file for file in (out / "steady.pt", out / "start.pt") if file.exists()), None)
    state = torch.load(steady, weights_only=False) if steady else {}
    if decay and (out / "decay.pt").exists():
        decaying = torch.load(out / "decay.pt", weights_only=False)
        if decaying["from"] == state.get("step", 0):
            return decaying
    state.pop("spent", None)
    return state


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=Path("cache"))
    parser.add_argument("--out", type=Path, default=Path("run"))
    parser.add_argument("--tokenizer", default="../../public/models/starter/tokenizer.json")
    parser.add_argument("--vectors", type=Path, default=Path("../../../shared/data/clip-vectors"))
    parser.add_argument("--minutes", type=float, default=60, help="of this steady phase, or of the whole decay")
    parser.add_argument("--decay", action="store_true")
    parser.add_argument("--rate", type=float, default=0.5)
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=10**9, help="of this run, for trying things out")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    args.out.mkdir(exist_ok=True)
    training = Training(args)
    towers, steps = training.towers, optimizers(training.towers)
    state = kept_state(args.out, args.decay)
    step, spent, origin = state.get("step", 0), state.get("spent", 0.0), state.get("from", state.get("step", 0))
    if state:
        towers.load_state_dict(state["towers"])
        for optimizer, kept in zip(steps, state.get("steps", [])):
            optimizer.load_state_dict(kept)
    random.seed(args.seed + step), np.random.seed(args.seed + step), torch.manual_seed(args.seed + step)
    saved = args.out / ("decay.pt" if args.decay else "steady.pt")
    log = open(args.out / "log.txt", "a")
    started, first = time.time() - spent, step

    def say(text: str) -> None:
        print(text, file=log, flush=True)

    def save() -> None:
        state = {"towers": towers.state_dict(), "steps": [o.state_dict() for o in steps], "step": step}
        if args.decay:
            state |= {"spent": time.time() - started, "from": origin}
        torch.save(state, saved.with_suffix(".tmp"))
        saved.with_suffix(".tmp").rename(saved)

    def check(most: int | None) -> None:
        say(json.dumps({"step": step} | scores(towers, training.items, args.cache, training.captions, "val", args.size, most)))

    say(f"{'decay' if args.decay else 'steady'} from step {step}")
    checked = saved_at = time.time()
    while (done := (time.time() - started) / (args.minutes * 60)) < 1 and step - first < args.steps:
        pace = args.rate * min(1, (step + 1) / WARM_UP) * (1 - done if args.decay else 1)
        for optimizer in steps:
            for group in optimizer.param_groups:
                group["lr"] = group["base"] * pace
        losses = training.losses(args.size)
        for optimizer in steps:
            optimizer.zero_grad(set_to_none=True)
        sum(losses.values()).backward()
        torch.nn.utils.clip_grad_norm_(towers.parameters(), 2.0)
        for optimizer in steps:
            optimizer.step()
        step += 1
        if step % 10 == 0:
            parts_said = " ".join(f"{name} {value.item():.3f}" for name, value in losses.items())
            say(f"{(time.time() - started) / 60:.1f} min, step {step}: {parts_said}, scale {towers.scale.exp().item():.1f}, pace {pace:.3f}")
        if time.time() - saved_at > SAVE_EVERY:
            saved_at = time.time()
            save()
        if time.time() - checked > CHECK_EVERY:
            checked = time.time()
            check(1500)
    save()
    if args.decay:
        torch.save({"towers": towers.state_dict(), "step": step}, args.out / "towers.pt")
        check(None)


if __name__ == "__main__":
    main()
