/** What a shop's pairs say of an item: what goes with it, and which categories do. */
import type { Catalog } from "../../catalog/catalog.ts";
import { type Bitmap, clearBit, forEachBit, hasBit } from "../../lib/bitmap.ts";
import { meanDirection } from "../query/compose.ts";
import type { Categories } from "./categories.ts";

/** Items of its own category whose pairs speak for an item. */
const NEIGHBOURS = 24;

export interface Pairings {
  /** Rows of what the shop has paired with the item. */
  own: ReadonlySet<number>;
  /** By row, the share of the item's neighbours in its category that are paired with it, 0 to 1, by similarity. */
  neighbours: ReadonlyMap<number, number>;
}

/** @param allowed rows that may go with the item */
export function pairingsOf(
  catalog: Catalog,
  row: number,
  categories: Categories,
  allowed: Bitmap,
): Pairings {
  const own = [...(catalog.pairs?.partners(row) ?? [])].filter((other) => hasBit(allowed, other));
  return { own: new Set(own), neighbours: neighbourPairs(catalog, row, categories, allowed) };
}

function neighbourPairs(
  catalog: Catalog,
  row: number,
  categories: Categories,
  allowed: Bitmap,
): Map<number, number> {
  const found = new Map<number, number>();
  const { pairs, dim } = catalog;
  if (!pairs) return found;
  const others = categories.rows(categories.of(row)).slice();
  clearBit(others, row);
  const query = meanDirection(catalog.vectors(row), dim);
  const { ids, scores } = catalog.search(query, { k: NEIGHBOURS, rows: others });
  let total = 0;
  ids.forEach((neighbour, i) => {
    const partners = pairs.partners(neighbour);
    // Those that are in no pair have no say.
    if (partners.length === 0) return;
    const weight = Math.max(0, scores[i]!);
    total += weight;
    for (const partner of partners) {
      if (hasBit(allowed, partner)) found.set(partner, (found.get(partner) ?? 0) + weight);
    }
  });
  for (const [partner, weight] of found) found.set(partner, weight / (total || 1));
  return found;
}

/** How much the pairs of an item, of its neighbours and of its category speak for each other category. */
export function categoryWeights(
  catalog: Catalog,
  categories: Categories,
  own: string,
  pairings: Pairings,
): Map<string, number> {
  const weights = new Map<string, number>();
  const add = (category: string, by: number) => {
    // Items without a category have nothing in common.
    if (category === own && own !== "") return;
    weights.set(category, (weights.get(category) ?? 0) + by);
  };
  for (const row of pairings.own) add(categories.of(row), 1);
  for (const [row, weight] of pairings.neighbours) add(categories.of(row), weight);
  const counts = pairedCategories(catalog, categories).get(own) ?? new Map<string, number>();
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  for (const [category, count] of counts) add(category, count / total);
  return weights;
}

const knownCounts = new WeakMap<Catalog, Map<string, Map<string, number>>>();

/** How many pairs there are of items of each two categories. */
function pairedCategories(
  catalog: Catalog,
  categories: Categories,
): Map<string, Map<string, number>> {
  const known = knownCounts.get(catalog);
  if (known) return known;
  const counts = new Map<string, Map<string, number>>();
  knownCounts.set(catalog, counts);
  const { pairs } = catalog;
  if (!pairs) return counts;
  const live = catalog.liveRows();
  forEachBit(live, (row) => {
    for (const partner of pairs.partners(row)) {
      if (!hasBit(live, partner)) continue;
      const [one, other] = [categories.of(row), categories.of(partner)];
      const own = counts.get(one) ?? new Map<string, number>();
      counts.set(one, own);
      own.set(other, (own.get(other) ?? 0) + 1);
    }
  });
  return counts;
}
