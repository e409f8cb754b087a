/** Tests that a catalog updated day after day is the one built at once. */
import { describe, expect, it } from "vitest";
import type { Catalog } from "../catalog/catalog.ts";
import { fuse, type SpaceChoice } from "../catalog/spaces/spaces.ts";
import {
  embedding,
  type Product,
  Shop,
  SIZES,
  scratch,
  textOf,
  update,
} from "../catalog/testing/shop.testing.ts";
import { openFiles, verifyFiles } from "../catalog/testing/source.testing.ts";
import { MAX_SEGMENTS } from "../catalog/update/compaction.ts";
import { hasBit } from "../lib/bitmap.ts";
import type { Where } from "../lib/types.ts";
import { filterRows } from "./filter/filter.ts";

const WHERES: Where[] = [
  {},
  { category: "dress" },
  { brand: ["North", "West"] },
  { price: { min: 20, max: 45 } },
  { colour: "red", price: { max: 60 } },
  { sizes: "M" },
  { sizes: ["XS", "two", "none"], brand: "North" },
];

function idsWhere(catalog: Catalog, where: Where): string[] {
  const rows = filterRows(where, catalog);
  const ids: string[] = [];
  for (let row = 0; row < catalog.rows; row++) {
    if (hasBit(rows, row)) ids.push(catalog.item(row).id);
  }
  return ids.sort();
}

/** Of a code with 16 dimensions, and of one coded again. */
const TOLERANCE = 0.02;

function dot(a: Float32Array, b: Float32Array): number {
  return b.reduce((sum, x, d) => sum + x * a[d]!, 0);
}

function expectSame(catalog: Catalog, expected: Catalog, feed: readonly Product[]): void {
  expect(catalog.manifest.items).toBe(feed.length);
  expect(catalog.manifest.facets).toEqual(expected.manifest.facets);
  for (const { item, pictures } of feed) {
    const row = catalog.rowOf(item.id)!;
    expect(catalog.item(row)).toEqual(item);
    const vectors = catalog.vectors(row);
    expect(vectors).toHaveLength(pictures.length * catalog.dim);
    pictures.forEach((picture, i) => {
      const cosine = dot(vectors.subarray(i * catalog.dim), embedding(picture));
      expect(cosine).toBeGreaterThan(1 - TOLERANCE);
    });
  }
  expect(catalog.facets.summary()).toEqual(expected.facets.summary());
  const { specs } = catalog.facets;
  for (const where of WHERES) {
    // Feeds lose a facet now and then, and prices become texts.
    const isRange = (name: string) => typeof where[name] === "object" && "max" in where[name];
    const fits = (name: string) =>
      specs.has(name) && !(isRange(name) && specs.get(name)!.kind === "category");
    if (!Object.keys(where).every(fits)) continue;
    const ids = idsWhere(catalog, where);
    expect(ids).toEqual(idsWhere(expected, where));
    const rows = filterRows(where, catalog);
    const wanted = { k: 10, rows: filterRows(where, expected) };
    for (const picture of [1, 77, 1234]) {
      const query = embedding(picture);
      const found = catalog.search(query, { k: 10, rows });
      const right = expected.search(query, wanted);
      expect(found.ids.length).toBe(Math.min(10, ids.length));
      expect(new Set(found.ids).size).toBe(found.ids.length);
      const exactly = feed
        .filter(({ item }) => ids.includes(item.id))
        .map(({ pictures }) => Math.max(...pictures.map((own) => dot(embedding(own), query))))
        .sort((a, b) => b - a);
      found.scores.forEach((score, i) => {
        expect(Math.abs(score - right.scores[i]!)).toBeLessThan(TOLERANCE);
        expect(Math.abs(score - exactly[i]!)).toBeLessThan(TOLERANCE);
        const { id } = catalog.item(found.ids[i]!);
        expect(ids).toContain(id);
        const { pictures } = feed.find(({ item }) => item.id === id)!;
        const exact = pictures.map((own) => dot(embedding(own), query));
        expect(Math.abs(score - Math.max(...exact))).toBeLessThan(TOLERANCE);
        expect(Math.abs(score - exact[found.pictures[i]!]!)).toBeLessThan(TOLERANCE);
      });
    }
  }
  expectSizes(catalog, feed);
  expectSameSpaces(catalog, expected, feed);
  const all = catalog.search(embedding(3), { k: 1000 });
  expect(all.ids.length).toBe(Math.min(1000, feed.length));
}

