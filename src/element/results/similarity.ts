/** Cosines below which a hit is no close match, as the catalog's build has calibrated them. */
export interface CloseMatch {
  /** For queries by a picture. */
  image: number;
  /** For queries by words alone. */
  text: number;
}

/** How alike, from the most to the least; a message for each. */
export type Likeness = "very" | "quite" | "rather" | "loosely";

/**
 * The cosine of a query's kind below which there is no close match. A query of picture and words together lies
 * between both, by how much each counts.
 *
 * @param words share of the words in the query, 0 to 1
 */
export function thresholdOf(closeMatch: CloseMatch | undefined, words: number): number | undefined {
  if (!closeMatch) return undefined;
  return closeMatch.image + (closeMatch.text - closeMatch.image) * words;
}

/**
 * A score in words. The scale runs from the threshold to 1 for pictures. Words never come near a picture of
 * cosine 1: for them, and for catalogs without a threshold, it runs to the best hit.
 *
 * @param score cosine, -1 to 1
 * @param best the first hit's
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
    return share >= 0.98 ? "very" : share >= 0.9 ? "quite" : share >= 0.75 ? "rather" : "loosely";
  }
  if (score < threshold) return "loosely";
  const top = Math.max(best, threshold + (1 - threshold) * (1 - words) * 0.9);
  const share = top > threshold ? (score - threshold) / (top - threshold) : 1;
  return share >= 0.7 ? "very" : share >= 0.3 ? "quite" : "rather";
}
