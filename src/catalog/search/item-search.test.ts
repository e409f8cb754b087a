import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBitmap, hasBit, setBit } from "../../lib/bitmap.ts";
import { mixtureVectors } from "../../vector/corpus.testing.ts";
import { splitIndex } from "../../vector/file/index-file.ts";
import { buildIndex, openIndex } from "../../vector/vector-index.ts";
import { VectorTable } from "../segments/vector-table.ts";
import { type ItemResult, searchItems } from "./item-search.ts";

const DIM = 16;
const VECTORS = 400;
const vectors = mixtureVectors(VECTORS, DIM, 31);
const open = (count: number) =>
  openIndex(buildIndex(vectors.subarray(0, count * DIM), { dim: DIM }));

type Index = ReturnType<typeof open>;

/** Every vector that takes part, best first, and of each item the first. */
function oracle(
  index: Index,
  table: VectorTable,
  query: Float32Array,
  keep: (row: number) => boolean,
): { row: number; picture: number; score: number }[] {
  const { ids, scores } = index.search(query, { k: index.size, exact: true });
  const seen = new Set<number>();
  const best: { row: number; picture: number; score: number }[] = [];
  ids.forEach((vector, i) => {
    const row = table.rowOf(vector);
    if (seen.has(row) || !keep(row)) return;
    seen.add(row);
    best.push({ row, picture: vector - table.start(row), score: scores[i]! });
  });
  return best;
}

const listOf = ({ ids, scores, pictures }: ItemResult) =>
  Array.from(ids, (row, i) => ({ row, picture: pictures[i], score: scores[i] }));

/** How many pictures each of some items has: as good as alike, or some of them nearly all. */
const anyCounts = fc.oneof(
  fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 60 }),
  fc
    .tuple(fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 0, maxLength: 20 }), fc.nat(19))
    .map(([counts, at]) => counts.toSpliced(Math.min(at, counts.length), 0, 300)),
  fc
    .array(fc.constantFrom(1, 1, 1, 60), { minLength: 1, maxLength: 40 })
    .filter((counts) => counts.reduce((sum: number, count) => sum + count, 0) <= VECTORS),
);

describe("searchItems", () => {
  it("gives the items that looking at every vector gives, with any pictures and filter", () => {
    fc.assert(
      fc.property(
        anyCounts,
        fc.integer({ min: 1, max: 70 }),
        fc.nat(VECTORS - 1),
        fc.option(fc.array(fc.nat(60)), { nil: undefined }),
        (counts, k, at, rows) => {
          const table = VectorTable.ofCounts(counts);
          const index = open(table.vectors);
          const query = vectors.subarray(at * DIM, (at + 1) * DIM);
          const filter = rows && createBitmap(table.items);
          for (const row of rows ?? []) if (row < table.items) setBit(filter!, row);
          const found = searchItems(index, table, query, {
            k,
            ...(filter && { filter: table.widen(filter) }),
          });
          const keep = (row: number) => !filter || hasBit(filter, row);
          expect(listOf(found)).toEqual(oracle(index, table, query, keep).slice(0, k));
        },
      ),
      { seed: 21, numRuns: 400 },
    );
  });

  it("looks a few times at most, whatever the distribution", () => {
    const distributions = {
      alike: new Array(5000).fill(4),
      "one with 90 %": [18_000, ...new Array(2000).fill(1)],
      "the last with 90 %": [...new Array(2000).fill(1), 18_000],
      "a few with very many": [...new Array(100).fill(190), ...new Array(1000).fill(1)],
      "falling by halves": Array.from({ length: 14 }, (_, i) => 2 ** i),
    };
    const dim = 4;
    const many = mixtureVectors(20_000, dim, 32);
    for (const [name, counts] of Object.entries(distributions)) {
      const table = VectorTable.ofCounts(counts);
      const index = openIndex(buildIndex(many.subarray(0, table.vectors * dim), { dim }));
      for (const k of [1, 10, 100, 1000]) {
        const query = many.subarray(0, dim);
        let searches = 0;
        let wanted = 0;
        const counting: Index = Object.create(index, {
          search: {
            value: (...[vector, options]: Parameters<Index["search"]>) => {
              searches++;
              wanted += options.k;
              return index.search(vector, options);
            },
          },
          size: { value: index.size },
          dim: { value: index.dim },
        });
        const found = searchItems(counting, table, query, { k });
        expect(found.ids.length, `${name}, ${k}`).toBe(Math.min(k, table.items));
        expect(new Set(found.ids).size, `${name}, ${k}`).toBe(found.ids.length);
        expect(searches, `${name}, ${k}`).toBeLessThanOrEqual(8);
        expect(wanted, `${name}, ${k}`).toBeLessThanOrEqual(2 * table.vectors + 4 * k);
        expect(found.scored, `${name}, ${k}`).toBeLessThanOrEqual(searches * table.vectors);
      }
    }
  });

  it("finds as many different items along a graph, and nearly all of the best", () => {
    const dim = 64;
    const items = 2500;
    const count = 3 * items;
    // Pictures of an item resemble each other more than those of others.
    const centres = mixtureVectors(items, dim, 33);
    const noise = mixtureVectors(count, dim, 34);
    const all = Float32Array.from(noise, (value, i) => {
      const item = Math.floor(i / dim / 3);
      return centres[item * dim + (i % dim)]! + 0.3 * value;
    });
    const index = openIndex(buildIndex(all, { dim, graph: true }));
    const table = VectorTable.ofCounts(new Array(items).fill(3));
    const methods = new Set<string>();
    let hits = 0;
    for (let q = 0; q < 50; q++) {
      const other = noise.subarray((count - 1 - q) * dim);
      const query = centres.slice(q * dim, (q + 1) * dim).map((x, d) => x + 0.3 * other[d]!);
      const found = searchItems(index, table, query, { k: 10 });
      methods.add(found.method);
      expect(new Set(found.ids).size).toBe(10);
      expect([...found.scores]).toEqual([...found.scores].sort((a, b) => b - a));
      const best = oracle(index, table, query, () => true).slice(0, 10);
      const rows = new Set(best.map(({ row }) => row));
      for (const row of found.ids) if (rows.has(row)) hits++;
    }
    expect(methods).toContain("graph");
    expect(hits / 500).toBeGreaterThan(0.98);
  });

  it("finds different items in a sketch", () => {
    const { sketch } = splitIndex(buildIndex(vectors, { dim: DIM, signs: true }));
    const table = VectorTable.ofCounts(new Array(VECTORS / 4).fill(4));
    const found = searchItems(openIndex(sketch), table, vectors.subarray(0, DIM), { k: 30 });
    expect(new Set(found.ids).size).toBe(30);
    expect(found.method).toBe("sketch");
  });

  it("finds nothing where there is nothing", () => {
    const table = VectorTable.ofCounts([2, 3]);
    const index = open(5);
    const filter = table.widen(createBitmap(2));
    const query = vectors.subarray(0, DIM);
    expect(searchItems(index, table, query, { k: 3, filter }).ids).toHaveLength(0);
    const empty = openIndex(buildIndex(new Float32Array(), { dim: DIM }));
    const none = VectorTable.oneEach(0);
    expect(searchItems(empty, none, query, { k: 3 }).ids).toHaveLength(0);
  });
});
