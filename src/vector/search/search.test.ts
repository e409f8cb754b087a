/** Tests of the exact search, against sorting all scores, and of what any search refuses. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBitmap, hasBit, setBit } from "../../lib/bitmap.ts";
import { buildIndex } from "../build-index.ts";
import { type CodeParams, codeRows, maxQueryCode, strideOf } from "../codes/int8-code.ts";
import { Rotation } from "../codes/rotation.ts";
import { bruteForce, mixtureVectors, seededRandom } from "../corpus.testing.ts";
import { openIndex } from "../open-index.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

/** The kernel's coding of a query in plain JavaScript, with sums in two lanes as the kernel has them. */
function codeQuery(query: Float32Array, { dim, metric, seed, mean }: CodeParams) {
  expect(metric).toBe("ip");
  const x = Float64Array.from(query);
  const lanes = [0, 0];
  for (let d = 0; d < dim; d++) {
    x[d]! -= mean[d]!;
    lanes[d % 2]! += mean[d]! * x[d]!;
  }
  Rotation.of(dim, seed).apply(x);
  const largest = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const factor = largest / maxQueryCode(dim) || 1;
  const codes = Int16Array.from(x, (value) => roundHalfToEven(value * (1 / factor)));
  return { codes, factor, offset: lanes[0]! + lanes[1]! };
}

function roundHalfToEven(value: number): number {
  const whole = Math.floor(value);
  const rest = value - whole;
  return rest < 0.5 || (rest === 0.5 && whole % 2 === 0) ? whole : whole + 1;
}

describe("exact search", () => {
  it("finds the float32 neighbours of realistic vectors (recall@10 at least 0.99)", () => {
    const dim = 512;
    const count = 2500;
    const all = mixtureVectors(count + 50, dim, 1);
    const vectors = all.subarray(0, count * dim);
    const queries = all.subarray(count * dim);
    const index = openIndex(buildIndex(vectors, { dim }));
    let found = 0;
    for (let q = 0; q < 50; q++) {
      const query = queries.subarray(q * dim, (q + 1) * dim);
      const truth = new Set(bruteForce(vectors, dim, query, 10).map(({ row }) => row));
      for (const row of index.search(query, { k: 10 }).ids) if (truth.has(row)) found++;
    }
    expect(found / 500).toBeGreaterThanOrEqual(0.99);
  });

  it("is what sorting all float64 scores of the code gives, under any filter", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 150 }),
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (dim, count, k, share, seed) => {
          const random = seededRandom(seed);
          // Few distinct numbers, so that equal scores are common.
          const number = () => Math.ceil(random() * 5) - 2.5;
          const vectors = Float32Array.from({ length: count * dim }, number);
          const query = Float32Array.from({ length: dim }, number);
          const filter = createBitmap(count);
          for (let row = 0; row < count; row++) if (random() < share) setBit(filter, row);

          const { params, codes, rows } = codeRows(vectors, { dim, metric: "ip", seed });
          const coded = codeQuery(query, params);
          const truth = Array.from({ length: count }, (_, row) => {
            let dot = 0;
            for (let d = 0; d < dim; d++) dot += codes[row * strideOf(dim) + d]! * coded.codes[d]!;
            return {
              row,
              score: dot * coded.factor * rows[row * 2]! + rows[row * 2 + 1]! + coded.offset,
            };
          })
            .filter(({ row }) => hasBit(filter, row))
            .sort((a, b) => b.score - a.score || a.row - b.row)
            .slice(0, k);

          const index = openIndex(buildIndex(vectors, { dim, metric: "ip", seed }));
          const { ids, scores } = index.search(query, { k, filter });
          expect([...ids]).toEqual(truth.map(({ row }) => row));
          expect([...scores]).toEqual(truth.map(({ score }) => Math.fround(score)));
        },
      ),
      { numRuns: 200, seed: 20 },
    );
  });

  it("is sorted, without repeats, and puts equal scores in row order", () => {
    const dim = 16;
    const one = mixtureVectors(20, dim, 3);
    const vectors = new Float32Array(one.length * 3);
    for (let copy = 0; copy < 3; copy++) vectors.set(one, copy * one.length);
    const { ids, scores } = openIndex(buildIndex(vectors, { dim })).search(one.subarray(0, dim), {
      k: 60,
    });
    expect(new Set(ids).size).toBe(60);
    expect([...ids.subarray(0, 3)]).toEqual([0, 20, 40]);
    for (let i = 1; i < 60; i++) {
      expect(scores[i]).toBeLessThanOrEqual(scores[i - 1]!);
      if (ids[i]! % 20 === ids[i - 1]! % 20) expect(ids[i]).toBeGreaterThan(ids[i - 1]!);
    }
  });

  it("gives every row for a k beyond the size, and none for an empty filter or index", () => {
    const index = openIndex(buildIndex(mixtureVectors(33, 8, 1), { dim: 8 }));
    const query = mixtureVectors(1, 8, 2);
    expect(index.search(query, { k: 1_000_000 }).ids.length).toBe(33);
    expect(index.search(query, { k: 5, filter: createBitmap(33) }).ids.length).toBe(0);
    const empty = openIndex(buildIndex(new Float32Array(), { dim: 8 }));
    expect(empty.search(query, { k: 5 }).ids.length).toBe(0);
  });

  it("ignores filter bits beyond the last row", () => {
    const index = openIndex(buildIndex(mixtureVectors(33, 8, 1), { dim: 8 }));
    const filter = new Uint32Array(2).fill(0xffff_ffff);
    expect(index.search(mixtureVectors(1, 8, 2), { k: 100, filter }).ids.length).toBe(33);
  });
});

describe("a search", () => {
  const dim = 8;
  const index = openIndex(buildIndex(mixtureVectors(9, dim, 4), { dim }));
  const query = mixtureVectors(1, dim, 1);

  it.each([
    ["too short", new Float32Array(7).fill(1)],
    ["too long", new Float32Array(9).fill(1)],
    ["NaN", [1, 2, 3, Number.NaN, 5, 6, 7, 8]],
    ["infinite", [1, 2, 3, Infinity, 5, 6, 7, 8]],
    ["zero", new Float32Array(8)],
  ])("refuses a query that is %s", (_, query) => {
    expect(() => index.search(query, { k: 1 })).toThrow(code("vector-invalid"));
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses k = %d", (k) => {
    expect(() => index.search(query, { k })).toThrow(code("invalid-argument"));
  });

  it("refuses a filter of another length", () => {
    const filter = createBitmap(99);
    expect(() => index.search(query, { k: 1, filter })).toThrow(code("invalid-argument"));
  });

  it.each([-1, 9, 0.5])("refuses to decode row %d of nine", (row) => {
    expect(() => index.vector(row)).toThrow(code("invalid-argument"));
  });
});
