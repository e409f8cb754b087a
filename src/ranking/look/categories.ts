/** The categories of a catalog, and what is common to the items of each. */
import type { Catalog } from "../../catalog/catalog.ts";
import { textsOf } from "../../catalog/items/attribute-value.ts";
import { type Bitmap, forEachBit, subtract } from "../../lib/bitmap.ts";
import type { AttributeValue } from "../../lib/types.ts";
import { valueReader } from "../filter/field-values.ts";
import { filterRows } from "../filter/filter.ts";

const FIELD = "category";
/** Items of a category whose mean stands for it. */
const MEAN_SAMPLE = 200;

/** In a catalog without categories there is one, with an empty name. */
export class Categories {
  readonly names: readonly string[];
  readonly #catalog: Catalog;
  readonly #read: ((row: number) => AttributeValue | undefined) | undefined;
  readonly #rows = new Map<string, Bitmap>();

  constructor(catalog: Catalog) {
    const spec = catalog.facets.specs.get(FIELD);
    this.#catalog = catalog;
    this.#read = spec?.kind === "category" ? valueReader(catalog, FIELD) : undefined;
    this.names = spec?.kind === "category" ? [...catalog.facets.counts(spec).keys(), ""] : [""];
  }

  /** That of a row's item, the first if it has several; empty if it has none. */
  of(row: number): string {
    return textsOf(this.#read?.(row))[0] ?? "";
  }

  /** The live rows of a category; of the empty name, those of items without one. */
  rows(category: string): Bitmap {
    let rows = this.#rows.get(category);
    if (!rows) {
      rows =
        category === "" ? this.#uncategorised() : filterRows({ [FIELD]: category }, this.#catalog);
      this.#rows.set(category, rows);
    }
    return rows;
  }

  #uncategorised(): Bitmap {
    const rows = this.#catalog.liveRows();
    for (const name of this.names) if (name !== "") subtract(rows, this.rows(name));
    return rows;
  }

  /** A vector of one category moved by the difference between the means of that and another one. */
  move(vector: Float32Array, { from, to }: { from: string; to: string }): Float32Array {
    const [a, b] = [this.#mean(from), this.#mean(to)];
    if (!a || !b) return vector;
    const moved = vector.map((x, d) => x - a[d]! + b[d]!);
    const length = Math.hypot(...moved);
    return length > 1e-6 ? moved.map((x) => x / length) : vector;
  }

  #mean(category: string): Float32Array | undefined {
    const known = knownMeans.get(this.#catalog) ?? new Map<string, Float32Array | undefined>();
    knownMeans.set(this.#catalog, known);
    if (!known.has(category)) known.set(category, meanVector(this.#catalog, this.rows(category)));
    return known.get(category);
  }
}

const knownMeans = new WeakMap<Catalog, Map<string, Float32Array | undefined>>();

/** The mean of the first pictures of some items, of a sample spread over them if they are many. */
function meanVector(catalog: Catalog, rows: Bitmap): Float32Array | undefined {
  const list: number[] = [];
  forEachBit(rows, (row) => list.push(row));
  if (list.length === 0) return undefined;
  const step = Math.max(1, list.length / MEAN_SAMPLE);
  const sum = new Float32Array(catalog.dim);
  let count = 0;
  for (let at = 0; at < list.length; at += step) {
    const own = catalog.vectors(list[Math.floor(at)]!);
    for (let d = 0; d < sum.length; d++) sum[d]! += own[d]!;
    count++;
  }
  return sum.map((x) => x / count);
}
