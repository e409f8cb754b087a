/** Vectors that stand for several: a query made of parts, a mean of pictures. */
import { VisualSearchError } from "../../lib/errors.ts";

/** A unit vector and how much it counts; negative to move away from it. */
export interface WeightedVector {
  vector: Float32Array;
  weight: number;
}

/**
 * The weighted sum of vectors, at unit length: cosine with it ranks items by the weighted sum of their cosines with
 * the vectors.
 *
 * @throws VisualSearchError `invalid-argument` if they cancel out
 * @example
 * composeQuery([{ vector: photo, weight: 1 }, { vector: avoided, weight: -0.5 }]);
 */
export function composeQuery(vectors: readonly WeightedVector[]): Float32Array {
  const sum = new Float64Array(vectors[0]?.vector.length ?? 0);
  for (const { vector, weight } of vectors) {
    for (let d = 0; d < sum.length; d++) sum[d]! += weight * vector[d]!;
  }
  const norm = Math.hypot(...sum);
  if (!(norm > 1e-6)) {
    throw new VisualSearchError(
      "invalid-argument",
      "Expected parts of a query that have a direction together, got parts that cancel out with these " +
        "weights. Give at least one positive part a weight above 0.",
    );
  }
  return Float32Array.from(sum, (value) => value / norm);
}

/** The unit-length mean of unit vectors, row after row of `dim` numbers. */
export function meanDirection(rows: Float32Array, dim: number): Float32Array {
  return composeQuery(
    Array.from({ length: rows.length / dim }, (_, i) => ({
      vector: rows.subarray(i * dim, (i + 1) * dim),
      weight: 1,
    })),
  );
}
