/** Tests of the search loop of one segment, against looking at every vector. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bitmap, createBitmap, hasBit, setBit } from "../../lib/bitmap.ts";
import { buildIndex } from "../../vector/build-index.ts";
import { mixtureVectors } from "../../vector/corpus.testing.ts";
import { splitIndex } from "../../vector/file/split-index.ts";
import { openIndex } from "../../vector/open-index.ts";
import { VectorTable } from "../segments/vector-table.ts";
import { SegmentSpace } from "../spaces/segment-space.ts";
import { type Candidate, Candidates } from "./candidates.ts";

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

const listOf = (candidates: readonly Candidate[]) =>
  candidates.map(({ row, picture, score }) => ({ row, picture, score }));

/** The candidates of one segment. */
function search(
  index: Index,
  table: VectorTable,
  query: Float32Array,
  { k, rows }: { k: number; rows?: Bitmap | undefined },
): Candidates {
  const { dim } = index;
  const space = new SegmentSpace({ index }, { dim, metric: "cosine" }, table);
  return new Candidates([{ offset: 0, space }], query, { expected: k, rows });
}

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

describe("candidates", () => {
  it("are the items that looking at every vector gives, with any pictures and filter", () => {
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
          const found = search(index, table, query, { k, rows: filter });
          const keep = (row: number) => !filter || hasBit(filter, row);
          const expected = oracle(index, table, query, keep);
          expect(listOf(found.take(k))).toEqual(expected.slice(0, k));
          // More than were expected, until there are none left.
          expect(listOf(found.take(VECTORS))).toEqual(expected.slice(k));
        },
      ),
      { seed: 21, numRuns: 400 },
    );
  });

  it("take a few searches at most, however pictures are distributed", () => {
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
        const candidates = search(counting, table, query, { k });
        const found = candidates.take(k).map(({ row }) => row);
        expect(found.length, `${name}, ${k}`).toBe(Math.min(k, table.items));
        expect(new Set(found).size, `${name}, ${k}`).toBe(found.length);
        expect(searches, `${name}, ${k}`).toBeLessThanOrEqual(8);
        expect(wanted, `${name}, ${k}`).toBeLessThanOrEqual(2 * table.vectors + 4 * k);
        expect(candidates.scored, `${name}, ${k}`).toBeLessThanOrEqual(searches * table.vectors);
      }
    }
  });

  it("are as many different items along a graph, and nearly all of the best", () => {
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
      const candidates = search(index, table, query, { k: 10 });
      const found = candidates.take(10);
      for (const method of candidates.methods) methods.add(method);
      expect(new Set(found.map(({ row }) => row)).size).toBe(10);
      const scores = found.map(({ score }) => score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      const best = oracle(index, table, query, () => true).slice(0, 10);
      const rows = new Set(best.map(({ row }) => row));
      for (const { row } of found) if (rows.has(row)) hits++;
    }
    expect(methods).toContain("graph");
    expect(hits / 500).toBeGreaterThan(0.98);
  });

  it("are different items of a sketch", () => {
    const { sketch } = splitIndex(buildIndex(vectors, { dim: DIM, signs: true }));
    const table = VectorTable.ofCounts(new Array(VECTORS / 4).fill(4));
    const candidates = search(openIndex(sketch), table, vectors.subarray(0, DIM), { k: 30 });
    expect(new Set(candidates.take(30).map(({ row }) => row)).size).toBe(30);
    expect(candidates.methods).toEqual(["sketch"]);
  });

  it("are none if there is nothing to find", () => {
    const table = VectorTable.ofCounts([2, 3]);
    const query = vectors.subarray(0, DIM);
    expect(search(open(5), table, query, { k: 3, rows: createBitmap(2) }).take(3)).toEqual([]);
    const empty = openIndex(buildIndex(new Float32Array(), { dim: DIM }));
    expect(search(empty, VectorTable.oneEach(0), query, { k: 3 }).take(3)).toEqual([]);
  });
});
