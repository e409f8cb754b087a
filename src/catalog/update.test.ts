import { describe, expect, it } from "vitest";
import { mixtureVectors } from "../vector/corpus.testing.ts";
import { fingerprintsOf, HEAD, Shop, scratch, update, vectorsOf } from "./shop.testing.ts";
import { openFiles, TEST_BINDING, testFiles, testItems } from "./source.testing.ts";
import type { EncoderBinding } from "./types.ts";
import { keptRow, updateCatalog } from "./update.ts";

describe("an updated catalog", () => {
  it("that did not change has a new manifest at most", async () => {
    const shop = new Shop(40, 9);
    const files = await scratch(shop.feed);
    const same = await update(files, shop.feed);
    expect([...same.files]).toEqual([...files]);
    expect(same.counts).toEqual({ kept: 40, patched: 0, embedded: 0, removed: 0, rewritten: 0 });
  });

  it("writes nothing but changes for new prices, and nothing for old ones that return", async () => {
    const shop = new Shop(60, 10);
    const files = await scratch(shop.feed);
    const dearer = shop.feed.map(({ item, picture }, i) => ({
      item: i % 20 ? item : { ...item, price: 999 },
      picture,
    }));
    const next = await update(files, dearer);
    expect(next.counts).toMatchObject({ kept: 60, patched: 3, embedded: 0 });
    const fresh = next.list.filter(({ reused }) => !reused).map(({ path }) => path);
    expect(fresh).toEqual([expect.stringMatching(/^segments\/changes-/), "manifest.json"]);
    const back = await update(next.files, shop.feed);
    expect(back.counts.patched).toBe(3);
    expect([...back.files]).toEqual([...files]);
  });

  it("writes items anew once the changes have grown, and keeps the vectors", async () => {
    const shop = new Shop(60, 11);
    const files = await scratch(shop.feed);
    const renamed = shop.feed.map(({ item, picture }) => ({
      item: { ...item, title: item.title.padEnd(100, "!") },
      picture,
    }));
    const next = await update(files, renamed);
    const kinds = next.list.filter(({ reused }) => !reused).map(({ path }) => path.slice(9, 14));
    expect(kinds).not.toContain("index");
    expect(kinds).toContain("items");
    expect(kinds).not.toContain("chang");
  });

  it("embeds a picture again whose fingerprint is unknown", async () => {
    const shop = new Shop(20, 12);
    const items = shop.feed.map(({ item }) => item);
    const files = await testFiles({ ...HEAD, items, vectors: vectorsOf(shop.feed) });
    const next = await update(files, shop.feed);
    expect(next.counts).toMatchObject({ kept: 0, embedded: 20, removed: 0 });
    const previous = await openFiles(files);
    expect(keptRow(previous, items[0]!.id, new Uint8Array(8))).toBe(-1);
  });

  it("is not made of rows that two items share, or of too few vectors", async () => {
    const shop = new Shop(20, 13);
    const files = await scratch(shop.feed);
    const previous = await openFiles(files);
    const source = {
      ...HEAD,
      items: shop.feed.map(({ item }) => item),
      fingerprints: fingerprintsOf(shop.feed),
      vectors: new Float32Array(),
    };
    const read = async ({ path }: { path: string }) => files.get(path)!;
    const refused = expect.objectContaining({ code: "invalid-argument" });
    for (const kept of [new Array(20).fill(3), [-1, ...Array(19).keys()], [1e9]]) {
      await expect(updateCatalog(previous, read, { ...source, kept })).rejects.toThrow(refused);
    }
    const encoder = { ...TEST_BINDING, dim: 8 };
    const kept = [...Array(20).keys()];
    await expect(updateCatalog(previous, read, { ...source, encoder, kept })).rejects.toThrow(
      refused,
    );
  });
});

describe("the bytes of an update", () => {
  it("are at most 2 % of all where 1 % of 20,000 products have changed", async () => {
    const count = 20_000;
    const dim = 512;
    const encoder = {
      ...TEST_BINDING,
      dim,
      weights: [
        {
          ...TEST_BINDING.weights[0],
          canary: { image: new Array(dim).fill(0), text: new Array(dim).fill(0) },
        },
      ] satisfies EncoderBinding["weights"],
    };
    const vectors = mixtureVectors(count + 80, dim, 3);
    const items = testItems(count + 80);
    const fingerprints = new Uint8Array((count + 80) * 8).fill(1);
    const first = { ...HEAD, encoder, items: items.slice(0, count) };
    const files = await testFiles({
      ...first,
      vectors: vectors.subarray(0, count * dim),
      fingerprints: fingerprints.subarray(0, count * 8),
    });
    // 80 new products for 80 that go, and new prices for another 120.
    const next = items.slice(80).map((item, i) => (i < 120 ? { ...item, price: 1 } : item));
    const { files: list, counts } = await updateCatalog(
      await openFiles(files),
      async ({ path }) => files.get(path)!,
      {
        ...first,
        items: next,
        fingerprints: fingerprints.subarray(0, count * 8),
        kept: next.map((_, i) => (i + 80 < count ? i + 80 : -1)),
        vectors: vectors.subarray(count * dim),
      },
    );
    expect(counts).toEqual({ kept: 19_920, patched: 120, embedded: 80, removed: 80, rewritten: 0 });
    const sum = (some: typeof list) => some.reduce((bytes, file) => bytes + file.bytes.length, 0);
    const share = sum(list.filter(({ reused }) => !reused)) / sum(list);
    expect(share).toBeLessThan(0.02);
  });
});
