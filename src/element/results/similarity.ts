/** Why a hit is called "very similar", and when the widget says that there is no close match. */

/** Scores (cosines, -1 to 1) below which a hit is no close match, as calibrated when the catalog was built. */
export interface CloseMatch {
  /** For queries by a picture. */
  image: number;
  /** For queries by words alone. */
  text: number;
}

/** How similar a hit is, from most to least. Each has a text in every language. */
export type Likeness = "very" | "quite" | "rather" | "loosely";

/**
 * With a threshold: how far a score must be on the way from the threshold (0) to the top of the scale (1). Below the
 * threshold a hit is "loosely" similar, above it at least "rather".
 */
const ABOVE_THRESHOLD = { very: 0.7, quite: 0.3 };
/** The top of the scale for pictures, on the way from the threshold to a cosine of 1. */
const PICTURE_TOP = 0.9;
/** Without a threshold: which share of the best hit's score a score must have. */
const OF_BEST = { very: 0.98, quite: 0.9, rather: 0.75 };

/**
 * The score below which a hit of this query is no close match; `undefined` if the catalog was not calibrated. For
 * picture and words together it lies between the two, by how much each counts.
 *
 * @param words share of the words in the query, 0 to 1
 */
export function thresholdOf(closeMatch: CloseMatch | undefined, words: number): number | undefined {
  if (!closeMatch) return undefined;
  return closeMatch.image + (closeMatch.text - closeMatch.image) * words;
}

/** Whether the best hit is a close match. Without a threshold nobody can tell, so that it counts as one. */
export function isCloseMatch(best: number | undefined, threshold: number | undefined): boolean {
  return threshold === undefined || best === undefined || best >= threshold;
}

/**
 * How similar a hit is in words. For pictures the scale runs from the threshold to nearly a cosine of 1. Words never come
 * near that with a picture, so that for them, and without a threshold, the scale ends at the best hit.
 *
 * @param score of the hit, -1 to 1
 * @param best score of the first hit
 * @param words share of the words in the query, 0 to 1
 */
export function likeness(
  score: number,
  best: number,
  threshold: number | undefined,
  words: number,
): Likeness {
  if (threshold === undefined) {
    const share = best > 0 ? score / best : 0;
    if (share >= OF_BEST.very) return "very";
    if (share >= OF_BEST.quite) return "quite";
    return share >= OF_BEST.rather ? "rather" : "loosely";
  }
  if (score < threshold) return "loosely";
  const top = Math.max(best, threshold + (1 - threshold) * (1 - words) * PICTURE_TOP);
  const share = top > threshold ? (score - threshold) / (top - threshold) : 1;
  if (share >= ABOVE_THRESHOLD.very) return "very";
  return share >= ABOVE_THRESHOLD.quite ? "quite" : "rather";
}
