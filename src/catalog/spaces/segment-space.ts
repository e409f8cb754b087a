import type { Bitmap } from "../../lib/bitmap.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import { openIndex, type SearchOptions, type VectorIndex } from "../../vector/vector-index.ts";
import type { FileRef } from "../files/file-ref.ts";
import type { SpaceFiles } from "../manifest/manifest.ts";
import { type ItemResult, searchItems } from "../search/item-search.ts";
import type { VectorTable } from "../segments/vector-table.ts";
import type { SpaceSpec } from "./spaces.ts";

/** An index that may have to be completed. */
export interface OpenedIndex {
  index: VectorIndex;
  /** Gets what `index` lacks, where that is a sketch. */
  complete?: () => Promise<void>;
}

/**
 * @param read gives the bytes of a file of the manifest
 * @param early opens the index's sketch alone, where it has one
 * @throws VisualSearchError `index-invalid` or `index-unsupported`
 */
export async function openSpaceIndex(
  { index: file, sketch }: SpaceFiles,
  read: (file: FileRef) => Promise<Uint8Array>,
  early: boolean,
): Promise<OpenedIndex> {
  if (!sketch) return { index: openIndex(await read(file)) };
  const opening = read(sketch).then((bytes) => openIndex(bytes));
  if (early) {
    const index = await opening;
    const complete = async () => {
      const rest = await read(file);
      if (index.isSketch) index.complete(rest);
    };
    return { index, complete };
  }
  // The sketch is opened while the rest is still being read.
  const [index, rest] = await Promise.all([opening, read(file)]);
  index.complete(rest);
  return { index };
}

/** The vectors of a segment's items in one space. */
export class SegmentSpace {
  /** Which vectors are an item's. */
  readonly table: VectorTable;
  readonly #index: VectorIndex;
  readonly #complete: (() => Promise<void>) | undefined;
  #live: { rows: Bitmap; vectors: Bitmap } | undefined;

  /** @throws VisualSearchError `catalog-invalid` where the index is not the one of such a space */
  constructor({ index, complete }: OpenedIndex, { dim }: SpaceSpec, table: VectorTable) {
    if (index.size !== table.vectors) {
      throw new VisualSearchError(
        "catalog-invalid",
        `Expected ${table.vectors} vectors in the segment's index, as its items have, got ` +
          `${index.size}. Build the catalog again.`,
      );
    }
    if (index.dim !== dim || index.metric !== "cosine") {
      throw new VisualSearchError(
        "catalog-invalid",
        `Expected an index of dim ${dim} with metric cosine, got dim ${index.dim} with ` +
          `${index.metric}. Build the catalog again.`,
      );
    }
    this.table = table;
    this.#index = index;
    this.#complete = complete;
  }

  get isSketch(): boolean {
    return this.#index.isSketch;
  }

  /** Loads what the index lacks; until then its hits are approximate. */
  async complete(): Promise<void> {
    if (this.#index.isSketch) await this.#complete?.();
  }

  /**
   * The best items for a vector, each by the best of its own.
   *
   * @param rows the items that take part; all where it is left out
   * @param isLive whether `rows` are those that are not gone, for which the vectors are remembered
   * @throws VisualSearchError `vector-invalid` or `invalid-argument`
   */
  search(
    query: ArrayLike<number>,
    rows: Bitmap | undefined,
    isLive: boolean,
    options: Omit<SearchOptions, "filter">,
  ): ItemResult {
    const filter = rows && (isLive ? this.#widenLive(rows) : this.table.widen(rows));
    return searchItems(this.#index, this.table, query, { ...options, ...(filter && { filter }) });
  }

  #widenLive(rows: Bitmap): Bitmap {
    if (this.#live?.rows !== rows) this.#live = { rows, vectors: this.table.widen(rows) };
    return this.#live.vectors;
  }

  /** The vectors of an item as far as their codes tell them, `dim` numbers each. */
  vectors(row: number): Float32Array {
    const { dim } = this.#index;
    const count = this.table.count(row);
    const found = new Float32Array(count * dim);
    for (let i = 0; i < count; i++) {
      found.set(this.#index.vector(this.table.start(row) + i), i * dim);
    }
    return found;
  }
}