/** What the facet of several values says, by looking at every product. */
function expectSizes(catalog: Catalog, feed: readonly Product[]): void {
  const sizesOf = ({ item }: Product) => [item.attributes.sizes ?? []].flat();
  const counts = new Map<unknown, number>();
  for (const size of feed.flatMap(sizesOf)) counts.set(size, (counts.get(size) ?? 0) + 1);
  const facet = catalog.facets.summary().find(({ name }) => name === "sizes");
  if (!facet) {
    expect(counts.size).toBe(0);
    return;
  }
  const told = facet.kind === "category" ? facet.values : [];
  expect(new Map(told.map(({ value, count }) => [value, count]))).toEqual(counts);
  for (const wanted of [...SIZES, "two"].flatMap((size) => [[size], [size, "S"]])) {
    const having = feed.filter((product) =>
      sizesOf(product).some((own) => wanted.includes(`${own}`)),
    );
    const ids = having.map(({ item }) => item.id).sort();
    expect(idsWhere(catalog, { sizes: wanted })).toEqual(ids);
    if (wanted.length === 1) expect(idsWhere(catalog, { sizes: wanted[0]! })).toEqual(ids);
  }
}

/** What the spaces of texts and of both say of the products, exactly. */
function expectSameSpaces(catalog: Catalog, expected: Catalog, feed: readonly Product[]): void {
  expect(catalog.manifest.spaces).toEqual(expected.manifest.spaces);
  const { weights } = catalog.manifest.spaces.fused ?? {};
  const vectorsIn: Record<string, (product: Product) => Float32Array[]> = {
    text: (product) => [embedding(textOf(product))],
    fused: (product) =>
      product.pictures.map((picture) =>
        fuse([
          { vector: embedding(picture), weight: weights!.image },
          { vector: embedding(textOf(product)), weight: weights!.text },
        ]),
      ),
  };
  const ids = feed.map(({ item }) => item.id);
  for (const space of Object.keys(catalog.manifest.spaces).filter((name) => name !== "image")) {
    const query = embedding(feed.length);
    const found = catalog.search(query, { k: feed.length, space });
    expect(Array.from(found.ids, (row) => catalog.item(row).id).sort()).toEqual(ids.toSorted());
    found.ids.forEach((row, i) => {
      const product = feed[ids.indexOf(catalog.item(row).id)]!;
      const exact = vectorsIn[space]!(product).map((vector) => dot(vector, query));
      expect(Math.abs(found.scores[i]! - Math.max(...exact))).toBeLessThan(TOLERANCE);
      expect(catalog.vectors(row, space)).toHaveLength(exact.length * catalog.dim);
    });
  }
}

const SPACES: SpaceChoice[] = [
  {},
  { text: { fields: ["title", "brand"] } },
  {
    text: { fields: ["title", "brand"] },
    fused: { weights: { image: 0.7, text: 0.3 }, fields: ["title", "brand"] },
  },
  { fused: { weights: { image: 2, text: 2 }, fields: ["title", "brand"] } },
];

/** Seed of the shop, most pictures of most of its products, and position in `SPACES`. */
const SHOPS: [seed: number, pictures: number, spaces: number][] = [
  [1, 1, 0],
  [4, 1, 2],
  [5, 2, 0],
  [7, 3, 3],
];
const DEEP_SHOPS: typeof SHOPS = [
  [2, 1, 0],
  [3, 1, 1],
  [6, 5, 2],
];
const isDeep = Boolean(process.env.VITRINE_DEEP);
/** Enough for compaction, and for columns that change their kind there and back. */
const DAYS = isDeep ? 14 : 10;

describe("an updated catalog", () => {
  it.each([...SHOPS, ...(isDeep ? DEEP_SHOPS : [])])(
    "is the one built at once, day after day (seed %i, %i pictures, spaces %i)",
    async (seed, most, spaces) => {
      const shop = new Shop((seed % 4) * (isDeep ? 50 : 30) + 40, seed, most);
      const choice = SPACES[spaces]!;
      let files = await scratch(shop.feed, choice);
      let mostSegments = 0;
      for (let day = 1; day <= DAYS; day++) {
        shop.nextDay(day);
        const before = await openFiles(files);
        const next = await update(files, shop.feed, choice);
        files = next.files;
        const { problems } = await verifyFiles(files);
        expect(problems).toEqual([]);
        const catalog = await openFiles(files);
        expectSame(catalog, await openFiles(await scratch(shop.feed, choice)), shop.feed);
        expect(next.counts.kept + next.counts.embedded).toBe(shop.feed.length);
        const ids = new Set(shop.feed.map(({ item }) => item.id));
        const live = idsWhere(before, {});
        expect(next.counts.removed).toBe(live.filter((id) => !ids.has(id)).length);
        mostSegments = Math.max(mostSegments, catalog.segments.length);
      }
      expect(mostSegments).toBeGreaterThan(2);
      expect(mostSegments).toBeLessThanOrEqual(MAX_SEGMENTS);
    },
  );
});
