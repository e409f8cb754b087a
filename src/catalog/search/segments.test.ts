/** Tests of searching a catalog of several segments. */
import { describe, expect, it } from "vitest";
import { bruteForce, mixtureVectors } from "../../vector/corpus.testing.ts";
import type { EncoderBinding } from "../manifest/encoder-binding.ts";
import { openFiles, TEST_BINDING, testFiles, testItems } from "../testing/source.testing.ts";
import { updateCatalog } from "../update/update-catalog.ts";

describe("a catalog of two segments", () => {
  it("finds an id in the segment that it is live in", async () => {
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

describe("a catalog of segments of many sizes", () => {
  it("has the best of all segments, and looks at few rows of those that others beat", async () => {
    const dim = 256;
    // The largest is neither the first nor the last; every day some of the day before's are gone.
    const days = [300, 2600, 700, 40];
    const count = days.reduce((sum, added) => sum + added, 0);
    const all = mixtureVectors(count + 50, dim, 31);
    const products = testItems(count);
    const canary = { image: new Array(dim).fill(0), text: new Array(dim).fill(0) };
    const encoder = {
      ...TEST_BINDING,
      dim,
      weights: [{ ...TEST_BINDING.weights[0], canary }] satisfies EncoderBinding["weights"],
    };
    const head = { name: "x", created: "x", encoder };
    let files: Map<string, Uint8Array> | undefined;
    let items: typeof products = [];
    let end = 0;
    for (const added of days) {
      const stay = items.filter((_, i) => i % 9 !== 4);
      items = [...stay, ...products.slice(end, end + added)];
      const vectors = all.subarray(end * dim, (end + added) * dim);
      const fingerprints = new Uint8Array(items.length * 8).fill(1);
      const source = { ...head, items, fingerprints, vectors };
      if (!files) files = await testFiles(source);
      else {
        const before = files;
        const { files: list } = await updateCatalog(
          await openFiles(before),
          async ({ path }) => before.get(path)!,
          { ...source, kept: items.map((_, i) => (i < stay.length ? 0 : -1)) },
        );
        files = new Map(list.map(({ path, bytes }) => [path, bytes]));
      }
      end += added;
    }
    const catalog = await openFiles(files!);
    expect(catalog.segments.map((segment) => segment.count)).toEqual(days);
    const isLive = (row: number) => catalog.rowOf(products[row]!.id) !== undefined;
    let [found, scored] = [0, 0];
    for (let q = 0; q < 50; q++) {
      const query = all.subarray((count + q) * dim, (count + q + 1) * dim);
      const truth = bruteForce(all.subarray(0, count * dim), dim, query, 10, isLive);
      const rows = new Set(truth.map(({ row }) => catalog.rowOf(products[row]!.id)));
      const result = catalog.search(query, { k: 10 });
      expect([...result.scores]).toEqual([...result.scores].sort((a, b) => b - a));
      for (const row of result.ids) if (rows.has(row)) found++;
      expect(result.methods).toEqual(["exact", "exact", "signs", "exact"]);
      scored += result.scored;
    }
    expect(found / 500).toBeGreaterThan(0.99);
    // Of the 700, of which sign bits leave few.
    expect(scored / 50).toBeLessThan(catalog.manifest.items - 450);
  });
});
