/** Chooses what products go with, by the rules of the colour wheel and a little taste. */
import type { Product, ProductWithoutOutfit } from "./catalog.ts";
import type { Mood, Slot } from "./kinds/kind.ts";
import type { ColourName } from "./palette.ts";
import { Random } from "./random.ts";

/** Slots of the outfit around a product, in the order in which they are filled; at most 8. */
const WANTED: Record<Slot, readonly Slot[]> = {
  top: ["bottom", "shoes", "outer", "bag", "extra", "bottom", "shoes", "extra"],
  bottom: ["top", "shoes", "outer", "bag", "extra", "top", "shoes", "extra"],
  whole: ["shoes", "bag", "outer", "extra", "shoes", "extra", "extra"],
  outer: ["top", "bottom", "shoes", "bag", "extra", "top", "bottom", "shoes"],
  shoes: ["bottom", "top", "outer", "bag", "extra", "bottom", "top", "whole"],
  bag: ["shoes", "outer", "whole", "top", "bottom", "extra", "extra"],
  extra: ["top", "bottom", "outer", "shoes", "bag", "extra", "top"],
};
const SWIMMING: readonly Slot[] = ["shoes", "extra", "bag", "extra", "bottom"];

/** Number of candidates for each slot: enough to find a good one, few enough for outfits to vary. */
const CANDIDATES = 70;

/** Hue in degrees, or `undefined` for neutral colours. */
const HUES: Record<ColourName, number | undefined> = {
  black: undefined,
  white: undefined,
  grey: undefined,
  navy: undefined,
  beige: undefined,
  cream: undefined,
  tan: undefined,
  brown: undefined,
  silver: undefined,
  gold: undefined,
  blue: 215,
  "light blue": 210,
  red: 355,
  burgundy: 345,
  pink: 342,
  green: 145,
  olive: 70,
  yellow: 45,
  orange: 25,
  purple: 267,
  teal: 184,
};

/** How well two colours go together, -1 to 2, by the rules of the colour wheel. */
export function harmony(a: ColourName, b: ColourName): number {
  const [x, y] = [HUES[a], HUES[b]];
  if (x === undefined && y === undefined) return a === b ? 1 : 1.4;
  if (x === undefined || y === undefined) return 2;
  const apart = Math.abs(x - y);
  const angle = Math.min(apart, 360 - apart);
  if (angle < 12) return 1;
  if (angle < 45) return 1.2;
  return angle > 150 ? 0.8 : -1;
}

const NEAR: Partial<Record<Mood, readonly Mood[]>> = {
  casual: ["sport", "smart"],
  sport: ["casual"],
  smart: ["casual", "evening"],
  evening: ["smart"],
};

function match(a: ProductWithoutOutfit, b: ProductWithoutOutfit): number {
  const mood =
    a.occasion === b.occasion ? 2.5 : NEAR[a.occasion]?.includes(b.occasion) === true ? 0.8 : -3;
  const busy = a.pattern !== "plain" && b.pattern !== "plain" ? -1.6 : 0;
  const brand = a.brand === b.brand ? 0.5 : 0;
  const season = a.season === b.season ? 0.4 : 0;
  return mood + harmony(a.colour, b.colour) + busy + brand + season;
}

/** Whether one person could wear both on one day. */
export function wearable(a: ProductWithoutOutfit, b: ProductWithoutOutfit): boolean {
  const gender = a.gender === "unisex" || b.gender === "unisex" || a.gender === b.gender;
  const season = a.season === "all year" || b.season === "all year" || a.season === b.season;
  return a.category !== b.category && gender && season;
}

/** Adds to each product what it goes with: for each slot the candidate that best fits it and the outfit so far. */
export function completeTheLook(list: readonly ProductWithoutOutfit[], seed: string): Product[] {
  const slots = new Map<Slot, ProductWithoutOutfit[]>();
  for (const product of list) {
    const shelf = slots.get(product.slot);
    if (shelf) shelf.push(product);
    else slots.set(product.slot, [product]);
  }
  return list.map((product) => {
    const rng = new Random(`${seed}/${product.id}/outfit`);
    const chosen: ProductWithoutOutfit[] = [];
    for (const slot of product.category === "swimwear" ? SWIMMING : WANTED[product.slot]) {
      const all = slots.get(slot) ?? [];
      let best: ProductWithoutOutfit | undefined;
      let bestScore = 1;
      for (let k = 0; k < CANDIDATES && all.length > 0; k++) {
        const candidate = rng.pick(all);
        if (!wearable(product, candidate)) continue;
        if (chosen.some((other) => !wearable(other, candidate))) continue;
        const among = chosen.reduce((sum, other) => sum + match(other, candidate), 0);
        const score = match(product, candidate) + (among / Math.max(1, chosen.length)) * 0.5;
        if (score > bestScore) [best, bestScore] = [candidate, score];
      }
      if (best) chosen.push(best);
    }
    return { ...product, goesWith: chosen.map(({ id }) => id) };
  });
}
