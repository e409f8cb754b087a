/** The facets of a catalog over all segments, with what has changed since these were written. */
import { type Bitmap, hasBit } from "../../lib/bitmap.ts";
import type { Facet } from "../../lib/types.ts";
import { combinationKey, combinationOfKey, textsOf } from "../items/attribute-value.ts";
import type { CatalogSegment } from "../segments/segment.ts";
import { type FacetSpec, facetValue } from "./facet-choice.ts";
import { byFrequency, type FacetColumn } from "./facet-table.ts";

/** The part of a facet that one segment holds. */
export interface FacetPart {
  /** Row of the catalog at which the column begins. */
  offset: number;
  column: FacetColumn;
}

export class CatalogFacets {
  /** Every facet of the catalog, by name. */
  readonly specs: ReadonlyMap<string, FacetSpec>;
  readonly #segments: readonly CatalogSegment[];
  readonly #live: Bitmap | undefined;
  readonly #parts = new Map<string, readonly FacetPart[]>();

  /** @param live the rows whose items are not gone, or `undefined` for all of them */
  constructor(
    specs: readonly FacetSpec[],
    segments: readonly CatalogSegment[],
    live: Bitmap | undefined,
  ) {
    this.specs = new Map(specs.map((spec) => [spec.name, spec]));
    this.#segments = segments;
    this.#live = live;
  }

  /** The columns of a facet. A segment may have none, if none of its items has a value. */
  parts(spec: FacetSpec): readonly FacetPart[] {
    let parts = this.#parts.get(spec.name);
    if (!parts) {
      parts = this.#segments.flatMap((segment) => {
        const column = patchedColumn(spec, segment);
        return column ? [{ offset: segment.offset, column }] : [];
      });
      this.#parts.set(spec.name, parts);
    }
    return parts;
  }

  /**
   * What a page needs to offer filters.
   *
   * @param among rows of items that count, none of them gone. Default: all
   */
  summary(among: Bitmap | undefined = this.#live): Facet[] {
    return [...this.specs.values()].map((spec): Facet => {
      const { name, kind } = spec;
      if (kind === "number") return { name, kind, ...numberRange(this.parts(spec), among) };
      const values = byFrequency(this.counts(spec, among)).map(([value, count]) => ({
        value,
        count,
      }));
      return { name, kind, values };
    });
  }

  /** How many items have each value of a category facet, alone or among others. Values that none has are left out. */
  counts(spec: FacetSpec, among: Bitmap | undefined = this.#live): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { offset, column } of this.parts(spec)) {
      if (column.kind !== "category") continue;
      const byCode = new Uint32Array(column.values.length + 1);
      column.codes.forEach((code, row) => {
        if (counted(among, offset + row)) byCode[code]!++;
      });
      column.values.forEach((value, i) => {
        const count = byCode[i + 1]!;
        if (count === 0) return;
        for (const text of textsOf(value)) counts.set(text, (counts.get(text) ?? 0) + count);
      });
    }
    return counts;
  }
}

function counted(among: Bitmap | undefined, row: number): boolean {
  return !among || hasBit(among, row);
}

function numberRange(
  parts: readonly FacetPart[],
  among: Bitmap | undefined,
): { min: number; max: number } {
  let min = Infinity;
  let max = -Infinity;
  for (const { offset, column } of parts) {
    if (column.kind !== "number") continue;
    column.numbers.forEach((number, row) => {
      if (Number.isNaN(number) || !counted(among, offset + row)) return;
      if (number < min) min = number;
      if (number > max) max = number;
    });
  }
  return { min, max };
}

/** The segment's column with the values of patched rows; the file's own if no row is patched. */
function patchedColumn(spec: FacetSpec, segment: CatalogSegment): FacetColumn | undefined {
  const stored = segment.facets.columns.get(spec.name);
  const column = stored?.kind === spec.kind ? stored : undefined;
  const rows = segment.patchedRows(spec.name);
  if (rows.length === 0) return column;
  const values = rows.map((row) => facetValue(segment.item(row), spec.name));
  const { count } = segment;
  if (spec.kind === "number") {
    const numbers =
      column?.kind === "number" ? column.numbers.slice() : new Float64Array(count).fill(Number.NaN);
    rows.forEach((row, i) => {
      const value = values[i];
      numbers[row] = typeof value === "number" ? value : Number.NaN;
    });
    return { kind: "number", name: spec.name, numbers };
  }
  const list = column?.kind === "category" ? [...column.values] : [];
  const codeOf = new Map(list.map((value, i) => [combinationKey(value), i + 1]));
  // A segment may have 65,535 values already, and these come on top.
  const codes = new Uint32Array(count);
  if (column?.kind === "category") codes.set(column.codes);
  rows.forEach((row, i) => {
    const key = combinationKey(values[i]);
    if (key === undefined) codes[row] = 0;
    else {
      let code = codeOf.get(key);
      if (code === undefined) {
        code = list.push(combinationOfKey(key));
        codeOf.set(key, code);
      }
      codes[row] = code;
    }
  });
  return { kind: "category", name: spec.name, values: list, codes };
}
