import { VisualSearchError } from "../errors.ts";
import { type Bitmap, createBitmap, hasBit } from "../vector/bitmap.ts";
import { openIndex, type SearchOptions, type VectorIndex } from "../vector/vector-index.ts";
import { Changes } from "./changes.ts";
import { FacetTable } from "./facets.ts";
import { type ItemResult, searchItems } from "./item-search.ts";
import { ItemTable } from "./items.ts";
import type { Segment } from "./manifest.ts";
import { applyPatch, patchesFacet } from "./patch.ts";
import type { CatalogItem, FileRef } from "./types.ts";

/** The opened files of a segment: row i of all but the index is item i. */
export interface SegmentTables {
  index: VectorIndex;
  /** Gets what `index` lacks, where that is a sketch. */
  complete?: () => Promise<VectorIndex>;
  items: ItemTable;
  facets: FacetTable;
  changes: Changes | undefined;
}

/**
 * @param read gives the bytes of a file of the manifest
 * @param dim what the manifest says of the vectors
 * @param early opens the index's sketch alone, where it has one
 * @throws VisualSearchError `index-invalid`, `index-unsupported` or `catalog-invalid`
 */
export async function openSegment(
  segment: Segment,
  dim: number,
  read: (file: FileRef) => Promise<Uint8Array>,
  early: boolean,
): Promise<SegmentTables> {
  const [{ index, complete }, items, facets, changes] = await Promise.all([
    openSegmentIndex(segment.index, read, early),
    read(segment.data).then((bytes) => new ItemTable(bytes)),
    read(segment.facets).then((bytes) => new FacetTable(bytes)),
    segment.changes && read(segment.changes).then((bytes) => new Changes(bytes)),
  ]);
  const counts = [items.count, facets.count, ...(changes ? [changes.rows] : [])];
  if (counts.some((count) => count !== segment.items)) {
    throw new VisualSearchError(
      "catalog-invalid",
      `Expected ${segment.items} rows in every file of the segment, got ${counts.join(", ")}. ` +
        "Build the catalog again.",
    );
  }
  const { vectors = segment.items } = segment;
  if (index.size !== vectors || items.vectors.vectors !== vectors) {
    throw new VisualSearchError(
      "catalog-invalid",
      `Expected ${vectors} vectors in the segment's index and of its items, got ${index.size} and ` +
        `${items.vectors.vectors}. Build the catalog again.`,
    );
  }
  if (index.dim !== dim || index.metric !== "cosine") {
    throw new VisualSearchError(
      "catalog-invalid",
      `Expected an index of dim ${dim} with metric cosine, got dim ${index.dim} with ${index.metric}. ` +
        "Build the catalog again.",
    );
  }
  return { index, items, facets, changes, ...(complete && { complete }) };
}

async function openSegmentIndex(
  { image, sketch }: Segment["index"],
  read: (file: FileRef) => Promise<Uint8Array>,
  early: boolean,
): Promise<Pick<SegmentTables, "index" | "complete">> {
  if (!sketch) return { index: openIndex(await read(image)) };
  const [first, rest] = await Promise.all([read(sketch), early ? undefined : read(image)]);
  if (rest) return { index: openIndex(first, rest) };
  return { index: openIndex(first), complete: async () => openIndex(first, await read(image)) };
}

function liveRows(count: number, { tombstones }: Changes): Bitmap | undefined {
  if (tombstones.length === 0) return undefined;
  const live = fullBitmap(count);
  for (const row of tombstones) live[row >>> 5]! &= ~(1 << (row & 31));
  return live;
}

/** The bits of all rows below `count`. */
export function fullBitmap(count: number): Bitmap {
  const bits = createBitmap(count).fill(0xffff_ffff);
  if (count % 32 !== 0) bits[bits.length - 1] = 2 ** (count % 32) - 1;
  return bits;
}

/** An opened segment in its place among the others. */
export class CatalogSegment {
  /** Row of the catalog that is this segment's first. */
  readonly offset: number;
  readonly items: ItemTable;
  readonly facets: FacetTable;
  readonly changes: Changes | undefined;
  /** The rows whose items are not gone; `undefined` where none is. */
  readonly live: Bitmap | undefined;
  #index: VectorIndex;
  readonly #complete: (() => Promise<VectorIndex>) | undefined;
  #liveVectors: Bitmap | undefined;

  constructor(offset: number, { index, complete, items, facets, changes }: SegmentTables) {
    this.offset = offset;
    this.#index = index;
    this.#complete = complete;
    this.items = items;
    this.facets = facets;
    this.changes = changes;
    this.live = changes && liveRows(items.count, changes);
  }

  get index(): VectorIndex {
    return this.#index;
  }

  /** Loads what the index lacks; until then its hits are approximate. */
  async complete(): Promise<void> {
    if (this.#index.isSketch && this.#complete) this.#index = await this.#complete();
  }

  /** Number of rows, those of items that are gone included. */
  get count(): number {
    return this.items.count;
  }

  /** The item of one of the segment's rows, as it is now. */
  item(row: number): CatalogItem {
    const item = this.items.get(row);
    const patch = this.changes?.patches.get(row);
    return patch ? applyPatch(item, patch) : item;
  }

  isLive(row: number): boolean {
    return !this.live || hasBit(this.live, row);
  }

  /**
   * The best items for a vector, each by the best of its own.
   *
   * @param rows the items that take part, none of them gone; all that are not where it is left out
   * @throws VisualSearchError `vector-invalid` or `invalid-argument`
   */
  search(
    query: ArrayLike<number>,
    rows: Bitmap | undefined,
    options: Omit<SearchOptions, "filter">,
  ): ItemResult {
    const { vectors } = this.items;
    let filter: Bitmap | undefined;
    if (rows) filter = vectors.widen(rows);
    else if (this.live) filter = this.#liveVectors ??= vectors.widen(this.live);
    return searchItems(this.#index, vectors, query, { ...options, ...(filter && { filter }) });
  }

  /** The vectors of an item as far as their codes tell them, `index.dim` numbers each. */
  vectors(row: number): Float32Array {
    const { vectors } = this.items;
    const { dim } = this.#index;
    const found = new Float32Array(vectors.count(row) * dim);
    for (let i = 0; i < vectors.count(row); i++) {
      found.set(this.#index.vector(vectors.start(row) + i), i * dim);
    }
    return found;
  }

  /** The segment's rows of which a patch may have changed a facet. */
  patchedRows(facet: string): number[] {
    const rows: number[] = [];
    for (const [row, patch] of this.changes?.patches ?? []) {
      if (patchesFacet(patch, facet)) rows.push(row);
    }
    return rows;
  }
}
