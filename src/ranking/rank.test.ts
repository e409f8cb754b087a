import { beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogItem } from "../catalog/items/catalog-item.ts";
import { openFiles, testFiles, testItems, testSource } from "../catalog/testing/source.testing.ts";
import type { FacetCondition, Rules, Where } from "../lib/types.ts";
import { mixtureVectors, seededRandom } from "../vector/corpus.testing.ts";
import { rank } from "./rank.ts";
import { mergeRules } from "./rules/rules.ts";

const DIM = 16;
const COUNT = 400;
/** What items have of sizes: several, one, or none. */
const SIZES_OF = [
  ["M", "S"],
  ["L", "M", "XL"],
  "M",
  undefined,
  ["XL", "XS"],
  "S",
  ["S", "M"],
] as const;
/** Ranks that float32 may turn. */
const TIE = 1e-6;

let catalog: Catalog;
let items: CatalogItem[];

beforeAll(async () => {
  items = testItems(COUNT).map((item, i) => ({
    ...item,
    attributes: {
      ...item.attributes,
      family: `f${Math.floor((i * 7) % 130)}`,
      stock: i % 6,
      ...(SIZES_OF[i % SIZES_OF.length] && { size: SIZES_OF[i % SIZES_OF.length]! }),
    },
  }));
  catalog = await openFiles(await testFiles({ ...testSource(COUNT), items }));
});

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}

/** None, one or several. */
function valuesOf(item: CatalogItem, name: string): (string | number)[] {
  const value = (item as unknown as Record<string, string>)[name] ?? item.attributes[name];
  return [value ?? []].flat() as (string | number)[];
}

function meets(item: CatalogItem, where: Where): boolean {
  return Object.entries(where).every(([name, condition]: [string, FacetCondition]) => {
    const values = valuesOf(item, name);
    if (Array.isArray(condition)) return values.some((value) => condition.includes(value));
    if (typeof condition !== "object") return values.includes(condition);
    const { min = -Infinity, max = Infinity } = condition as { min?: number; max?: number };
    return values.some((value) => typeof value === "number" && value >= min && value <= max);
  });
}

/** By row, the score that looking at every code gives. */
function allScores(of: Catalog, query: Float32Array): Float32Array {
  const found = of.search(query, { k: of.rows, exact: true });
  const scores = new Float32Array(of.rows);
  found.ids.forEach((row, i) => {
    scores[row] = found.scores[i]!;
  });
  return scores;
}

interface Case {
  query: Float32Array;
  limit: number;
  minScore: number;
  where?: Where;
  rules: Rules;
  like: number[];
  texts: string[];
}

/** All rows at once, with nothing but sorting, diversity aside. */
function oracle({ query, limit, minScore, where, rules, like, texts }: Case): number[] {
  const { hide = [], pin = [], boost = [], within = [], onePer } = rules;
  const scores = allScores(catalog, query);
  const price = (i: number) => items[i]!.price!;
  const tier = (i: number) => {
    const like = items.filter((item) => item.category === items[i]!.category);
    const below = like.map((item) => item.price!).sort((a, b) => a - b);
    const third = (n: number) => below[Math.floor((n * below.length) / 3)]!;
    return Number(price(i) >= third(1)) + Number(price(i) >= third(2));
  };
  const isWithin = (row: number) =>
    like.length === 0 ||
    within.every((name) => {
      const of = (i: number) => (name === "price" ? [tier(i)] : valuesOf(items[i]!, name));
      const wanted = like.flatMap(of);
      return wanted.length === 0 || of(row).some((value) => wanted.includes(value));
    });
  const shown = (row: number) =>
    !like.includes(row) &&
    meets(items[row]!, where ?? {}) &&
    !hide.some((hidden) => meets(items[row]!, hidden));
  const rankOf = (row: number) =>
    scores[row]! +
    boost.reduce((sum, { where, by }) => sum + (meets(items[row]!, where) ? by : 0), 0);
  const words = texts.map((text) => ` ${text.toLowerCase()} `);
  const pinned = pin
    .filter((one) => one.texts?.some((t) => words.some((w) => w.includes(` ${t} `))) ?? true)
    .map(({ id }) => items.findIndex((item) => item.id === id))
    .filter((row) => row >= 0 && shown(row));
  const rest = items
    .map((_, row) => row)
    .filter((row) => shown(row) && isWithin(row) && scores[row]! >= minScore)
    .sort((a, b) => rankOf(b) - rankOf(a) || a - b);
  const seen = new Set<unknown>();
  return [...new Set([...pinned, ...rest])]
    .filter((row) => {
      const values = onePer ? valuesOf(items[row]!, onePer) : [];
      if (values.some((value) => seen.has(value))) return false;
      for (const value of values) seen.add(value);
      return true;
    })
    .slice(0, limit);
}

