"""Trains the two towers together, by a budget of time. Run it again with the same --out to go on where it stopped.

Each picture of a batch is compared with every text of it: its shop title, and a description made of some of its
attributes, which is true of every picture in the batch that has them (what is unknown is left out). Beside that,
each picture is told apart among all kinds, and all colours, of its source by the texts that a zero-shot
classifier would use, and the words of `lvis-text-1203` are drawn to where CLIP's text encoder has them.
"""
import argparse
import json
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from augment import views
from captions import MAYBE, TEMPLATES, YES, Captions
from evaluate import scores
from model import Towers
from optimizer import optimizers

PER_BATCH = {"small": 170, "large": 96, "photo": 96, "drawn": 96, "scene": 24}
ITEM_TEMPLATES = ["a photo of a {} item", "{}", "something {}", "{} clothes", "a {} garment"]
# What a picture is told apart by: how much it counts, label smoothing, and the texts.
ATTRIBUTES = {"kind": (0.5, 0.03, TEMPLATES), "colour": (0.3, 0.05, ITEM_TEMPLATES), "pattern": (0.2, 0.05, ITEM_TEMPLATES)}


def soft_cross_entropy(logits: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Of rows with one or more right answers (YES), where MAYBE is left out."""
    logits = logits.masked_fill(truth == MAYBE, -1e4)
    right = (truth == YES).float()
    rows = right.sum(1)
    loss = -(right * logits.log_softmax(1)).sum(1) / rows.clamp(min=1)
    return loss[rows > 0].mean()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=Path("cache"))
    parser.add_argument("--out", type=Path, default=Path("run"))
    parser.add_argument("--tokenizer", default="../../public/models/starter/tokenizer.json")
    parser.add_argument("--vectors", type=Path, default=Path("../../../shared/data/clip-vectors"))
    parser.add_argument("--minutes", type=float, default=90, help="of training, over all runs")
    parser.add_argument("--large-share", type=float, default=0.3, help="last part of it, at 96 in place of 64 pixels")
    parser.add_argument("--decay-share", type=float, default=0.4, help="last part of it, in which the rates fall to 0")
    parser.add_argument("--rate", type=float, default=1.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=10**9, help="of this run, for trying things out")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    args.out.mkdir(exist_ok=True)
    items = json.loads((args.cache / "items.json").read_text())
    sources = [s for s in PER_BATCH if any(item["source"] == s for item in items)]
    pixels = {s: torch.from_numpy(np.load(args.cache / f"{s}.npy")) for s in sources}
    captions = Captions(items, args.tokenizer)
    pools = {s: [i for i, item in enumerate(items) if item["source"] == s and item["split"] == "train"] for s in sources}
    values = {(s, name): sorted({items[i][name] for i in pools[s]} - {""}) for s in sources for name in ATTRIBUTES}
    lvis_names = [name.strip() for name in open(args.vectors / "lvis-text-1203.txt")]
    lvis = torch.from_numpy(np.load(args.vectors / "lvis-text-1203.f32.npy")).float()
    lvis = F.normalize(F.normalize(lvis, dim=1) - F.normalize(lvis, dim=1).mean(0), dim=1).to(device)
    clip_images = F.normalize(torch.from_numpy(np.load(args.vectors / "images-2000.f32.npy")).float(), dim=1)
    clip_images = F.normalize(clip_images - clip_images.mean(0), dim=1).to(device)
    clip_ids = [line.split(",")[0] for line in (args.vectors / "images-2000.csv").read_text().splitlines()[1:]]
    clip_row = {name: row for row, name in enumerate(clip_ids)}
    clip_of = [clip_row.get(item["id"], -1) if item["source"] in ("small", "large") else -1 for item in items]

    towers = Towers().to(device).to(memory_format=torch.channels_last)
    steps = optimizers(towers)
    step, spent = 0, 0.0
    saved = args.out / "state.pt"
    if saved.exists():
        state = torch.load(saved, weights_only=False)
        towers.load_state_dict(state["towers"])
        for optimizer, kept in zip(steps, state["steps"]):
            optimizer.load_state_dict(kept)
        step, spent = state["step"], state["spent"]
    random.seed(args.seed + step), np.random.seed(args.seed + step), torch.manual_seed(args.seed + step)
    see = torch.compile(towers.vision)
    queues = {s: [] for s in sources}
    log = open(args.out / "log.txt", "a")
    started, first, budget = time.time() - spent, step, args.minutes * 60

    def say(text: str) -> None:
        print(text, file=log, flush=True)

    def save() -> None:
        state = {"towers": towers.state_dict(), "steps": [o.state_dict() for o in steps], "step": step, "spent": time.time() - started}
        torch.save(state, args.out / "state.tmp")
        (args.out / "state.tmp").rename(saved)

    def embed(texts: list[str]) -> torch.Tensor:
        return F.normalize(towers.text(captions.tokens(texts).to(device)).float(), dim=1)

    checked = saved_at = time.time()
    while (done := (time.time() - started) / budget) < 1 and step - first < args.steps:
        size = 96 if done > 1 - args.large_share else 64
        pace = args.rate * min(1, (step + 1) / 60) * min(1, (1 - done) / args.decay_share + 0.005)
        for optimizer in steps:
            for group in optimizer.param_groups:
                group["lr"] = group["base"] * pace
        rows, parts = [], []
        for s in sources:
            if len(queues[s]) < PER_BATCH[s]:
                queues[s] = random.sample(pools[s], len(pools[s]))
            taken, queues[s] = queues[s][: PER_BATCH[s]], queues[s][PER_BATCH[s] :]
            rows += taken
            parts.append((pixels[s][[items[i]["at"] for i in taken]], s))
        at = np.array(rows)
        described = [captions.describe(i) for i in rows]
        titled = [j for j, i in enumerate(rows) if items[i]["title"]]
        titles = [captions.title(rows[j]) for j in titled]
        truth = torch.from_numpy(captions.truth(at, np.array([code for _, code in described]))).to(device)
        title_ids = np.array([hash(items[i]["title"] or str(i)) for i in rows])
        same = torch.from_numpy(title_ids[titled][:, None] == title_ids[None]).to(device)

        with torch.autocast(device.type, torch.bfloat16):
            x = views(parts, size).to(device).contiguous(memory_format=torch.channels_last)
            z = F.normalize(see(x).float(), dim=1)
            texts = embed([text for text, _ in described] + titles)
        scale = towers.scale.exp().clamp(max=80)
        logits = scale * texts @ z.T
        a, b = logits[: len(rows)], logits[len(rows) :]
        by_title = same.to(torch.int8) * YES
        losses = {
            "text": (soft_cross_entropy(a, truth) + soft_cross_entropy(a.T, truth.T)) / 2,
            "title": (soft_cross_entropy(b, by_title) + soft_cross_entropy(b.T, by_title.T)) / 2,
        }
        with torch.autocast(device.type, torch.bfloat16):
            chosen = random.sample(range(len(lvis_names)), 160)
            wording = random.choice(["a {}", "{}", "a photo of a {}"])
            prompts, spans = [wording.format(lvis_names[i].replace("_", " ")) for i in chosen], {}
            for name, (_, _, templates) in ATTRIBUTES.items():
                known = sorted({value for s in sources for value in values[s, name]})
                spans[name] = {value: len(prompts) + k for k, value in enumerate(known)}
                template = random.choice(templates)
                prompts += [template.format(value) for value in known]
            bank = embed(prompts)
        lvis_bank = bank[: len(chosen)]
        for name, (weight, smoothing, _) in ATTRIBUTES.items():
            losses[name], start = 0.0, 0
            for s, (part, _) in zip(sources, parts):
                own = range(start, start + len(part))
                start += len(part)
                labelled = [j for j in own if items[rows[j]][name]]
                if not labelled or len(values[s, name]) < 2:
                    continue
                at_text = torch.tensor([spans[name][value] for value in values[s, name]], device=device)
                target = torch.tensor([values[s, name].index(items[rows[j]][name]) for j in labelled], device=device)
                told = F.cross_entropy(scale * z[labelled] @ bank[at_text].T, target, label_smoothing=smoothing)
                losses[name] = losses[name] + weight * len(labelled) / len(rows) * told
        losses["words"] = 0.3 * (1 - F.cosine_similarity(towers.to_clip_text(lvis_bank), lvis[chosen])).mean()
        known_rows = [j for j, i in enumerate(rows) if clip_of[i] >= 0]
        if known_rows:
            target = clip_images[[clip_of[rows[j]] for j in known_rows]]
            losses["clip"] = 0.05 * (1 - F.cosine_similarity(towers.to_clip_image(z[known_rows]), target)).mean()
        loss = sum(losses.values())
        for optimizer in steps:
            optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(towers.parameters(), 2.0)
        for optimizer in steps:
            optimizer.step()
        step += 1
        if step % 20 == 0:
            parts_said = " ".join(f"{name} {value.item():.3f}" for name, value in losses.items())
            say(f"{(time.time() - started) / 60:.1f} min, step {step}, {size} px: {parts_said}, scale {float(scale.detach()):.1f}, pace {pace:.3f}")
        if time.time() - saved_at > 240:
            saved_at = time.time()
            save()
        if time.time() - checked > 600:
            checked = time.time()
            say(json.dumps(scores(towers, items, args.cache, captions, "val", size, 1500)))
    save()
    torch.save({"towers": towers.state_dict(), "step": step, "minutes": (time.time() - started) / 60}, args.out / "towers.pt")
    say(json.dumps(scores(towers, items, args.cache, captions, "val", size)))


if __name__ == "__main__":
    main()
