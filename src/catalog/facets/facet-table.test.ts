/** Tests of facets files, and of which facets a catalog has. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../vector/corpus.testing.ts";
import { bytesOf, SegmentKind, writeContainer } from "../../vector/file/container.ts";
import { combinationKey, MAX_LIST_VALUES } from "../items/attribute-value.ts";
import type { CatalogItem } from "../items/catalog-item.ts";
import { testItems } from "../testing/source.testing.ts";
import { chooseFacets } from "./facet-choice.ts";
import { FacetTable, valueAt, writeFacets } from "./facet-table.ts";

const item = (attributes: CatalogItem["attributes"]): CatalogItem => ({
  id: "x",
  title: "x",
  attributes,
});
const sized = (size: CatalogItem["attributes"][string]) => item({ size });

describe("a facets file", () => {
  it("of items without lists has the same bytes as before there were lists", () => {
    const random = seededRandom(3);
    const values = ["S", "M", "=", "[", '["S","M"]', "ü", "😀", "S, M", "", "10", 10, 2.5];
    const items = testItems(300).map((one) => ({
      ...one,
      attributes: {
        ...one.attributes,
        ...(random() < 0.9 && { mixed: values[Math.floor(random() * values.length)]! }),
        sku: `sku ${one.id}`,
      },
    }));
    const file = writeFacets(items);
    // As the writer made it of the same items when a value was a text or a number.
    expect(createHash("sha256").update(file).digest("hex")).toBe(
      "4848827086f6f16bbcb9178b73a368e0ce2005a3ea82cdc13e4e4bc4ca6b2f8f",
    );
  });

  it("says of each row what its item does, lists in any order", () => {
    const text = fc.oneof(fc.constantFrom("S", "M", "L", "=S", '["L","M"]', ""), fc.string());
    const size = fc.oneof(
      text,
      fc.integer(),
      fc.uniqueArray(text, { minLength: 2, maxLength: 6 }),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(fc.array(size, { minLength: 1, maxLength: 30 }), (sizes) => {
        const items = sizes.map((one) => item(one === undefined ? {} : { size: one }));
        const column = new FacetTable(writeFacets(items)).columns.get("size");
        sizes.forEach((one, row) => {
          const said = valueAt(column, row);
          if (typeof one === "number" && typeof said === "number") expect(said).toBe(one);
          else if (column) expect(combinationKey(said)).toBe(combinationKey(one));
          else expect(chooseFacets(items)).toEqual([]);
        });
      }),
      { seed: 13, numRuns: 500 },
    );
  });

  it("has each combination once, the most frequent first", () => {
    const file = writeFacets([
      sized("S"),
      sized(["M", "L"]),
      sized(["L", "M"]),
      sized(["S", "M"]),
      item({}),
    ]);
    const column = new FacetTable(file).columns.get("size");
    expect(column).toMatchObject({ kind: "category", values: [["L", "M"], "S", ["M", "S"]] });
    expect(Array.from({ length: 5 }, (_, row) => valueAt(column, row))).toEqual([
      "S",
      ["L", "M"],
      ["L", "M"],
      ["M", "S"],
      undefined,
    ]);
  });
});

describe("facets are chosen", () => {
  const named = (attributes: CatalogItem["attributes"][]) =>
    chooseFacets(attributes.map(item)).map(({ name, kind }) => `${name} ${kind}`);

  it("by single values, of which an item may have several", () => {
    // 40 different combinations of ten values, each of which ten items have or more.
    const sizes = (i: number) => [`${i % 10}`, `${(i + 1 + Math.floor(i / 10)) % 10}`, "all"];
    expect(named(Array.from({ length: 40 }, (_, i) => ({ size: sizes(i) })))).toEqual([
      "size category",
    ]);
    const own = (i: number) => [`${i} a`, `${i} b`];
    expect(named(Array.from({ length: 40 }, (_, i) => ({ note: own(i) })))).toEqual([]);
  });

  it("as text if any item has several", () => {
    expect(named([{ size: 42 }, { size: 43 }])).toEqual(["size number"]);
    expect(named([{ size: 42 }, { size: ["43", "44"] }])).toEqual(["size category"]);
  });

  it("not of more combinations than a column can tell apart", () => {
    const bits = (i: number) =>
      Array.from({ length: 17 }, (_, bit) => `${bit}${(i >> bit) & 1}`).concat("all");
    const items = (count: number) => Array.from({ length: count }, (_, i) => ({ tags: bits(i) }));
    expect(named(items(65_535))).toEqual(["tags category"]);
    expect(named(items(65_536))).toEqual([]);
  });
});

describe("a directory of facets", () => {
  const open = (values: unknown, codes = [1, 2, 0]) =>
    new FacetTable(
      writeContainer({
        kind: SegmentKind.facets,
        count: codes.length,
        sections: [
          {
            type: 1,
            bytes: new TextEncoder().encode(
              JSON.stringify([{ name: "size", kind: "category", values }]),
            ),
          },
          { type: 16, bytes: bytesOf(Uint16Array.from(codes)) },
        ],
      }),
    );

  it("may have lists", () => {
    const column = open([["L", "M"], "S"]).columns.get("size");
    expect(valueAt(column, 0)).toEqual(["L", "M"]);
    expect(valueAt(column, 2)).toBeUndefined();
  });

  it.each([
    ["an empty list", [[], "S"]],
    ["a list of one", [["S"], "S"]],
    ["a text twice in a list", [["S", "S"], "S"]],
    ["a list out of order", [["S", "M"], "S"]],
    ["a number in a list", [["S", 7], "S"]],
    ["a list in a list", [["L", ["M"]], "S"]],
    ["nothing in a list", [["L", null], "S"]],
    ["an object", [{ 0: "L", 1: "M", length: 2 }, "S"]],
    [
      "too long a list",
      [Array.from({ length: MAX_LIST_VALUES + 1 }, (_, i) => `${1000 + i}`), "S"],
    ],
    ["fewer values than codes", [["L", "M"]]],
    ["more values than codes can be", Array.from({ length: 65_536 }, (_, i) => `${i}`)],
    ["values that are one text", "SM"],
  ])("with %s is refused", (_, values) => {
    expect(() => open(values)).toThrow(expect.objectContaining({ code: "catalog-invalid" }));
  });
});
