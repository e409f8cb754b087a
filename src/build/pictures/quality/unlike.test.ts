/** Pictures unlike the rest, by their vectors. */
import { describe, expect, test } from "vitest";
import { mixtureVectors, seededRandom } from "../../../vector/corpus.testing.ts";
import { findUnlike, type PictureVectors } from "./unlike.ts";

const DIM = 64;

/** Vectors of clusters, and some that point anywhere. */
function catalog(count: number, odd: readonly number[], seed: number) {
  const vectors = mixtureVectors(count, DIM, seed);
  const random = seededRandom(seed);
  for (const i of odd) {
    for (let d = 0; d < DIM; d++) vectors[i * DIM + d] = random() - 0.5;
  }
  const source: PictureVectors = {
    dim: DIM,
    count,
    vector: (i) => vectors.subarray(i * DIM, (i + 1) * DIM),
    isNew: () => true,
  };
  return source;
}

describe("pictures unlike the rest", () => {
  test.each([1, 2, 3])("are those with vectors far from all others, seed %i", (seed) => {
    for (const count of [80, 900, 2500]) {
      const odd = [3, 20, 41, 42, count - 1];
      const { pictures, checked } = findUnlike(catalog(count, odd, seed));
      expect(checked).toBe(count);
      expect(pictures).toEqual(expect.arrayContaining(odd));
      expect(pictures.length - odd.length).toBeLessThanOrEqual(count / 50);
      expect(new Set(pictures.slice(0, odd.length))).toEqual(new Set(odd));
    }
  });

  test("are found among the new ones, which are compared with all", () => {
    const source = catalog(400, [5, 200], 4);
    const found = findUnlike({ ...source, isNew: (i) => i >= 100 && i < 210 });
    expect(found.checked).toBe(110);
    expect(found.pictures[0]).toBe(200);
    expect(found.pictures.length).toBeLessThanOrEqual(1 + 110 / 50);
  });

  test("are not named if there are few, or all are alike", () => {
    expect(findUnlike(catalog(40, [5], 4))).toEqual({ checked: 0, pictures: [] });
    const same = Float32Array.from({ length: DIM }, (_, d) => d + 1);
    const alike = { ...catalog(100, [], 4), vector: () => same };
    expect(findUnlike(alike)).toEqual({ checked: 100, pictures: [] });
  });
});
