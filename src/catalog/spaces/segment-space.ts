/** The vectors of a segment's items in one space, and a single search of their index. */
import type { Bitmap } from "../../lib/bitmap.ts";
import { openIndex } from "../../vector/open-index.ts";
import type { Method } from "../../vector/planner.ts";
import type { SearchOptions, SearchResult, VectorIndex } from "../../vector/vector-index.ts";
import type { FileRef } from "../files/file-ref.ts";
import { invalidFile } from "../files/invalid-file.ts";
import type { SpaceFiles } from "../manifest/manifest.ts";
import type { VectorTable } from "../segments/vector-table.ts";
import type { SpaceSpec } from "./spaces.ts";

/** How an index is searched, if not as its planner chooses. */
export type IndexOptions = {
  [K in "exact" | "ef" | "targetRecall"]?: SearchOptions[K] | undefined;
};

export interface SpaceSearchOptions extends IndexOptions {
  /** Number of items looked for, 1 or more. */
  k: number;
  /** Only these items take part. Default: all. */
  rows?: Bitmap | undefined;
  /** Whether `rows` are those that are not gone, whose vectors are remembered. */
  areLive?: boolean;
  /** Only items with this score or a better one are looked for. */
  minScore?: number;
}

/** What one search of an index tells. */
export interface SpaceResult {
  /** Rows of items, best first; equal scores by row. There may be fewer than were looked for. */
  ids: Uint32Array;
  /** Of the item's best vector. */
  scores: Float32Array;
  /** Which of the item's vectors that is, 0 for its first. */
  pictures: Uint32Array;
  /** No other item that takes part has a better score; -Infinity if there is no other. */
  bound: number;
  /** How they were found. */
  method: Method;
  /** Number of vectors whose codes were compared with the query. */
  scored: number;
}

/** An index that may have to be completed. */
export interface OpenedIndex {
  index: VectorIndex;
  /** Gets what `index` lacks, if that is a sketch. */
  complete?: () => Promise<void>;
}

/**
 * Opens the index of a space.
 *
 * @param read gives the bytes of a file of the manifest
 * @param early opens the index's sketch alone, if it has one
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

export class SegmentSpace {
  /** Which vectors are an item's. */
  readonly table: VectorTable;
  readonly #index: VectorIndex;
  readonly #complete: (() => Promise<void>) | undefined;
  #live: { rows: Bitmap; vectors: Bitmap } | undefined;

  /** @throws VisualSearchError `catalog-invalid` if the index does not fit the space or the table */
  constructor({ index, complete }: OpenedIndex, { dim }: SpaceSpec, table: VectorTable) {
    if (index.size !== table.vectors) {
      const expected = `${table.vectors} vectors in the segment's index, as its items have`;
      throw invalidFile(expected, `${index.size}`);
    }
    if (index.dim !== dim || index.metric !== "cosine") {
      const expected = `an index of dim ${dim} with metric cosine`;
      throw invalidFile(expected, `dim ${index.dim} with ${index.metric}`);
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
   * The best items for a vector, each by the best of its own, as far as one search of the index finds them. It
   * looks for as many vectors as so many items have on average.
   *
   * @throws VisualSearchError `vector-invalid` or `invalid-argument`
   */
  search(
    query: ArrayLike<number>,
    { k, rows, areLive, minScore = -Infinity, exact, ef, targetRecall }: SpaceSearchOptions,
  ): SpaceResult {
    const { table } = this;
    const filter = rows && (areLive ? this.#widenLive(rows) : table.widen(rows));
    const wanted = table.isOneEach ? k : Math.ceil((k * table.vectors) / table.items);
    const most = Math.min(wanted, Math.max(table.vectors, 1));
    // Field by field: this takes part in every search.
    const options: SearchOptions = { k: most };
    if (filter) options.filter = filter;
    if (minScore > -Infinity) options.minScore = minScore;
    if (exact !== undefined) options.exact = exact;
    if (ef !== undefined) options.ef = ef;
    if (targetRecall !== undefined) options.targetRecall = targetRecall;
    const found = this.#index.search(query, options);
    const { scores, method, scored } = found;
    const isAll = scores.length < most || most >= table.vectors;
    const bound = isAll ? minScore : scores[scores.length - 1]!;
    return { ...bestOfItems(found, table), bound, method, scored };
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

/**
 * Of vectors that were found, each item by its best one: that is its score, and its place among the item's vectors is
 * the picture that a hit is shown with. Vectors come best first, so that an item's first is its best.
 */
function bestOfItems(
  { ids, scores }: Pick<SearchResult, "ids" | "scores">,
  table: VectorTable,
): Pick<SpaceResult, "ids" | "scores" | "pictures"> {
  if (table.isOneEach) return { ids, scores, pictures: new Uint32Array(ids.length) };
  const seen = new Set<number>();
  const at: number[] = [];
  ids.forEach((vector, i) => {
    const row = table.rowOf(vector);
    if (seen.has(row)) return;
    seen.add(row);
    at.push(i);
  });
  const rows = Uint32Array.from(seen);
  return {
    ids: rows,
    scores: Float32Array.from(at, (i) => scores[i]!),
    pictures: Uint32Array.from(at, (i, n) => ids[i]! - table.start(rows[n]!)),
  };
}
