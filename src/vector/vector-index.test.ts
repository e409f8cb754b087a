import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBitmap, hasBit, setBit } from "../lib/bitmap.ts";
import { buildIndex } from "./build-index.ts";
import { type CodeParams, codeRows, maxQueryCode, strideOf } from "./codes/int8-code.ts";
import { Rotation } from "./codes/rotation.ts";
import { bruteForce, mixtureVectors, seededRandom } from "./corpus.testing.ts";
import { splitIndex } from "./file/split-index.ts";
import { openIndex } from "./open-index.ts";

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

describe("the rotation", () => {
  it("is shared as long as dimension and seed stay, and undone by its inverse", () => {
    const settings = [
      [7, 1],
      [8, 1],
      [8, 2],
      [7, 1],
    ] as const;
    const turned = settings.map(([dim, seed]) => {
      const rotation = Rotation.of(dim, seed);
      expect(rotation.dim).toBe(dim);
      expect(Rotation.of(dim, seed)).toBe(rotation);
      const x = Float64Array.from({ length: dim }, (_, i) => i + 1);
      rotation.apply(x);
      const back = x.slice();
      rotation.invert(back);
      back.forEach((value, i) => {
        expect(value).toBeCloseTo(i + 1, 10);
      });
      return x;
    });
    expect(turned[3]).toEqual(turned[0]);
    expect(turned[2]).not.toEqual(turned[1]);
  });
});

