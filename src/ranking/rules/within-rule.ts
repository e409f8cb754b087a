import type { Catalog } from "../../catalog/catalog.ts";
import { textsOf } from "../../catalog/items/attribute-value.ts";
import { type Bitmap, createBitmap, hasBit, intersect, setBit } from "../../lib/bitmap.ts";
import { valueReader } from "../filter/field-values.ts";
import { facetSpec, filterRows } from "../filter/filter.ts";

/** The field by which numbers are compared with those of their like: a dear sock is a cheap coat. */
const KIND_FIELD = "category";
const TIERS = 3;

/**
 * The rows of items that have of each facet what one of some items has: the same value, one of several being enough,
 * or, of a number, one in the same third of those of its own category. A facet that none of them has sets no bounds.
 *
 * @returns `undefined` where nothing does
 * @throws VisualSearchError `facet-unknown`
 */
export function rowsWithin(
  names: readonly string[],
  rows: readonly number[],
  catalog: Catalog,
): Bitmap | undefined {
  let within: Bitmap | undefined;
  for (const name of names) {
    const matches =
      facetSpec(name, catalog).kind === "number"
        ? rowsOfTiers(name, rows, catalog)
        : rowsOfValues(name, rows, catalog);
    if (!matches) continue;
    if (within) intersect(within, matches);
    else within = matches;
  }
  return within;
}

function rowsOfValues(name: string, rows: readonly number[], catalog: Catalog): Bitmap | undefined {
  const read = valueReader(catalog, name);
  const values = rows.flatMap((row) => textsOf(read(row)));
  return values.length === 0 ? undefined : filterRows({ [name]: values }, catalog);
}

function rowsOfTiers(name: string, rows: readonly number[], catalog: Catalog): Bitmap | undefined {
  const tiers = tiersOf(name, catalog);
  const wanted = new Set(rows.map((row) => tiers[row]).filter((tier) => tier !== 0));
  if (wanted.size === 0) return undefined;
  const matches = createBitmap(catalog.rows);
  tiers.forEach((tier, row) => {
    if (wanted.has(tier)) setBit(matches, row);
  });
  return matches;
}

const known = new WeakMap<Catalog, Map<string, Uint8Array>>();

/** By row, which third of the values of its category the item's is in: 1, 2 or 3, or 0 where it has none. */
function tiersOf(name: string, catalog: Catalog): Uint8Array {
  const ofCatalog = known.get(catalog) ?? new Map<string, Uint8Array>();
  known.set(catalog, ofCatalog);
  let tiers = ofCatalog.get(name);
  if (!tiers) {
    tiers = findTiers(name, catalog);
    ofCatalog.set(name, tiers);
  }
  return tiers;
}

function findTiers(name: string, catalog: Catalog): Uint8Array {
  const numberOf = valueReader(catalog, name);
  const kindOf = catalog.facets.specs.has(KIND_FIELD)
    ? valueReader(catalog, KIND_FIELD)
    : () => undefined;
  const live = catalog.liveRows();
  const byKind = new Map<string | undefined, { row: number; number: number }[]>();
  for (let row = 0; row < catalog.rows; row++) {
    const number = hasBit(live, row) ? numberOf(row) : undefined;
    if (typeof number !== "number") continue;
    // Of several, the first.
    const [kind] = textsOf(kindOf(row));
    const like = byKind.get(kind);
    if (like) like.push({ row, number });
    else byKind.set(kind, [{ row, number }]);
  }
  const tiers = new Uint8Array(catalog.rows);
  for (const like of byKind.values()) {
    const sorted = like.map(({ number }) => number).sort((a, b) => a - b);
    const starts = Array.from(
      { length: TIERS - 1 },
      (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / TIERS)]!,
    );
    for (const { row, number } of like) {
      tiers[row] = 1 + starts.filter((start) => number >= start).length;
    }
  }
  return tiers;
}
