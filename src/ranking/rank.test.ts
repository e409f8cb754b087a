/** Tests of ranking: its hits are those that sorting every item by the rules gives. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../catalog/catalog.ts";
import { openFiles, testFiles, testItems, testSource } from "../catalog/testing/source.testing.ts";
import { updateCatalog } from "../catalog/update/update-catalog.ts";
import type { Rules } from "../lib/types.ts";
import { mixtureVectors, seededRandom } from "../vector/corpus.testing.ts";
import { rank } from "./rank.ts";
import { dot, type RankCase, RankOracle, randomCase, shopItems } from "./rank-oracle.testing.ts";
import { mergeRules } from "./rules/rules.ts";

const DIM = 16;
const COUNT = 400;
/** Ranks that float32 may turn. */
const TIE = 1e-6;

/** One segment, one picture of each item. */
async function plainCatalog(): Promise<Catalog> {
  const items = shopItems(testItems(COUNT));
  return openFiles(await testFiles({ ...testSource(COUNT), items }));
}

/** Several segments, some of whose items are gone, and up to 40 pictures of an item, which resemble each other. */
async function segmentedCatalog(): Promise<Catalog> {
  const items = shopItems(testItems(COUNT));
  const counts = items.map((_, i) => (i % 50 === 7 ? 40 : 1 + (i % 4)));
  const centres = mixtureVectors(COUNT, DIM, 11);
  const picturesOf = (i: number) => {
    const noise = mixtureVectors(counts[i]!, DIM, 1000 + i);
    return noise.map((x, at) => centres[i * DIM + (at % DIM)]! + 0.3 * x);
  };
  const some = (from: number, to: number) => {
    const pictures = counts.slice(from, to);
    const vectors = items.slice(from, to).flatMap((_, i) => [...picturesOf(from + i)]);
    return { pictures, vectors: Float32Array.from(vectors) };
  };
  const prints = (pictures: readonly number[]) =>
    new Uint8Array(8 * pictures.reduce((sum, count) => sum + count, 0)).fill(1);
  const head = testSource(1);
  const first = some(0, 150);
  let files = await testFiles({
    ...head,
    ...first,
    items: items.slice(0, 150),
    fingerprints: prints(first.pictures),
  });
  // Each day the first ten items of the day before go.
  for (const [from, known, to] of [
    [10, 150, 350],
    [20, 350, COUNT],
  ] as const) {
    const before = files;
    const pictures = counts.slice(from, to);
    const kept = items
      .slice(from, to)
      .flatMap((_, i) =>
        Array.from({ length: counts[from + i]! }, (_, p) => (from + i < known ? p : -1)),
      );
    const { files: list } = await updateCatalog(
      await openFiles(before),
      async ({ path }) => before.get(path)!,
      {
        ...head,
        items: items.slice(from, to),
        pictures,
        fingerprints: prints(pictures),
        kept,
        vectors: some(known, to).vectors,
      },
    );
    files = new Map(list.map(({ path, bytes }) => [path, bytes]));
  }
  return openFiles(files);
}

const CASES = process.env.VITRINE_DEEP ? 1000 : 150;
const CATALOGS = [
  { name: "a plain catalog", make: plainCatalog, segments: 1 },
  { name: "segments and several pictures", make: segmentedCatalog, segments: 3 },
];

