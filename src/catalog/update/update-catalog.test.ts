/** Tests of updates: what they keep, embed, patch and rewrite, and how many bytes they take. */
import { describe, expect, it } from "vitest";
import { mixtureVectors } from "../../vector/corpus.testing.ts";
import type { EncoderBinding } from "../manifest/encoder-binding.ts";
import {
  embeddingsOf,
  type Files,
  fingerprintsOf,
  HEAD,
  picturesOf,
  Shop,
  scratch,
  update,
} from "../testing/shop.testing.ts";
import {
  openFiles,
  TEST_BINDING,
  testFiles,
  testItems,
  verifyFiles,
} from "../testing/source.testing.ts";
import { keptPictures } from "./kept-pictures.ts";
import { updateCatalog } from "./update-catalog.ts";
import type { UpdateSource } from "./update-source.ts";

describe("an updated catalog", () => {
  it("that did not change has the same files", async () => {
    const shop = new Shop(40, 9);
    const files = await scratch(shop.feed);
    const same = await update(files, shop.feed);
    expect([...same.files]).toEqual([...files]);
    expect(same.counts).toEqual({
      kept: 40,
      patched: 0,
      embedded: 0,
      embeddedPictures: 0,
      removed: 0,
      rewritten: 0,
    });
  });

  it("writes only changes for new prices, and nothing for old ones that return", async () => {
    const shop = new Shop(60, 10);
    const files = await scratch(shop.feed);
    const dearer = shop.feed.map(({ item, pictures }, i) => ({
      item: i % 20 ? item : { ...item, price: 999 },
      pictures,
    }));
    const next = await update(files, dearer);
    expect(next.counts).toMatchObject({ kept: 60, patched: 3, embedded: 0 });
    const fresh = next.list.filter(({ reused }) => !reused).map(({ path }) => path);
    expect(fresh).toEqual([expect.stringMatching(/^segments\/changes-/), "manifest.json"]);
    const back = await update(next.files, shop.feed);
    expect(back.counts.patched).toBe(3);
    expect([...back.files]).toEqual([...files]);
  });

  it("rewrites items once the changes have grown, and keeps the vectors", async () => {
    const shop = new Shop(60, 11);
    const files = await scratch(shop.feed);
    const renamed = shop.feed.map(({ item, pictures }) => ({
      item: { ...item, title: item.title.padEnd(100, "!") },
      pictures,
    }));
    const next = await update(files, renamed);
    const kinds = next.list.filter(({ reused }) => !reused).map(({ path }) => path.slice(9, 14));
    expect(kinds).not.toContain("index");
    expect(kinds).toContain("items");
    expect(kinds).not.toContain("chang");
  });

  it("replaces joined texts by lists, and keeps the vectors", async () => {
    const shop = new Shop(60, 12);
    const joined = shop.feed.map(({ item, pictures }) => ({
      item: {
        ...item,
        attributes: Object.fromEntries(
          Object.entries(item.attributes).map(([name, value]) => [
            name,
            typeof value === "object" ? value.join(", ") : value,
          ]),
        ),
      },
      pictures,
    }));
    const several = shop.feed.filter(({ item }) => typeof item.attributes.sizes === "object");
    expect(several.length).toBeGreaterThan(10);
    const before = await scratch(joined);
    const next = await update(before, shop.feed);
    expect(next.counts).toMatchObject({ kept: 60, patched: several.length, embedded: 0 });
    expect((await verifyFiles(next.files)).problems).toEqual([]);
    const summary = async (files: Files) => (await openFiles(files)).facets.summary();
    expect(await summary(next.files)).toEqual(await summary(await scratch(shop.feed)));
    const back = await update(next.files, joined);
    expect(await summary(back.files)).toEqual(await summary(before));
  });

  it("embeds a picture again whose fingerprint is unknown", async () => {
    const shop = new Shop(20, 12);
    const items = shop.feed.map(({ item }) => item);
    const files = await testFiles({ ...HEAD, items, vectors: embeddingsOf(picturesOf(shop.feed)) });
    const next = await update(files, shop.feed);
    expect(next.counts).toMatchObject({ kept: 0, embedded: 20, removed: 0 });
    const previous = await openFiles(files);
    expect(keptPictures(previous, items[0]!.id, new Uint8Array(8))).toEqual([-1]);
  });

  it("embeds a new picture, and no other of its product", async () => {
    const shop = new Shop(30, 14, 4);
    const files = await scratch(shop.feed);
    const changes: ((pictures: readonly number[]) => readonly number[])[] = [
      (pictures) => [...pictures, 3000],
      (pictures) => [3001, ...pictures],
      (pictures) => pictures.with(0, 3002),
      (pictures) => [...pictures, pictures[0]!],
    ];
    const products = [2, 7, 11, 17, 23];
    const feed = shop.feed.map(({ item, pictures }, i) => ({
      item,
      pictures: changes[products.indexOf(i)]?.(pictures) ?? pictures,
    }));
    const turned = { ...shop.feed[23]!, pictures: [3010, 3011, 3012] };
    const before = await update(files, shop.feed.with(23, turned));
    feed[23] = { ...turned, pictures: turned.pictures.toReversed() };
    const next = await update(before.files, feed);
    expect(next.counts).toMatchObject({ kept: 27, embedded: 3, embeddedPictures: 3, removed: 0 });
    const catalog = await openFiles(next.files);
    for (const at of products) {
      const { item, pictures } = feed[at]!;
      const { segment, row } = catalog.placeOf(item.id)!;
      expect(segment).toBe(catalog.segments.at(-1));
      const vectors = segment.vectors(row);
      const wanted = embeddingsOf(pictures);
      expect(vectors).toHaveLength(wanted.length);
      for (let p = 0; p < pictures.length; p++) {
        const part = vectors.subarray(p * 16, (p + 1) * 16);
        const cosine = part.reduce((sum, x, d) => sum + x * wanted[p * 16 + d]!, 0);
        expect(cosine).toBeGreaterThan(0.999);
      }
      expect(keptPictures(catalog, item.id, fingerprintsOf([feed[at]!]))).toEqual([
        ...pictures.keys(),
      ]);
    }
    const again = await update(next.files, feed);
    expect([...again.files]).toEqual([...next.files]);
  });

  it("is not made of missing pictures, ids that are there twice, or too few vectors", async () => {
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
    const kept = new Array(20).fill(0);
    const { items, fingerprints } = source;
    const wrong: Partial<UpdateSource>[] = [
      { kept: kept.with(5, 1) },
      { kept: kept.with(5, 0.5) },
      { kept: kept.with(5, -1) },
      { kept: [0] },
      { items: items.with(5, items[6]!) },
      { items: items.with(5, { ...items[5]!, id: "new" }) },
      { encoder: { ...TEST_BINDING, dim: 8 } },
      { fingerprints: fingerprints.subarray(8) },
      { pictures: kept },
      { pictures: new Array(20).fill(1).with(0, 2) },
    ];
    const sound = { ...source, kept: new Array(20).fill(0) };
    expect((await updateCatalog(previous, read, sound)).counts.kept).toBe(20);
    for (const change of wrong) {
      const made = updateCatalog(previous, read, { ...sound, ...change });
      await expect(made, JSON.stringify(change)).rejects.toThrow(refused);
    }
  });
});

