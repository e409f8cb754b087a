/** Tests of conditions on facets. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../../catalog/catalog.ts";
import {
  openFiles,
  testFiles,
  testItems,
  testSource,
} from "../../catalog/testing/source.testing.ts";
import { countBits, hasBit } from "../../lib/bitmap.ts";
import type { Where } from "../../lib/types.ts";
import { filterRows } from "./filter.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

describe("filterRows", () => {
  const items = testItems(67);
  let catalog: Catalog;
  beforeAll(async () => {
    catalog = await openFiles(await testFiles(testSource(67)));
  });

  it.each<[Where, (item: (typeof items)[number]) => boolean]>([
    [{}, () => true],
    [{ category: "dress" }, (item) => item.category === "dress"],
    [{ colour: ["red", "blue"] }, (item) => item.colour === "red" || item.colour === "blue"],
    [{ colour: [] }, () => false],
    [{ colour: "no such colour" }, () => false],
    [{ price: { min: 20, max: 30 } }, (item) => item.price! >= 20 && item.price! <= 30],
    [{ price: { max: 15 } }, (item) => item.price! <= 15],
    [{ price: 20 }, (item) => item.price === 20],
    [{ price: [20, 33] }, (item) => item.price === 20 || item.price === 33],
    [
      { pattern: "striped", brand: "North", rating: { min: 1 } },
      (item) =>
        item.attributes.pattern === "striped" &&
        item.brand === "North" &&
        (item.attributes.rating as number) >= 1,
    ],
  ])("%j", (where, matches) => {
    const rows = filterRows(where, catalog);
    expect(items.filter((_, row) => hasBit(rows, row))).toEqual(items.filter(matches));
    expect(countBits(rows)).toBe(items.filter(matches).length);
  });

  it("leaves out items that lack the facet", async () => {
    const [first, ...rest] = testItems(5);
    const { price: _, brand: __, ...bare } = first!;
    const lacking = { ...testSource(5), items: [bare, ...rest] };
    const table = await openFiles(await testFiles(lacking));
    expect(hasBit(filterRows({ price: {} }, table), 0)).toBe(false);
    expect(hasBit(filterRows({ brand: ["North", "South", "other"] }, table), 0)).toBe(false);
  });

  it("names the facets there are when asked for another", () => {
    expect(() => filterRows({ size: "M" }, catalog)).toThrow(code("facet-unknown"));
    expect(() => filterRows({ size: "M" }, catalog)).toThrow(/pattern/);
    expect(() => filterRows({ constructor: "M" } as never, catalog)).toThrow(code("facet-unknown"));
  });

  it.each<[string, unknown]>([
    ["a range on text", { category: { min: 1 } }],
    ["text on a number", { price: "cheap" }],
    ["a list with text on a number", { price: [1, "2"] }],
    ["an unknown bound", { price: { atMost: 3 } }],
    ["an empty range", { price: { min: 4, max: 3 } }],
    ["null", { category: null }],
  ])("refuses %s", (_, where) => {
    expect(() => filterRows(where as Where, catalog)).toThrow(code("invalid-argument"));
  });

  it("counts no row beyond the last", async () => {
    for (const count of [1, 31, 32, 33, 64]) {
      const whole = await openFiles(await testFiles(testSource(count)));
      expect(countBits(filterRows({}, whole))).toBe(count);
    }
  });
});
