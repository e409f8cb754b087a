/** Tests of searches with a score that hits must have. */
import { describe, expect, it } from "vitest";
import { createBitmap, setBit } from "../../lib/bitmap.ts";
import { buildIndex } from "../build-index.ts";
import { mixtureVectors } from "../corpus.testing.ts";
import { splitIndex } from "../file/split-index.ts";
import { openIndex } from "../open-index.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

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
  ] as const)("finds the best that have it, by %s", (_, options, expected) => {
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

  it("finds none if no row has it, and all if every row does", () => {
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

  it.each([Number.NaN, "0.5", null])("is refused if the score is %s", (minScore) => {
    const index = openIndex(buildIndex(vectors.subarray(0, 10 * dim), { dim }));
    expect(() => index.search(queries[0]!, { k: 1, minScore: minScore as number })).toThrow(
      code("invalid-argument"),
    );
  });
});
