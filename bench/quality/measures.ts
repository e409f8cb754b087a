/** What answers are worth: precision, the commonest product's share, and nDCG. */

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Average share of the first `k` hits that are right; a missing hit is wrong. */
export function precision(answers: readonly (readonly boolean[])[], k: number): number {
  return mean(answers.map((right) => right.slice(0, k).filter(Boolean).length / k));
}

/** Share of the answers in whose first `k` hits the commonest product stands. */
export function commonestShare(answers: readonly (readonly string[])[], k: number): number {
  const counts = new Map<string, number>();
  for (const ids of answers) {
    for (const id of ids.slice(0, k)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values()) / Math.max(1, answers.length);
}

/**
 * Normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen 2002).
 *
 * @param gains of the hits in their order, 0 or more
 * @param ideal the greatest gains that ten products of the catalog could have
 */
export function ndcg10(gains: readonly number[], ideal: readonly number[]): number {
  const dcg = (list: readonly number[]) =>
    list.slice(0, 10).reduce((sum, gain, i) => sum + (2 ** gain - 1) / Math.log2(i + 2), 0);
  const best = dcg([...ideal].sort((a, b) => b - a));
  return best === 0 ? 0 : dcg(gains) / best;
}
