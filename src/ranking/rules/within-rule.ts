/** The rule `within`: hits must share facet values with the items that they are to be like. */
import type { Catalog } from "../../catalog/catalog.ts";
import { textsOf } from "../../catalog/items/attribute-value.ts";
import { type Bitmap, createBitmap, hasBit, intersect, setBit } from "../../lib/bitmap.ts";
import { valueReader } from "../filter/field-values.ts";
import { facetSpec, filterRows } from "../filter/filter.ts";

/** Numbers are compared within this field: an expensive sock costs less than a cheap coat. */
const CATEGORY_FIELD = "category";
const TIERS = 3;

/**
 * The rows of items that share each of some facets with one of the given items. A value is shared if it is the same, or
 * one of several; a number is shared if it is in the same third of the numbers of its category. A facet that none of the
 * given items has sets no bounds.
 *
 * @param rows of the given items
 * @returns `undefined` if nothing sets bounds
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

/** By row, which third of the values of its category the item's is in: 1, 2 or 3, or 0 if it has none. */
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
  const categoryOf = catalog.facets.specs.has(CATEGORY_FIELD)
    ? valueReader(catalog, CATEGORY_FIELD)
    : () => undefined;
  const live = catalog.liveRows();
  const byCategory = new Map<string | undefined, { row: number; number: number }[]>();
  for (let row = 0; row < catalog.rows; row++) {
    const number = hasBit(live, row) ? numberOf(row) : undefined;
    if (typeof number !== "number") continue;
    const [first] = textsOf(categoryOf(row));
    const others = byCategory.get(first);
    if (others) others.push({ row, number });
    else byCategory.set(first, [{ row, number }]);
  }
  const tiers = new Uint8Array(catalog.rows);
  for (const members of byCategory.values()) {
    const sorted = members.map(({ number }) => number).sort((a, b) => a - b);
    const starts = Array.from(
      { length: TIERS - 1 },
      (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / TIERS)]!,
    );
    for (const { row, number } of members) {
      tiers[row] = 1 + starts.filter((start) => number >= start).length;
    }
  }
  return tiers;
}
