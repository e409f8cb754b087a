/** Tests of which vectors belong to which item. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBitmap, hasBit, setBit } from "../../lib/bitmap.ts";
import { bytesOf } from "../../vector/file/container.ts";
import { VectorTable } from "./vector-table.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });
const anyCounts = fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 70 });

describe("a table of vectors", () => {
  it("knows the item of every vector, before and after it is stored", () => {
    fc.assert(
      fc.property(anyCounts, (counts) => {
        const made = VectorTable.ofCounts(counts);
        const { bytes } = made;
        expect(bytes === undefined).toBe(counts.every((count) => count === 1));
        const tables = bytes ? [made, VectorTable.open(counts.length, bytes)] : [made];
        for (const table of tables) {
          let vector = 0;
          counts.forEach((count, row) => {
            expect(table.start(row)).toBe(vector);
            expect(table.count(row)).toBe(count);
            for (let i = 0; i < count; i++) expect(table.rowOf(vector++)).toBe(row);
          });
          expect(table.vectors).toBe(vector);
        }
      }),
      { seed: 22 },
    );
  });

  it("widens items to their vectors", () => {
    fc.assert(
      fc.property(anyCounts, fc.array(fc.nat(69)), (counts, some) => {
        const table = VectorTable.ofCounts(counts);
        const rows = createBitmap(table.items);
        for (const row of some) if (row < table.items) setBit(rows, row);
        const widened = table.widen(rows);
        for (let vector = 0; vector < table.vectors; vector++) {
          expect(hasBit(widened, vector)).toBe(hasBit(rows, table.rowOf(vector)));
        }
      }),
      { seed: 23 },
    );
  });

  it.each<[string, number, number[]]>([
    ["too few starts", 2, [0, 2]],
    ["too many starts", 1, [0, 2, 3]],
    ["no starts", 1, []],
    ["another beginning", 2, [1, 2, 3]],
    ["an item without vectors", 2, [0, 0, 3]],
    ["starts that do not ascend", 3, [0, 4, 2, 5]],
  ])("with %s is refused", (_, items, starts) => {
    const bytes = bytesOf(Uint32Array.from(starts));
    expect(() => VectorTable.open(items, bytes)).toThrow(code("catalog-invalid"));
  });

  it("with half a number is refused", () => {
    expect(() => VectorTable.open(2, new Uint8Array(11))).toThrow(code("catalog-invalid"));
  });

  it.each([[[1, 0]], [[1.5]], [[Number.NaN]], [[-1]], [[2 ** 31, 2 ** 31]]])(
    "is not made of %j vectors",
    (counts) => {
      expect(() => VectorTable.ofCounts(counts)).toThrow(code("invalid-argument"));
    },
  );
});
