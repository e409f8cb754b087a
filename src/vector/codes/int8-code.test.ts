/** Tests of the int8 code and of what it leaves over: how exactly similarities and vectors come back. */
import { describe, expect, it } from "vitest";
import { buildIndex } from "../build-index.ts";
import { bruteForce, mixtureVectors } from "../corpus.testing.ts";
import { openIndex } from "../open-index.ts";
import type { VectorIndex } from "../vector-index.ts";

describe("the int8 code", () => {
  it.each([1, 2, 7, 32, 100, 256, 300, 512, 768])("keeps cosines at dim %i", (dim) => {
    const vectors = mixtureVectors(300, dim, dim);
    const index = openIndex(buildIndex(vectors, { dim }));
    const query = vectors.subarray(0, dim);
    const { ids, scores } = index.search(query, { k: 300 });
    let squares = 0;
    ids.forEach((row, i) => {
      let cosine = 0;
      for (let d = 0; d < dim; d++) cosine += vectors[row * dim + d]! * query[d]!;
      squares += (cosine - scores[i]!) ** 2;
    });
    expect(Math.sqrt(squares / ids.length)).toBeLessThan(Math.max(0.0002, 0.02 / dim));
  });

  it("decodes a row to nearly the vector it was made from", () => {
    const dim = 512;
    const vectors = mixtureVectors(300, dim, 5);
    const index = openIndex(buildIndex(vectors, { dim }));
    for (let row = 0; row < 300; row += 17) {
      const held = index.vector(row);
      let cosine = 0;
      for (let d = 0; d < dim; d++) cosine += vectors[row * dim + d]! * held[d]!;
      expect(cosine).toBeGreaterThan(0.9999);
      expect(Math.hypot(...held)).toBeCloseTo(1, 5);
    }
  });

  it("codes equal vectors, which have no spread", () => {
    const vectors = Float32Array.from({ length: 40 }, (_, i) => (i % 4) + 1);
    const index = openIndex(buildIndex(vectors, { dim: 4 }));
    const { ids, scores } = index.search([1, 2, 3, 4], { k: 3 });
    expect([...ids]).toEqual([0, 1, 2]);
    expect(scores[0]).toBeCloseTo(1, 5);
  });
});

describe("the residual code", () => {
  const DIM = 96;
  const COUNT = 5000;
  const all = mixtureVectors(COUNT + 60, DIM, 21);
  const vectors = all.subarray(0, COUNT * DIM);
  const queries = Array.from({ length: 60 }, (_, q) =>
    all.subarray((COUNT + q) * DIM, (COUNT + q + 1) * DIM),
  );
  const truths = queries.map((query) => bruteForce(vectors, DIM, query, 10));
  const indexWith = (residual: boolean | "bit", graph = false) =>
    openIndex(buildIndex(vectors, { dim: DIM, residual, graph }));

  function recall(index: VectorIndex, options: { exact?: boolean; ef?: number }): number {
    let found = 0;
    queries.forEach((query, q) => {
      const ids = new Set(index.search(query, { k: 10, ...options }).ids);
      found += truths[q]!.filter(({ row }) => ids.has(row)).length;
    });
    return found / (10 * queries.length);
  }

  it("brings recall to 0.999, with a graph, too", () => {
    const fine = indexWith(true, true);
    const plain = indexWith(false, true);
    expect(recall(fine, { exact: true })).toBeGreaterThanOrEqual(0.999);
    expect(fine.search(queries[0]!, { k: 10, ef: 200 }).method).toBe("graph");
    expect(recall(fine, { ef: 200 })).toBeGreaterThan(recall(plain, { ef: 200 }));
  });

  it("halves the error of a similarity with a bit for each number", () => {
    const error = (index: VectorIndex) => {
      let squares = 0;
      queries.forEach((query, q) => {
        const scores = new Map(truths[q]!.map(({ row, score }) => [row, score]));
        const found = index.search(query, { k: 10, exact: true });
        found.ids.forEach((row, i) => {
          if (scores.has(row)) squares += (scores.get(row)! - found.scores[i]!) ** 2;
        });
      });
      return Math.sqrt(squares);
    };
    const [plain, bits] = [indexWith(false), indexWith("bit")];
    expect(error(bits)).toBeLessThan(error(plain) * 0.6);
    expect(recall(bits, { exact: true })).toBeGreaterThan(recall(plain, { exact: true }));
  });

  it("takes an eighth of a byte for each number with a bit each", () => {
    const bytes = (residual: false | "bit") => buildIndex(vectors, { dim: DIM, residual }).length;
    expect(bytes("bit") - bytes(false)).toBeLessThan(COUNT * 16 + 200);
  });

  it("tells a row's vector more exactly, by a bit four times and by a code a hundred times", () => {
    const distance = (residual: boolean | "bit") => {
      const index = indexWith(residual);
      let sum = 0;
      for (let row = 0; row < COUNT; row += 40) {
        const held = index.vector(row);
        for (let d = 0; d < DIM; d++) sum += (held[d]! - vectors[row * DIM + d]!) ** 2;
      }
      return sum;
    };
    const plain = distance(false);
    const bit = distance("bit");
    expect(bit).toBeLessThan(plain / 3.5);
    expect(bit).toBeGreaterThan(plain / 4.5);
    expect(distance(true)).toBeLessThan(plain / 100);
  });
});