describe.each(CATALOGS)("rank on $name", ({ make, segments }) => {
  let catalog: Catalog;
  let oracle: RankOracle;
  beforeAll(async () => {
    catalog = await make();
    oracle = new RankOracle(catalog);
    expect(catalog.segments).toHaveLength(segments);
  });

  function expectRight(one: RankCase): void {
    const { hits } = rank({ catalog, space: "image", ...one, rules: mergeRules(one.rules) });
    const expected = oracle.hits(one);
    const rows = hits.map(({ row }) => row);
    expect(rows.length, JSON.stringify(one)).toBe(expected.length);
    expect(new Set(rows).size).toBe(rows.length);
    const scores = oracle.scores(one.query);
    const rankOf = (row: number) => scores[row]! + oracle.boost(row, one.rules);
    rows.forEach((row, i) => {
      const { score, picture } = hits[i]!;
      expect(score).toBe(scores[row]);
      const vectors = catalog.vectors(row);
      const shown = vectors.subarray(picture * DIM, (picture + 1) * DIM);
      expect(dot(shown, one.query) / Math.sqrt(dot(shown, shown))).toBeCloseTo(score, 2);
      if (row === expected[i]) return;
      const difference = Math.abs(rankOf(row) - rankOf(expected[i]!));
      expect(difference, JSON.stringify(one)).toBeLessThan(TIE);
    });
  }

  it("gives what sorting every item by the rules gives", () => {
    const random = seededRandom(7);
    for (let n = 0; n < CASES; n++) expectRight(randomCase(random, oracle.rows, DIM));
  });

  it("is right with more boosts than it searches for one by one", () => {
    const random = seededRandom(8);
    const boost = Array.from({ length: 40 }, (_, i) => ({
      where: { price: { min: 10 + i * 9 } },
      by: (random() - 0.5) / 10,
    }));
    for (let n = 0; n < 10; n++) {
      const one = randomCase(random, oracle.rows, DIM);
      expectRight({ ...one, rules: { boost }, minScore: -Infinity });
    }
  });

  it("refuses what the catalog does not have", () => {
    const query = new Float32Array(DIM).fill(0.25);
    const like = [oracle.rows[0]!];
    const one = { catalog, query, space: "image", limit: 3, minScore: -1, like, texts: [] };
    for (const rules of [
      { hide: [{ fabric: "wool" }] },
      { boost: [{ where: { price: "cheap" }, by: 0.1 }] },
      { within: ["family tree"] },
    ]) {
      expect(() => rank({ ...one, rules: mergeRules(rules) })).toThrow(
        expect.objectContaining({ name: "VisualSearchError" }),
      );
    }
  });
});

describe("rank on a catalog that has a graph", () => {
  it("has as many hits as are wanted if there are so many, and the best of them", async () => {
    const count = 6000;
    const dim = 16;
    const many = testItems(count).map((item, i) => ({
      ...item,
      attributes: { ...item.attributes, family: `f${i % 40}`, rare: i % 500 === 0 ? "yes" : "no" },
    }));
    const large = await openFiles(await testFiles({ ...testSource(count), items: many }));
    const random = seededRandom(9);
    for (let n = 0; n < 10; n++) {
      const raw = mixtureVectors(1, dim, 100 + n);
      const norm = Math.sqrt(dot(raw, raw));
      const query = raw.map((x) => x / norm);
      const limit = 5 + Math.floor(random() * 60);
      const base = { catalog: large, query, space: "image", minScore: -Infinity, texts: [] };
      const rules: Rules = {
        hide: [{ brand: "North" }],
        boost: [{ where: { rare: "yes" }, by: 0.4 }],
        onePer: "family",
      };
      const { hits, methods } = rank({ ...base, limit, like: [], rules: mergeRules(rules) });
      // 20 of the 40 families are South's.
      expect(hits).toHaveLength(Math.min(limit, 20));
      expect(methods.length).toBeGreaterThan(0);
      const scores = new RankOracle(large).scores(query);
      const bestOf = new Map<string, number>();
      many.forEach((item, row) => {
        if (item.brand === "North") return;
        const rankOf = scores[row]! + (item.attributes.rare === "yes" ? 0.4 : 0);
        const family = String(item.attributes.family);
        bestOf.set(family, Math.max(bestOf.get(family) ?? -Infinity, rankOf));
      });
      const expected = [...bestOf.values()].sort((a, b) => b - a).slice(0, limit);
      const found = hits.map(
        ({ row, score }) => score + (many[row]!.attributes.rare === "yes" ? 0.4 : 0),
      );
      // A graph may miss one in some hundreds.
      const missed = expected.filter((rankOf, i) => Math.abs(rankOf - found[i]!) > 0.01).length;
      expect(missed).toBeLessThanOrEqual(1);
    }
  });
});