describe("the int8 code", () => {
  it.each([1, 2, 7, 32, 100, 256, 300, 512, 768])("keeps cosines at dim %i", (dim) => {
    const vectors = mixtureVectors(400, dim, dim);
    const index = openIndex(buildIndex(vectors, { dim }));
    const query = vectors.subarray(0, dim);
    const { ids, scores } = index.search(query, { k: 400 });
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

describe("exact search", () => {
  it("finds the float32 neighbours of realistic vectors (recall@10 at least 0.99)", () => {
    const dim = 512;
    const vectors = mixtureVectors(5000, dim, 1);
    const queries = mixtureVectors(5000 + 50, dim, 1).subarray(5000 * dim);
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

describe("a search with a score that hits must have", () => {
  const dim = 256;
  const count = 1500;
  const all = mixtureVectors(count + 60, dim, 17);
  const vectors = all.subarray(0, count * dim);
  const queries = Array.from({ length: 60 }, (_, q) =>
    all.subarray((count + q) * dim, (count + q + 1) * dim),
  );
  const whole = createBitmap(count).fill(0xffff_ffff);
  const third = createBitmap(count);
  for (let row = 0; row < count; row += 3) setBit(third, row);

  it.each([
    ["codes", {}, "exact"],
    ["sign bits", { signs: true }, "signs"],
    ["sign bits and residual bits", { signs: true, residual: "bit" }, "signs"],
    ["sign bits and residual codes", { signs: true, residual: true }, "signs"],
  ] as const)("has the best that have it, by %s", (_, options, expected) => {
    const index = openIndex(buildIndex(vectors, { dim, ...options }));
    let [found, wanted, scored] = [0, 0, 0];
    for (const [q, query] of queries.entries()) {
      const filter = q % 2 ? third : whole;
      const sorted = index.search(query, { k: count, exact: true, filter });
      // Few rows have it in some searches, and hundreds in others.
      const minScore = sorted.scores[q % 4 ? q % 12 : 300]!;
      const truth = sorted.ids.filter((_, i) => sorted.scores[i]! >= minScore).slice(0, 10);
      const exact = index.search(query, { k: 10, exact: true, filter, minScore });
      expect(exact.ids).toEqual(truth);
      const result = index.search(query, { k: 10, filter, minScore });
      expect(result.method).toBe(result.scored > count / 3 ? "exact" : expected);
      for (const score of result.scores) expect(score).toBeGreaterThanOrEqual(minScore);
      for (const row of result.ids) if (truth.includes(row)) found++;
      wanted += truth.length;
      if (q % 4) scored += result.scored;
    }
    expect(found / wanted).toBeGreaterThan(0.995);
    if (expected === "signs") expect(scored / 45).toBeLessThan(count / 12);
  });

  it("has none where no row has it, and all where every row does", () => {
    const index = openIndex(buildIndex(vectors, { dim, signs: true }));
    const [query] = queries;
    const none = index.search(query!, { k: 10, minScore: 1.5 });
    expect(none.ids).toHaveLength(0);
    expect(none.scored).toBe(0);
    const plain = index.search(query!, { k: 10 });
    expect(index.search(query!, { k: 10, minScore: -Infinity })).toEqual(plain);
    expect(index.search(query!, { k: 10, minScore: -2 }).ids).toEqual(plain.ids);
  });

  it("holds along a graph and for a sketch", () => {
    const graph = openIndex(buildIndex(mixtureVectors(4000, 32, 4), { dim: 32, graph: true }));
    const { sketch } = splitIndex(buildIndex(vectors, { dim, signs: true }));
    for (const [index, method] of [
      [graph, "graph"],
      [openIndex(sketch), "sketch"],
    ] as const) {
      const query = index.vector(5);
      const { ids, scores } = index.search(query, { k: 10 });
      const minScore = scores[4]!;
      const some = index.search(query, { k: 10, minScore });
      expect(some.method).toBe(method);
      expect(some.ids).toEqual(ids.slice(0, 5));
    }
  });

  it.each([Number.NaN, "0.5", null])("is refused where the score is %s", (minScore) => {
    const index = openIndex(buildIndex(vectors.subarray(0, 10 * dim), { dim }));
    expect(() => index.search(queries[0]!, { k: 1, minScore: minScore as number })).toThrow(
      code("invalid-argument"),
    );
  });
});

describe("the file", () => {
  it("has the same bytes for the same vectors and seed, and others for another seed", () => {
    const vectors = mixtureVectors(50, 24, 9);
    expect(buildIndex(vectors, { dim: 24 })).toEqual(buildIndex(vectors, { dim: 24 }));
    expect(buildIndex(vectors, { dim: 24, seed: 2 })).not.toEqual(buildIndex(vectors, { dim: 24 }));
  });

  it("is the golden one", () => {
    const golden = readFileSync(new URL("fixtures/golden.vtrn", import.meta.url));
    const vectors = mixtureVectors(40, 24, 2026);
    expect(Buffer.from(buildIndex(vectors, { dim: 24, seed: 7 })).equals(golden)).toBe(true);
    const { ids, scores } = openIndex(golden).search(vectors.subarray(0, 24), { k: 4 });
    expect([...ids]).toEqual(GOLDEN_HITS.ids);
    scores.forEach((score, i) => {
      expect(score).toBeCloseTo(GOLDEN_HITS.scores[i]!, 6);
    });
  });

  it("is refused when any one byte has changed", () => {
    const file = buildIndex(mixtureVectors(3, 8, 4), { dim: 8 });
    for (let at = 0; at < file.length; at++) {
      const broken = file.slice();
      broken[at]! ^= 1 << (at % 8);
      expect(() => openIndex(broken), `byte ${at}`).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^index-(invalid|unsupported)$/) }),
      );
    }
  });

  it("is refused at any other length", () => {
    const file = buildIndex(mixtureVectors(3, 8, 4), { dim: 8 });
    for (let length = 0; length < file.length; length += 13) {
      expect(() => openIndex(file.subarray(0, length))).toThrow(code("index-invalid"));
    }
    const longer = new Uint8Array(file.length + 64);
    longer.set(file);
    expect(() => openIndex(longer)).toThrow(code("index-invalid"));
  });

  it("opens from the middle of a larger buffer", () => {
    const file = buildIndex(mixtureVectors(9, 8, 4), { dim: 8 });
    const padded = new Uint8Array(file.length + 100);
    padded.set(file, 37);
    expect(openIndex(padded.subarray(37, 37 + file.length)).vector(8)).toEqual(
      openIndex(file).vector(8),
    );
  });
});

describe("bad input", () => {
  const dim = 8;
  const index = openIndex(buildIndex(mixtureVectors(9, dim, 4), { dim }));

  it.each([
    ["too short", new Float32Array(7).fill(1)],
    ["too long", new Float32Array(9).fill(1)],
    ["NaN", [1, 2, 3, Number.NaN, 5, 6, 7, 8]],
    ["infinite", [1, 2, 3, Infinity, 5, 6, 7, 8]],
    ["zero", new Float32Array(8)],
  ])("a query that is %s", (_, query) => {
    expect(() => index.search(query, { k: 1 })).toThrow(code("vector-invalid"));
  });

  it.each([0, -1, 1.5, Number.NaN])("k = %d", (k) => {
    expect(() => index.search(mixtureVectors(1, dim, 1), { k })).toThrow(code("invalid-argument"));
  });

  it("names the row that cannot be coded", () => {
    const vectors = mixtureVectors(9, dim, 4);
    vectors[3 * dim + 1] = Number.NaN;
    expect(() => buildIndex(vectors, { dim })).toThrow(/row 3/);
    vectors.fill(0, 3 * dim, 4 * dim);
    expect(() => buildIndex(vectors, { dim })).toThrow(code("vector-invalid"));
  });

  it.each([
    ["dim", () => buildIndex(new Float32Array(8), { dim: 0 })],
    ["rows", () => buildIndex(new Float32Array(9), { dim: 8 })],
    ["seed", () => buildIndex(new Float32Array(8).fill(1), { dim: 8, seed: -1 })],
    ["filter", () => index.search(mixtureVectors(1, dim, 1), { k: 1, filter: createBitmap(99) })],
    ["row", () => index.vector(9)],
  ])("a wrong %s", (_, call) => {
    expect(call).toThrow(code("invalid-argument"));
  });
});

const GOLDEN_HITS = {
  ids: [0, 4, 34, 24],
  scores: [0.9999405741691589, 0.8899846076965332, 0.8868024349212646, 0.8694280385971069],
};
