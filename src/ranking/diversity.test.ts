/** Tests of diversity, against the formula spelt out. */
import { describe, expect, it } from "vitest";
import { mixtureVectors, seededRandom } from "../vector/corpus.testing.ts";
import { diversify } from "./diversity.ts";

const DIM = 8;

function unit(vectors: Float32Array): Float32Array {
  for (let at = 0; at < vectors.length; at += DIM) {
    const row = vectors.subarray(at, at + DIM);
    const norm = Math.hypot(...row);
    row.forEach((x, d) => {
      row[d] = x / norm;
    });
  }
  return vectors;
}

/** As the paper has it: every sum anew, for every candidate that is left. */
function oracle(
  relevance: readonly number[],
  vectors: Float32Array,
  count: number,
  diversity: number,
): number[] {
  const row = (i: number) => [...vectors.subarray(i * DIM, (i + 1) * DIM)];
  const cosine = (i: number, j: number) => {
    const other = row(j);
    return Math.fround(row(i).reduce((sum, x, d) => sum + x * other[d]!, 0));
  };
  const all = relevance.flatMap((_, i) =>
    relevance.flatMap((__, j) => (j < i ? [cosine(i, j)] : [])),
  );
  const scaled = (value: number, values: readonly number[], flat: number) => {
    const least = Math.min(...values);
    const most = Math.max(...values);
    return most > least ? (value - least) / (most - least) : flat;
  };
  const chosen: number[] = [];
  const left = new Set(relevance.keys());
  while (chosen.length < count && left.size > 0) {
    const worth = (i: number) => {
      const own = scaled(relevance[i]!, relevance, 1);
      if (chosen.length === 0) return own;
      const nearest = Math.max(...chosen.map((j) => scaled(cosine(i, j), all, 0)));
      return (1 - diversity) * own - diversity * nearest;
    };
    const next = [...left].reduce((best, i) => (worth(i) > worth(best) + 1e-9 ? i : best));
    chosen.push(next);
    left.delete(next);
  }
  return chosen;
}

describe("diversify", () => {
  it("chooses as the formula of the paper does", () => {
    const random = seededRandom(3);
    for (let n = 0; n < 60; n++) {
      const size = 1 + Math.floor(random() * 30);
      const relevance = Array.from({ length: size }, () => random()).sort((a, b) => b - a);
      const vectors = unit(mixtureVectors(size, DIM, n));
      const count = 1 + Math.floor(random() * (size + 3));
      const diversity = [0, 0.2, 0.5, 0.9, 1][n % 5]!;
      expect(diversify(relevance, vectors, count, diversity)).toEqual(
        oracle(relevance, vectors, count, diversity),
      );
    }
  });

  it("keeps the order of relevance without diversity, and always begins with the best", () => {
    const vectors = unit(mixtureVectors(20, DIM, 5));
    const relevance = Array.from({ length: 20 }, (_, i) => 1 - i / 20);
    expect(diversify(relevance, vectors, 20, 0)).toEqual([...relevance.keys()]);
    expect(diversify(relevance, vectors, 20, 1)[0]).toBe(0);
  });

  it("puts a different one between two that are the same", () => {
    const vectors = new Float32Array(3 * DIM);
    vectors[0] = 1;
    vectors[DIM] = 1;
    vectors[2 * DIM + 1] = 1;
    expect(diversify([1, 0.99, 0.5], vectors, 3, 0.6)).toEqual([0, 2, 1]);
    expect(diversify([1, 0.99, 0.5], vectors, 3, 0.1)).toEqual([0, 1, 2]);
  });

  it("chooses nothing from nothing", () => {
    expect(diversify([], new Float32Array(), 5, 0.5)).toEqual([]);
  });
});
