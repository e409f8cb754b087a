/**
 * Decides how to search: along the graph, by sign bits first, or over every row's code. Also when the graph is left for
 * a scan: `choosePlan` says so before a search, `isTrustworthy` after it.
 */

/** How rows are found. `sketch` is by sign bits alone, as long as the codes have not arrived. */
export type Method = "exact" | "signs" | "graph" | "sketch";

/** A way to search, and how far. */
export interface Plan {
  method: Method;
  /** Candidates that the graph search keeps. */
  ef: number;
  /** Rows that sign bits select, whose codes are then scored. */
  shortlist: number;
}

/** What a plan depends on. */
export interface PlanInput {
  dim: number;
  /** Rows of the index. */
  rows: number;
  /** Those of them that the filter lets through. */
  passing: number;
  k: number;
  /** What the graph needs for the wanted recall; `undefined` if the graph must not be used, or there is none. */
  ef: number | undefined;
  /** Whether there are sign bits that may be used. */
  signs: boolean;
  /** Whether hits must have a score. */
  bounded: boolean;
  /** Whether there are sign bits alone. */
  isSketch: boolean;
}

/** What came of a plan. */
export interface Outcome {
  /** Passing rows that were found. */
  found: number;
  /**
   * How far the worst hit lies above the best row that its sign bits may have kept out, in standard errors of a score
   * by sign bits.
   */
  margin: number;
}

/**
 * A scan of so many rows of 512 dimensions takes 0.1 ms (30 ns a row, and 14 ns its sign bits). The graph would take
 * a third of that, which nobody notices, but a scan misses nothing.
 */
const SCAN_AT_ONCE = 3000;
/** From this share of rows on, a wider graph search finds enough of those that pass. */
const GRAPH_MIN_SHARE = 0.3;
/** Beyond this ef, the graph search is no faster than a scan of all sign bits. */
const GRAPH_MAX_EF = 1000;
/**
 * A shortlist of 200 had all of the ten best of 60,000 rows of 512 dimensions in each of 200 searches; one of 100
 * missed a row in two. It grows with what it is taken from, and if there are fewer bits to tell rows apart by.
 */
const SHORTLIST_LEAST = 200;
const SHORTLIST_PER_K = 10;
const SHORTLIST_SHARE = 1 / 400;
const SHORTLIST_BITS = 512;
/**
 * Keeping a shortlist takes time, too: it is only less than scoring all rows if these are so many more. For 4,500 rows
 * in the processor's caches both take the same time; for 5,000 of 100,000 rows, which are not in the caches, 0.34 ms
 * instead of 0.6.
 */
const SHORTLIST_WORTH = 1 / 20;
/**
 * If hits must have a score, sign bits drop what cannot reach it, and the shortlist is short: that is worth its start
 * from so many rows on.
 */
const BOUNDED_FROM = 100;
/** Standard errors that sign bits must be wrong by to drop a row that has the score which hits must have. */
export const BOUND_ERRORS = 3;
/**
 * A shortlist is trusted if the worst hit lies so many standard errors above the best row that was left out. Of 60,000
 * rows it lay 1.2 above or more in nine of ten searches without a miss; with half the shortlist, 0.9 or less above in
 * searches that missed a row.
 */
const SAFE_MARGIN = 0.9;
/** The share of the passing rows expected among the `ef` best that a graph search must find to be trusted. */
const EXPECTED_SHARE = 0.8;

/** The plan that misses nothing. */
export const EXACT: Plan = { method: "exact", ef: 0, shortlist: 0 };
const SKETCH: Plan = { method: "sketch", ef: 0, shortlist: 0 };

/**
 * Chooses how to search. The graph is left for a scan if so few rows pass that a scan takes no time, if the filter lets
 * less than `GRAPH_MIN_SHARE` of the rows through, or if the graph would have to be searched wider than `GRAPH_MAX_EF`.
 */
export function choosePlan(input: PlanInput): Plan {
  const { rows, passing, k, ef, signs, bounded } = input;
  if (input.isSketch) return SKETCH;
  const shortlist = shortlistFor(input);
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

function shortlistFor({ dim, passing, k }: PlanInput): number {
  const most = Math.max(SHORTLIST_LEAST, k * SHORTLIST_PER_K, passing * SHORTLIST_SHARE);
  return Math.ceil(most * Math.max(1, SHORTLIST_BITS / dim));
}

/**
 * Whether what came of a plan can be trusted. If not, the search falls back to `EXACT`.
 *
 * A graph search must have found nearly as many passing rows as expected among its `ef` best. If it has not, the filter
 * excludes the rows that are best for the query, and the graph has looked in the wrong place.
 */
export function isTrustworthy(plan: Plan, input: PlanInput, { found, margin }: Outcome): boolean {
  if (plan.method === "signs") return margin >= SAFE_MARGIN;
  if (plan.method !== "graph") return true;
  const expected = (plan.ef * input.passing) / input.rows;
  return found >= Math.min(input.passing, Math.max(input.k, expected * EXPECTED_SHARE));
}
