import type { FacetColumn, FacetTable } from "../catalog/facets.ts";
import { VisualSearchError } from "../errors.ts";
import type { FacetCondition, FacetValue, NumberRange, Where } from "../types.ts";
import { type Bitmap, createBitmap, intersect, setBit } from "../vector/bitmap.ts";

/**
 * The rows that meet every condition.
 *
 * @throws VisualSearchError `facet-unknown` for a facet the catalog does not have, `invalid-argument`
 *   for a condition that does not fit the facet's kind
 */
export function filterRows(where: Where, facets: FacetTable): Bitmap {
  let rows: Bitmap | undefined;
  for (const [name, condition] of Object.entries(where)) {
    const column = facets.columns.get(name);
    if (!column) {
      throw new VisualSearchError(
        "facet-unknown",
        `Expected one of the facets ${[...facets.columns.keys()].join(", ")}, ` +
          `got ${JSON.stringify(name)}.`,
      );
    }
    const matches = matchRows(column, condition, facets.count);
    if (rows) intersect(rows, matches);
    else rows = matches;
  }
  return rows ?? allRows(facets.count);
}

export function allRows(count: number): Bitmap {
  const rows = createBitmap(count).fill(0xffff_ffff);
  // Rows beyond the last would be counted.
  if (count % 32 !== 0) rows[rows.length - 1] = 2 ** (count % 32) - 1;
  return rows;
}

function matchRows(column: FacetColumn, condition: FacetCondition, count: number): Bitmap {
  const rows = createBitmap(count);
  if (column.kind === "number") {
    const matches = numberTest(column.name, condition);
    column.numbers.forEach((number, row) => {
      if (matches(number)) setBit(rows, row);
    });
  } else {
    const wanted = new Uint8Array(column.values.length + 1);
    for (const value of textValues(column.name, condition)) {
      // A value that no item has matches nothing; position -1 then marks "none", which is unset below.
      wanted[column.values.indexOf(value) + 1] = 1;
    }
    wanted[0] = 0;
    column.codes.forEach((code, row) => {
      if (wanted[code]) setBit(rows, row);
    });
  }
  return rows;
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
    if (typeof value !== "number") throw unfit(name, "numbers or { min?, max? }", condition);
  }
  return (number) => values.has(number);
}

function unfit(name: string, expected: string, got: unknown): VisualSearchError {
  return new VisualSearchError(
    "invalid-argument",
    `Expected ${expected} for the facet ${JSON.stringify(name)}, got ${JSON.stringify(got)}.`,
  );
}
