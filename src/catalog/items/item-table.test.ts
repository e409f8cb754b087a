/** Tests of the items file of a segment. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readContainer, SegmentKind } from "../../vector/file/container.ts";
import { VectorTable } from "../segments/vector-table.ts";
import { testItems } from "../testing/source.testing.ts";
import type { CatalogItem } from "./catalog-item.ts";
import { ItemTable, writeItems } from "./item-table.ts";

describe("items", () => {
  it("keep any text, and names that mean something to JavaScript", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: "grapheme", minLength: 1 }), { minLength: 1 }),
        fc.dictionary(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" })),
        (ids, attributes) => {
          const items = ids.map((id): CatalogItem => ({ id, title: `${id} title`, attributes }));
          const table = new ItemTable(writeItems(items));
          ids.forEach((id, row) => {
            expect(table.rowOf(id)).toBe(row);
            expect(table.get(row).id).toBe(id);
            expect(Object.entries(table.get(row).attributes)).toEqual(Object.entries(attributes));
          });
        },
      ),
      { seed: 5 },
    );
  });

  it("end in a clear error or sound tables, whichever bytes are changed", () => {
    const items = testItems(9);
    const whole = writeItems(items, undefined, VectorTable.ofCounts([1, 2, 3, 1, 2, 3, 1, 2, 3]));
    const starts = readContainer(whole, SegmentKind.items).sections.get(6)!.byteOffset;
    const anywhere = fc.oneof(
      fc.nat(whole.length - 1),
      fc.integer({ min: starts, max: starts + 39 }),
    );
    fc.assert(
      fc.property(anywhere, fc.nat(255), (at, value) => {
        const file = whole.slice();
        file[at] = value;
        let table: ItemTable;
        try {
          table = new ItemTable(file);
        } catch (error) {
          expect(error).toMatchObject({ name: "VisualSearchError" });
          return;
        }
        const { vectors } = table;
        for (let row = 0; row < table.count; row++) {
          expect(vectors.count(row)).toBeGreaterThan(0);
          expect(table.fingerprints(row)).toHaveLength(vectors.count(row) * 8);
        }
        expect(vectors.start(table.count)).toBe(vectors.vectors);
      }),
      { seed: 8, numRuns: 2000 },
    );
  });

  it("lose what has the wrong type", () => {
    const strange = {
      id: "a",
      title: 7,
      price: "free",
      currency: "€",
      brand: null,
      images: "x",
      imageSources: { 0: "x" },
      attributes: { x: {}, y: 1, z: ["S", 7, "M", "S"], one: ["S", null, "S"], none: [[]] },
    };
    const images = ["x", 7, ...new Array(200).fill("y")];
    const table = new ItemTable(
      writeItems([strange, { ...strange, images }] as unknown as CatalogItem[]),
    );
    const attributes = { y: 1, z: ["S", "M"], one: "S" };
    expect(table.get(0)).toEqual({ id: "a", title: "", attributes });
    expect(table.get(1).images).toEqual(["x", "", ...new Array(97).fill("y")]);
  });
});
