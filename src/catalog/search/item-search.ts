import type { Bitmap } from "../../lib/bitmap.ts";
import type { Method } from "../../vector/planner.ts";
import type { SearchOptions, SearchResult, VectorIndex } from "../../vector/vector-index.ts";
import type { VectorTable } from "../segments/vector-table.ts";

/** How many times as many vectors are looked for where those found are of too few items. */
const GROWTH = 4;
/**
 * Vectors looked for beyond which the items found are kept out of the next search: so many are not found
 * along a graph anyway, which would look in vain for the best of those that the filter lets through.
 */
const WITHOUT_FOUND_FROM = 500;

export interface ItemSearchOptions extends SearchOptions {
  /** Number of items wanted, 1 or more. */
  k: number;
  /** Only these vectors take part. */
  filter?: Bitmap;
}

export interface ItemResult {
  /** Rows of items, best first; equal scores by row. At most `k`. */
  ids: Uint32Array;
  /** Of the item's best vector. */
  scores: Float32Array;
  /** Which of the item's vectors that is, 0 for its first. */
  pictures: Uint32Array;
  /** How they were found; the last way where one did not find enough. */
  method: Method;
  /** Number of vectors whose codes were compared with the query. */
  scored: number;
}

/**
 * The best items, each by the best of its vectors: as many as are wanted, if there are so many that take
 * part. As many vectors are looked for as so many items have on average, then `GROWTH` times as many, and so
 * on: at most once for each fourfold of the number of vectors, however they are distributed over the items.
 *
 * @throws VisualSearchError `vector-invalid` or `invalid-argument`
 */
export function searchItems(
  index: VectorIndex,
  table: VectorTable,
  query: ArrayLike<number>,
  options: ItemSearchOptions,
): ItemResult {
  if (table.isOneEach) {
    const found = index.search(query, options);
    return { ...found, pictures: new Uint32Array(found.ids.length) };
  }
  const { k } = options;
  const best = new BestOfItems(table);
  let { filter } = options;
  let scored = 0;
  for (let wanted = Math.ceil((k * table.vectors) / table.items); ; wanted *= GROWTH) {
    const most = Math.min(wanted, table.vectors);
    const found = index.search(query, { ...options, k: most, ...(filter && { filter }) });
    scored += found.scored;
    best.add(found);
    if (best.count >= k || found.ids.length < most || most === table.vectors) {
      return { ...best.first(k), method: found.method, scored };
    }
    if (wanted >= WITHOUT_FOUND_FROM) filter = table.without(best.rows(), filter);
  }
}

/** Gathers vectors by the items they belong to. */
class BestOfItems {
  readonly #table: VectorTable;
  /** By item, in the order in which they were found. */
  readonly #byRow = new Map<number, { vector: number; score: number }>();

  constructor(table: VectorTable) {
    this.#table = table;
  }

  get count(): number {
    return this.#byRow.size;
  }

  rows(): Iterable<number> {
    return this.#byRow.keys();
  }

  add({ ids, scores }: Pick<SearchResult, "ids" | "scores">): void {
    for (let i = 0; i < ids.length; i++) {
      const vector = ids[i]!;
      const score = scores[i]!;
      const row = this.#table.rowOf(vector);
      const known = this.#byRow.get(row);
      // A wider search along a graph may find what a narrower one has missed.
      if (!known || score > known.score) this.#byRow.set(row, { vector, score });
    }
  }

  first(k: number): Pick<ItemResult, "ids" | "scores" | "pictures"> {
    // Of equal scores, those found first come first: they were ranked by more digits than a score has.
    const best = [...this.#byRow].sort(([, a], [, b]) => b.score - a.score).slice(0, k);
    return {
      ids: Uint32Array.from(best, ([row]) => row),
      scores: Float32Array.from(best, ([, { score }]) => score),
      pictures: Uint32Array.from(best, ([row, { vector }]) => vector - this.#table.start(row)),
    };
  }
}
