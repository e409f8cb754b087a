/** Filters of the vector bench: independent of the query, with it, and set against it. */
import { createBitmap, setBit } from "../../src/lib/bitmap.ts";
import { seededNormal, seededRandom } from "../../src/vector/corpus.testing.ts";
import type { Truth } from "./truth.ts";

/** Rows fall at random into as many buckets: to ask for one bucket is a filter of 1 %. */
export const BUCKETS = 100;

export function makeBuckets(count: number): Uint8Array {
  const random = seededRandom(31);
  return Uint8Array.from({ length: count }, () => Math.floor(random() * BUCKETS));
}

export const SELECTIVITIES = [0.0005, 0.002, 0.01, 0.05, 0.2, 0.5, 0.9];
export const KINDS = ["independent", "correlated", "anti-correlated"] as const;
export type FilterKind = (typeof KINDS)[number];

/** Standard deviations of the noise beside that of the similarity to the query. */
const NOISE = 0.25;

/**
 * A filter for each query, as bitmaps one after another. The rows of a correlated filter are those most similar to the
 * query up to some noise, like "category: dresses" for the photo of a dress. Those of an anti-correlated one are the
 * least similar, which a graph walk never passes.
 */
export function makeFilters(
  truth: Truth,
  queries: readonly Float32Array[],
  kind: FilterKind,
  selectivity: number,
): Uint32Array {
  const { count } = truth;
  const words = createBitmap(count).length;
  const normal = seededNormal(41);
  const random = seededRandom(42);
  const wanted = Math.max(1, Math.round(count * selectivity));
  const all = new Uint32Array(words * queries.length);
  queries.forEach((query, q) => {
    const scores = truth.scores(query);
    const sign = kind === "correlated" ? 1 : -1;
    let keys: Float32Array;
    if (kind === "independent") {
      keys = Float32Array.from(scores, () => random());
    } else {
      const mean = scores.reduce((sum, score) => sum + score, 0) / count;
      const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / count;
      const noise = NOISE * Math.sqrt(variance);
      keys = Float32Array.from(scores, (score) => sign * score + noise * normal());
    }
    const least = Float32Array.from(keys).sort()[count - wanted]!;
    const bitmap = all.subarray(q * words, (q + 1) * words);
    for (let row = 0; row < count; row++) if (keys[row]! >= least) setBit(bitmap, row);
  });
  return all;
}
