import { describe, expect, it } from "vitest";
import { mergeResults } from "./merge.ts";
import { openFiles, TEST_BINDING, testFiles, testItems } from "./source.testing.ts";
import { updateCatalog } from "./update.ts";

const found = (...rows: [id: number, score: number][]) => ({
  ids: Uint32Array.from(rows, ([id]) => id),
  scores: Float32Array.from(rows, ([, score]) => score),
  pictures: Uint32Array.from(rows, ([id]) => id % 3),
});

describe("mergeResults", () => {
  it("gives the best of all segments, equal scores by row", () => {
    const results = [
      { offset: 0, found: found([5, 0.75], [2, 0.5], [9, 0.5]) },
      { offset: 32, found: found() },
      { offset: 64, found: found([1, 1], [0, 0.5], [3, 0.25]) },
    ];
    const { ids, scores, pictures } = mergeResults(results, 5);
    expect([...ids]).toEqual([65, 5, 2, 9, 64]);
    expect([...scores]).toEqual([1, 0.75, 0.5, 0.5, 0.5]);
    expect([...pictures]).toEqual([1, 2, 2, 0, 0]);
    expect(mergeResults(results, 100).ids).toHaveLength(6);
  });

  it("hands on what a single segment found", () => {
    const only = found([3, 1]);
    expect(mergeResults([{ offset: 0, found: only }], 4)).toBe(only);
  });
});

describe("a catalog of two segments", () => {
  it("has the vector, the item and the place of an id from the segment it is live in", async () => {
    const items = testItems(40);
    const unit = (d: number) => Float32Array.from({ length: 16 }, (_, i) => (i === d ? 1 : 0.01));
    const vectors = new Float32Array(40 * 16);
    items.forEach((_, i) => {
      vectors.set(unit(i % 15), i * 16);
    });
    const fingerprints = new Uint8Array(40 * 8).fill(1);
    const source = { name: "x", created: "x", encoder: TEST_BINDING, items, fingerprints };
    const files = await testFiles({ ...source, vectors });
    const { files: list } = await updateCatalog(
      await openFiles(files),
      async ({ path }) => files.get(path)!,
      { ...source, kept: items.map((_, i) => (i === 4 ? -1 : 0)), vectors: unit(15) },
    );
    const catalog = await openFiles(new Map(list.map(({ path, bytes }) => [path, bytes])));
    expect(catalog.segments).toHaveLength(2);
    // Rows of the second segment begin at the next multiple of 32.
    expect(catalog.rowOf("p4")).toBe(64);
    expect(catalog.item(64)).toEqual(items[4]);
    expect(catalog.vectors(64)[15]).toBeGreaterThan(0.99);
    expect([...catalog.search(unit(15), { k: 1 }).ids]).toEqual([64]);
    expect([...catalog.search(unit(4), { k: 40 }).ids]).not.toContain(4);
    for (const row of [40, 63, 65, -1, 1e9]) {
      expect(() => catalog.item(row)).toThrow(
        expect.objectContaining({ code: "invalid-argument" }),
      );
    }
  });
});
