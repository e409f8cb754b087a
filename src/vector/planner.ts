/** Chooses how to search: over every row's code, over sign bits first, or along the graph. */

/** `sketch` is sign bits alone, as long as the codes have not arrived. */
export type Method = "exact" | "signs" | "graph" | "sketch";

export interface Plan {
  method: Method;
  /** Rows that the graph search keeps in view. */
  ef: number;
  /** Rows whose codes are scored after their sign bits. */
  shortlist: number;
}

export interface PlanInput {
  dim: number;
  /** Rows of the index, and those of them that the filter lets through. */
  rows: number;
  passing: number;
  k: number;
  /** What the graph needs for the recall that is wanted; `undefined` without a graph. */
  ef: number | undefined;
  signs: boolean;
  /** Whether there is a score that hits must have. */
  bounded: boolean;
}

/**
 * A scan of so many rows of 512 dimensions takes 0.1 ms (30 ns a row, and 14 ns its sign bits). The graph would take
 * a third of that, which nobody notices, but a scan misses nothing.
 */
const SCAN_AT_ONCE = 3000;
/** From this share of rows on, a wider graph search finds enough of those that pass. */
const GRAPH_MIN_SHARE = 0.3;
/** Beyond this the graph's search is no faster than looking at every row's sign bits. */
const GRAPH_MAX_EF = 1000;
/**
 * A shortlist of 200 had all of the ten best of 60,000 rows of 512 dimensions in each of 200 searches, one of
 * 100 missed a row in two. It grows with what it is taken from, and where there are fewer bits to tell rows
 * apart by.
 */
const SHORTLIST_LEAST = 200;
const SHORTLIST_PER_K = 10;
const SHORTLIST_SHARE = 1 / 400;
const SHORTLIST_BITS = 512;
/**
 * Keeping a shortlist costs time, too: only beside so many rows is it less than scoring them all. For 4,500 rows in
 * the processor's caches it takes as long; for 5,000 of 100,000 rows, which are not, 0.34 ms in place of 0.6.
 */
const SHORTLIST_WORTH = 1 / 20;

/**
 * Where hits must have a score, sign bits leave out what cannot reach it, and a shortlist is hardly kept: from so
 * many rows on that is worth its start.
 */
const BOUNDED_FROM = 100;

/**
 * Standard errors that sign bits must be wrong by for a row to be left out that has the score that hits must have.
 */
export const BOUND_ERRORS = 3;

/**
 * A shortlist by sign bits is trusted where the worst hit lies this many standard errors above the best
 * row that was left out. Of 60,000 rows it lay 1.2 above or more in nine of ten searches without a miss; with
 * half the shortlist, 0.9 or less above in searches that missed a row.
 */
export const SAFE_MARGIN = 0.9;

export const EXACT: Plan = { method: "exact", ef: 0, shortlist: 0 };

export function plan({ dim, rows, passing, k, ef, signs, bounded }: PlanInput): Plan {
  const shortlist = Math.ceil(
    Math.max(SHORTLIST_LEAST, k * SHORTLIST_PER_K, passing * SHORTLIST_SHARE) *
      Math.max(1, SHORTLIST_BITS / dim),
  );
  const bySigns: Plan = { method: "signs", ef: 0, shortlist };
  if (passing <= SCAN_AT_ONCE) {
    return signs && bounded && passing >= BOUNDED_FROM ? bySigns : EXACT;
  }
  if (ef !== undefined && passing >= rows * GRAPH_MIN_SHARE) {
    const wide = Math.ceil((Math.max(ef, 2 * k) * rows) / passing);
    if (wide <= GRAPH_MAX_EF) return { method: "graph", ef: wide, shortlist };
  }
  const isWorth = bounded || shortlist <= passing * SHORTLIST_WORTH;
  return signs && isWorth ? bySigns : EXACT;
}

/**
 * Whether a graph search that saw `found` passing rows among its `ef` best can be trusted. Where the
 * filter is set against the query, the best rows are those it keeps out, and the graph has looked in the
 * wrong place.
 */
export function isEnough(found: number, input: PlanInput, { ef }: Plan): boolean {
  const expected = (ef * input.passing) / input.rows;
  return found >= Math.min(input.passing, Math.max(input.k, expected * 0.8));
}
