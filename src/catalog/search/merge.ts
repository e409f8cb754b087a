import type { Method } from "../../vector/planner.ts";
import type { ItemResult } from "./item-search.ts";

/** Rows of items with their scores and the pictures that have these, best first; equal scores by row. */
export type RankedRows = Pick<ItemResult, "ids" | "scores" | "pictures">;

/** Rows, and how the segments found them. */
export interface CatalogResult extends RankedRows {
  /** The way of each segment. */
  methods: Method[];
  /** Number of vectors of all segments whose codes were compared with the query. */
  scored: number;
}

/** What one segment found, its rows counted from the segment's first. */
export interface SegmentResult {
  /** Row of the catalog that is the segment's first. */
  offset: number;
  found: RankedRows;
}

/** The best `k` of all segments, best first, equal scores by row. Each segment's are in that order. */
export function mergeResults(results: readonly SegmentResult[], k: number): RankedRows {
  const [only] = results;
  if (results.length === 1 && only!.offset === 0) return only!.found;
  const total = results.reduce((sum, { found }) => sum + found.ids.length, 0);
  const size = Math.min(k, total);
  const ids = new Uint32Array(size);
  const scores = new Float32Array(size);
  const pictures = new Uint32Array(size);
  const next = new Uint32Array(results.length);
  for (let i = 0; i < size; i++) {
    let best = -1;
    let bestScore = -Infinity;
    for (let s = 0; s < results.length; s++) {
      const score = results[s]!.found.scores[next[s]!];
      // Segments ascend by row, so that of equal scores the first is the right one.
      if (score !== undefined && (best < 0 || score > bestScore)) {
        best = s;
        bestScore = score;
      }
    }
    const { offset, found } = results[best]!;
    const at = next[best]!++;
    ids[i] = offset + found.ids[at]!;
    scores[i] = bestScore;
    pictures[i] = found.pictures[at]!;
  }
  return { ids, scores, pictures };
}