function randomCase(random: () => number): Case {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const some = <T>(most: number, make: () => T): T[] =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, make);
  const where = (): Where =>
    pick<() => Where>([
      () => ({ category: pick(["dress", "shirt", "boots"]) }),
      () => ({ colour: [pick(["red", "blue"]), "green"], brand: pick(["North", "South"]) }),
      () => ({ price: { min: 10 + random() * 300 } }),
      () => ({ size: pick(["S", "M", "XXL"]) }),
      () => ({ size: [pick(["S", "XL"]), "XS"] }),
      () => ({ stock: { max: Math.floor(random() * 4) } }),
      () => ({ family: [`f${Math.floor(random() * 130)}`, `f${Math.floor(random() * 130)}`] }),
    ])();
  const query = mixtureVectors(1, DIM, Math.floor(random() * 1e6));
  const norm = Math.sqrt(dot(query, query));
  return {
    query: query.map((x) => x / norm),
    limit: pick([1, 3, 10, 50, 400]),
    minScore: pick([-Infinity, -Infinity, 0, 0.3]),
    ...(random() < 0.4 && { where: where() }),
    rules: {
      hide: some(2, where),
      pin: some(3, () => ({
        id: `p${Math.floor(random() * (COUNT + 20))}`,
        ...(random() < 0.5 && { texts: [pick(["red", "summer sale", "dre"])] }),
      })),
      boost: some(6, () => ({ where: where(), by: random() * 2 - 1 })),
      within: some(2, () => pick(["brand", "price", "category", "size"])),
      onePer: pick(["", "", "family", "brand", "pattern", "size"]),
    },
    like: some(2, () => Math.floor(random() * COUNT)),
    texts: some(1, () => pick(["a red dress", "the summer sale of dresses", "coat"])),
  };
}

describe("rank", () => {
  it("gives what sorting every item by the rules gives", () => {
    const random = seededRandom(7);
    for (let n = 0; n < 300; n++) {
      const one = randomCase(random);
      const { hits } = rank({ catalog, space: "image", ...one, rules: mergeRules(one.rules) });
      const expected = oracle(one);
      const rows = hits.map(({ row }) => row);
      const boostOf = (row: number) =>
        (one.rules.boost ?? []).reduce(
          (sum, { where, by }) => sum + (meets(items[row]!, where) ? by : 0),
          0,
        );
      const scores = allScores(catalog, one.query);
      expect(rows.length, JSON.stringify(one)).toBe(expected.length);
      expect(new Set(rows).size).toBe(rows.length);
      rows.forEach((row, i) => {
        expect(hits[i]!.score).toBe(scores[row]);
        if (row === expected[i]) return;
        const rankOf = (r: number) => scores[r]! + boostOf(r);
        expect(Math.abs(rankOf(row) - rankOf(expected[i]!)), JSON.stringify(one)).toBeLessThan(TIE);
      });
    }
  });

  it("puts boosts of many sizes together and is right all the same", () => {
    const random = seededRandom(8);
    const boost = Array.from({ length: 40 }, (_, i) => ({
      where: { price: { min: 10 + i * 9 } },
      by: (random() - 0.5) / 10,
    }));
    for (let n = 0; n < 20; n++) {
      const one = { ...randomCase(random), rules: { boost }, minScore: -Infinity };
      const { hits } = rank({ catalog, space: "image", ...one, rules: mergeRules(one.rules) });
      const scores = allScores(catalog, one.query);
      const rankOf = (row: number) =>
        scores[row]! +
        boost.reduce((sum, { where, by }) => sum + (meets(items[row]!, where) ? by : 0), 0);
      const expected = oracle(one);
      expect(hits.map(({ row }) => row)).toHaveLength(expected.length);
      hits.forEach(({ row }, i) => {
        expect(Math.abs(rankOf(row) - rankOf(expected[i]!))).toBeLessThan(TIE);
      });
    }
  });

  it("refuses what the catalog does not have", () => {
    const query = new Float32Array(DIM).fill(0.25);
    const one = { catalog, query, space: "image", limit: 3, minScore: -1, like: [0], texts: [] };
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
  it("has as many hits as are wanted wherever there are so many, and the best of them", async () => {
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
      const scores = allScores(large, query);
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
