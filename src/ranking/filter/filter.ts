/** Conditions on facets as sets of rows. */
import type { Catalog } from "../../catalog/catalog.ts";
import type { FacetPart } from "../../catalog/facets/catalog-facets.ts";
import type { FacetSpec } from "../../catalog/facets/facet-choice.ts";
import { textsOf } from "../../catalog/items/attribute-value.ts";
import { type Bitmap, createBitmap, intersect, setBit } from "../../lib/bitmap.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import type { FacetCondition, FacetValue, NumberRange, Where } from "../../lib/types.ts";

/**
 * The rows of a catalog's items that meet every condition.
 *
 * @throws VisualSearchError `facet-unknown` for a facet that the catalog does not have, or `invalid-argument` for a
 *   condition that does not fit the facet's kind
 */
export function filterRows(where: Where, catalog: Catalog): Bitmap {
  const { facets } = catalog;
  let rows: Bitmap | undefined;
  for (const [name, condition] of Object.entries(where)) {
    const spec = facetSpec(name, catalog);
    const matches = createBitmap(catalog.rows);
    matchRows(spec, condition, facets.parts(spec), matches);
    if (rows) intersect(rows, matches);
    else rows = matches;
  }
  if (!rows) return catalog.liveRows();
  catalog.keepLive(rows);
  return rows;
}

/** @throws VisualSearchError `facet-unknown` */
export function facetSpec(name: string, { facets }: Catalog): FacetSpec {
  const spec = facets.specs.get(name);
  if (spec) return spec;
  throw new VisualSearchError(
    "facet-unknown",
    `Expected one of the facets ${[...facets.specs.keys()].join(", ")}, ` +
      `got ${JSON.stringify(name)}.`,
  );
}

/** Throws what `filterRows` would throw, without looking at any row. */
export function checkWhere(where: Where, catalog: Catalog): void {
  for (const [name, condition] of Object.entries(where)) {
    matchRows(facetSpec(name, catalog), condition, [], createBitmap(0));
  }
}

/** Sets the bits of the rows that meet the condition. */
function matchRows(
  { name, kind }: FacetSpec,
  condition: FacetCondition,
  parts: readonly FacetPart[],
  rows: Bitmap,
): void {
  // The condition is checked before the columns, of which there may be none.
  if (kind === "number") {
    const matches = numberTest(name, condition);
    for (const { offset, column } of parts) {
      if (column.kind !== "number") continue;
      column.numbers.forEach((number, row) => {
        if (matches(number)) setBit(rows, offset + row);
      });
    }
    return;
  }
  const texts = new Set(textValues(name, condition));
  for (const { offset, column } of parts) {
    if (column.kind !== "category") continue;
    const wanted = new Uint8Array(column.values.length + 1);
    column.values.forEach((value, i) => {
      if (textsOf(value).some((text) => texts.has(text))) wanted[i + 1] = 1;
    });
    column.codes.forEach((code, row) => {
      if (wanted[code]) setBit(rows, offset + row);
    });
  }
}

function isList(condition: FacetCondition): condition is readonly FacetValue[] {
  return Array.isArray(condition);
}

function textValues(name: string, condition: FacetCondition): string[] {
  const values = isList(condition) ? condition : [condition];
  return values.map((value) => {
    if (typeof value === "string" || typeof value === "number") return String(value);
    throw unfit(name, "a value or a list of values", condition);
  });
}

function numberTest(name: string, condition: FacetCondition): (number: number) => boolean {
  if (typeof condition === "object" && condition !== null && !isList(condition)) {
    const { min = -Infinity, max = Infinity } = condition as NumberRange;
    const known = Object.keys(condition).every((key) => key === "min" || key === "max");
    if (!known || typeof min !== "number" || typeof max !== "number" || !(min <= max)) {
      throw unfit(name, "{ min?, max? } with min at most max", condition);
    }
    return (number) => number >= min && number <= max;
  }
  const values = new Set(isList(condition) ? condition : [condition]);
  for (const value of values) {
    if (typeof value !== "number" || Number.isNaN(value))
      throw unfit(name, "numbers or { min?, max? }", condition);
  }
  return (number) => values.has(number);
}

function unfit(name: string, expected: string, got: unknown): VisualSearchError {
  return new VisualSearchError(
    "invalid-argument",
    `Expected ${expected} for the facet ${JSON.stringify(name)}, got ${JSON.stringify(got)}.`,
  );
}