/** With 20,000 products there are a graph and a sketch, too. */
const COUNTS = [4000, ...(process.env.VITRINE_DEEP ? [20_000] : [])];

describe("the bytes of an update", () => {
  it.each(COUNTS)(
    "are at most 2 percent of all if 1 percent of %i products have changed",
    async (count) => {
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
      const [replaced, repriced] = [count * 0.004, count * 0.006];
      const vectors = mixtureVectors(count + replaced, dim, 3);
      const items = testItems(count + replaced);
      const fingerprints = new Uint8Array((count + replaced) * 8).fill(1);
      const first = { ...HEAD, encoder, items: items.slice(0, count) };
      const files = await testFiles({
        ...first,
        vectors: vectors.subarray(0, count * dim),
        fingerprints: fingerprints.subarray(0, count * 8),
      });
      const next = items
        .slice(replaced)
        .map((item, i) => (i < repriced ? { ...item, price: 1 } : item));
      const { files: list, counts } = await updateCatalog(
        await openFiles(files),
        async ({ path }) => files.get(path)!,
        {
          ...first,
          items: next,
          fingerprints: fingerprints.subarray(0, count * 8),
          kept: next.map((_, i) => (i + replaced < count ? 0 : -1)),
          vectors: vectors.subarray(count * dim),
        },
      );
      expect(counts).toMatchObject({
        kept: count - replaced,
        patched: repriced,
        embedded: replaced,
        removed: replaced,
        rewritten: 0,
      });
      const sum = (some: typeof list) => some.reduce((bytes, file) => bytes + file.bytes.length, 0);
      const share = sum(list.filter(({ reused }) => !reused)) / sum(list);
      expect(share).toBeLessThan(0.02);
    },
  );
});
