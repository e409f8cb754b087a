/** An opened index, and how it is searched: the types. */
import type { Bitmap } from "../lib/bitmap.ts";
import type { Metric } from "./codes/int8-code.ts";
import type { Calibration } from "./graph/calibration.ts";
import type { Method } from "./planner.ts";

/** What a search of an index looks for. */
export interface SearchOptions {
  /** Number of rows wanted, 1 or more. */
  k: number;
  /** Only rows whose bit is set take part. Make it with `createBitmap(index.size)`. */
  filter?: Bitmap;
  /** Looks at every row that the filter lets through, even if there is a graph. */
  exact?: boolean;
  /** Candidates that the graph search keeps, 1 or more. Overrides what its calibration says. */
  ef?: number;
  /** The graph's recall against the exact search that is asked for, 0 to 1. Default 0.995. */
  targetRecall?: number;
  /**
   * Only rows with this score or a better one are hits. If it is high and there are sign bits, most rows of a small
   * index need not be looked at. In return 1 in some 700 of the rows that just reach the score is missed.
   */
  minScore?: number;
}

/** What a search has found. */
export interface SearchResult {
  /** Row numbers, best first; equal scores by row. At most `k`. */
  ids: Uint32Array;
  /** Cosine similarity (-1 to 1) or inner product of each. */
  scores: Float32Array;
  /** How they were found. */
  method: Method;
  /** Number of rows whose int8 codes were compared with the query. */
  scored: number;
}

/** An opened index. It lives in WebAssembly memory of its own, which is freed with the object. */
export interface VectorIndex {
  /** Number of rows. */
  readonly size: number;
  /** Numbers in a vector. */
  readonly dim: number;
  readonly metric: Metric;
  /** Bytes of WebAssembly memory held. */
  readonly memoryBytes: number;
  /** Whether there are only sign bits, so that hits and scores are approximate. */
  readonly isSketch: boolean;
  /** Recall@10 of the graph by ef, as measured when it was built; `undefined` without a graph. */
  readonly calibration: Calibration | undefined;
  /**
   * Finds the best rows for a vector of `dim` numbers. Unless `exact` is asked for, the number of rows that the filter
   * lets through decides how.
   *
   * @throws VisualSearchError `vector-invalid` for a wrong length, NaN, infinite and (`cosine`) zero vectors,
   *   `invalid-argument` for the options
   * @example
   * const onSale = createBitmap(index.size);
   * setBit(onSale, 17);
   * const { ids, scores } = index.search(query, { k: 10, filter: onSale });
   */
  search(query: ArrayLike<number>, options: SearchOptions): SearchResult;
  /**
   * Completes a sketch by the rest that `splitIndex` made: checks it and copies it behind the sketch, which is neither
   * copied nor hashed again. If that fails, the sketch stays as it was.
   *
   * @throws VisualSearchError `index-invalid`, also if this index is whole, or `index-unsupported`
   * @example
   * const index = openIndex(sketch);
   * index.complete(rest);
   */
  complete(rest: Uint8Array): void;
  /**
   * The vector of a row as far as its code tells it: its cosine to the original is about 0.99999, with residual bits
   * 0.999998.
   *
   * @throws VisualSearchError `invalid-argument` for a row that there is not
   * @example
   * const alike = index.search(index.vector(7), { k: 11 }); // row 7 itself comes first
   */
  vector(row: number): Float32Array;
}
