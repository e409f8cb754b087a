/** Seeded vectors shaped like real embeddings, and an exact search of them, for tests and benches. */
import { mulberry32 } from "../lib/random.ts";

/** Uniform numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  const random = mulberry32(seed);
  return () => random() / 2 ** 32;
}

/** Standard normal numbers, by the Box-Muller transform. */
export function seededNormal(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export function normalizeRows(vectors: Float32Array, dim: number): Float32Array {
  for (let start = 0; start < vectors.length; start += dim) {
    const row = vectors.subarray(start, start + dim);
    const norm = Math.hypot(...row);
    for (let d = 0; d < dim; d++) row[d]! /= norm;
  }
  return vectors;
}

/**
 * Unit vectors in a narrow cone around a common mean (norm about 0.85, one dimension standing out), in clusters and of
 * low effective dimension, like CLIP image vectors of a product catalog.
 */
export function mixtureVectors(count: number, dim: number, seed: number): Float32Array {
  const normal = seededNormal(seed);
  const random = seededRandom(seed + 1);
  const rank = Math.min(dim, 48);
  const clusters = 40;
  const mean = Float64Array.from({ length: dim }, () => (0.6 * normal()) / Math.sqrt(dim));
  mean[Math.floor(random() * dim)]! += 0.6;
  const basis = Array.from({ length: rank }, (_, r) =>
    Float64Array.from({ length: dim }, () => (normal() / Math.sqrt(dim)) * 0.5 * 0.95 ** r),
  );
  const centres = Array.from({ length: clusters }, () =>
    Float64Array.from({ length: rank }, () => 0.25 * normal()),
  );
  const vectors = new Float32Array(count * dim);
  for (let i = 0; i < count; i++) {
    const row = vectors.subarray(i * dim, (i + 1) * dim);
    const centre = centres[Math.floor(random() * clusters)]!;
    row.set(mean);
    for (let r = 0; r < rank; r++) {
      const along = centre[r]! + 0.25 * normal();
      const direction = basis[r]!;
      for (let d = 0; d < dim; d++) row[d]! += along * direction[d]!;
    }
    for (let d = 0; d < dim; d++) row[d]! += (0.08 * normal()) / Math.sqrt(dim);
  }
  return normalizeRows(vectors, dim);
}

/** A row and its inner product with a query. */
export interface ScoredRow {
  row: number;
  score: number;
}

/** Rows of the `k` largest inner products in float64, best first, equal ones by row. */
export function bruteForce(
  vectors: Float32Array,
  dim: number,
  query: ArrayLike<number>,
  k: number,
  keep: (row: number) => boolean = () => true,
): ScoredRow[] {
  return bestOf(innerProducts(vectors, dim, query), k, keep);
}

/** The inner product of each row with a query, in float64. */
export function innerProducts(
  vectors: Float32Array,
  dim: number,
  query: ArrayLike<number>,
): Float64Array {
  const scores = new Float64Array(vectors.length / dim);
  for (let row = 0, at = 0; row < scores.length; row++) {
    let score = 0;
    for (let d = 0; d < dim; d++, at++) score += vectors[at]! * query[d]!;
    scores[row] = score;
  }
  return scores;
}

/** The `k` best of scored rows, best first, equal ones by row. */
export function bestOf(
  scores: Float64Array,
  k: number,
  keep: (row: number) => boolean = () => true,
): ScoredRow[] {
  const best: ScoredRow[] = [];
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row]!;
    if (best.length === k && !(score > best[k - 1]!.score)) continue;
    if (!keep(row)) continue;
    let low = 0;
    for (let high = best.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (best[middle]!.score >= score) low = middle + 1;
      else high = middle;
    }
    best.splice(low, 0, { row, score });
    if (best.length > k) best.pop();
  }
  return best;
}
