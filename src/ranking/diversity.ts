/** Diversity: hits that are relevant and unlike each other. */

/**
 * Chooses by maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998). Of the candidates that are left, the next
 * is the one with the greatest `(1 - diversity) * relevance - diversity * similarity`, with the greatest similarity to one
 * that was chosen; of equal ones the first.
 *
 * Relevance and similarity are first scaled to 0 to 1 among the candidates, since the cosines of a text with pictures, of
 * pictures with each other, and of either with a boost have different ranges.
 *
 * @param relevance of each candidate
 * @param vectors of each candidate, of unit length, `dim` numbers one after another
 * @param count number of candidates to choose
 * @param diversity 0 (relevance alone) to 1 (similarity alone, except for the first)
 * @returns positions of the chosen, first chosen first
 */
export function diversify(
  relevance: ArrayLike<number>,
  vectors: Float32Array,
  count: number,
  diversity: number,
): number[] {
  const size = relevance.length;
  if (size === 0) return [];
  const dim = vectors.length / size;
  const similarity = scaledCosines(vectors, size, dim);
  const gains = toUnitRange(relevance);
  const highest = new Float64Array(size);
  const left = Array.from(relevance, (_, i) => i);
  const chosen: number[] = [];
  while (chosen.length < count && left.length > 0) {
    let best = 0;
    let bestMarginal = -Infinity;
    left.forEach((candidate, at) => {
      // The first has nothing to resemble.
      const marginal =
        chosen.length === 0
          ? gains[candidate]!
          : (1 - diversity) * gains[candidate]! - diversity * highest[candidate]!;
      if (marginal > bestMarginal) {
        best = at;
        bestMarginal = marginal;
      }
    });
    const [next] = left.splice(best, 1) as [number];
    chosen.push(next);
    for (const candidate of left) {
      const cosine = similarity[next * size + candidate]!;
      if (cosine > highest[candidate]! || chosen.length === 1) highest[candidate] = cosine;
    }
  }
  return chosen;
}

/** The cosines of all pairs, scaled to 0 to 1; 0 of each with itself. */
function scaledCosines(vectors: Float32Array, size: number, dim: number): Float32Array {
  const cosines = new Float32Array(size * size);
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      let cosine = 0;
      for (let d = 0; d < dim; d++) cosine += vectors[i * dim + d]! * vectors[j * dim + d]!;
      cosines[i * size + j] = cosine;
      cosines[j * size + i] = cosine;
      least = Math.min(least, cosine);
      most = Math.max(most, cosine);
    }
  }
  const range = most - least;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const at = i * size + j;
      cosines[at] = i === j || !(range > 0) ? 0 : (cosines[at]! - least) / range;
    }
  }
  return cosines;
}

function toUnitRange(values: ArrayLike<number>): Float64Array {
  const range = Float64Array.from(values);
  const least = range.reduce((a, b) => Math.min(a, b), Infinity);
  const most = range.reduce((a, b) => Math.max(a, b), -Infinity);
  return range.map((value) => (most > least ? (value - least) / (most - least) : 1));
}
