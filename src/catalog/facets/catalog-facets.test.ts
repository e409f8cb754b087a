/** Tests of what a catalog's facets say of all its segments. */
import { describe, expect, it } from "vitest";
import type { CatalogItem } from "../items/catalog-item.ts";
import { openFiles, testFiles, testSource } from "../testing/source.testing.ts";
import { chooseFacets } from "./facet-choice.ts";
import { FacetTable, writeFacets } from "./facet-table.ts";

describe("facets of a catalog", () => {
  const item = (attributes: CatalogItem["attributes"], rest: Partial<CatalogItem> = {}) => ({
    id: "x",
    title: "x",
    attributes,
    ...rest,
  });

  it("count values, most frequent first, and give the range of numbers", async () => {
    const items = [
      item({ size: "S" }, { brand: "B", price: 3 }),
      item({ size: "M" }, { brand: "A" }),
      item({ size: "M" }, { price: 8 }),
    ];
    const catalog = await openFiles(await testFiles({ ...testSource(3), items }));
    expect(catalog.facets.summary()).toEqual([
      {
        name: "brand",
        kind: "category",
        values: [
          { value: "A", count: 1 },
          { value: "B", count: 1 },
        ],
      },
      { name: "price", kind: "number", min: 3, max: 8 },
      {
        name: "size",
        kind: "category",
        values: [
          { value: "M", count: 2 },
          { value: "S", count: 1 },
        ],
      },
    ]);
  });

  it("count an item for each of its values", async () => {
    const items = [item({ size: ["S", "M"] }), item({ size: ["M", "L"] }), item({ size: "M" })];
    const catalog = await openFiles(await testFiles({ ...testSource(3), items }));
    expect(catalog.facets.summary()).toEqual([
      {
        name: "size",
        kind: "category",
        values: [
          { value: "M", count: 3 },
          { value: "L", count: 1 },
          { value: "S", count: 1 },
        ],
      },
    ]);
    expect(catalog.item(0).attributes.size).toEqual(["S", "M"]);
  });

  it("leave out columns in which nearly every item has its own value", () => {
    const items = Array.from({ length: 40 }, (_, i) => item({ sku: `s${i}`, fit: `f${i % 3}` }));
    expect(chooseFacets(items)).toEqual([{ name: "fit", kind: "category" }]);
    expect([...new FacetTable(writeFacets(items)).columns.keys()]).toEqual(["fit"]);
  });
});
