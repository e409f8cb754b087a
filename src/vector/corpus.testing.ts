/** Seeded vectors shaped like real embeddings, for tests and benches. */

/** Uniform numbers in [0, 1), by the mulberry32 generator. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
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
 * Unit vectors in a narrow cone around a common mean (norm about 0.85, one dimension standing out), in
 * clusters, of low effective dimension: what CLIP image vectors of a product catalog look like.
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

/** Rows of the `k` largest inner products in float64, best first, equal ones by row. */
export function bruteForce(
  vectors: Float32Array,
  dim: number,
  query: ArrayLike<number>,
  k: number,
  keep: (row: number) => boolean = () => true,
): { row: number; score: number }[] {
  const scored: { row: number; score: number }[] = [];
  for (let row = 0; row < vectors.length / dim; row++) {
    if (!keep(row)) continue;
    let score = 0;
    for (let d = 0; d < dim; d++) score += vectors[row * dim + d]! * query[d]!;
    scored.push({ row, score });
  }
  return scored.sort((a, b) => b.score - a.score || a.row - b.row).slice(0, k);
}
