/** Tests of sets of rows, against JavaScript's own sets. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Bitmap,
  clearBit,
  countBits,
  createBitmap,
  forEachBit,
  fullBitmap,
  hasBit,
  intersect,
  setBit,
  subtract,
} from "./bitmap.ts";

const COUNT = 100;

function bitmapOf(rows: Iterable<number>): Bitmap {
  const bitmap = createBitmap(COUNT);
  for (const row of rows) setBit(bitmap, row);
  return bitmap;
}

function rowsOf(bitmap: Bitmap): number[] {
  const rows: number[] = [];
  forEachBit(bitmap, (row) => rows.push(row));
  return rows;
}

const anyRows = fc.uniqueArray(fc.nat(COUNT - 1));

test("a bitmap has the rows that were set and not cleared", () => {
  fc.assert(
    fc.property(anyRows, anyRows, (some, gone) => {
      const bitmap = bitmapOf(some);
      for (const row of gone) clearBit(bitmap, row);
      const left = some.filter((row) => !gone.includes(row)).sort((a, b) => a - b);
      expect(rowsOf(bitmap)).toEqual(left);
      expect(countBits(bitmap)).toBe(left.length);
      for (let row = 0; row < COUNT; row++) expect(hasBit(bitmap, row)).toBe(left.includes(row));
    }),
    { seed: 1 },
  );
});

test("bitmaps intersect and subtract as sets do", () => {
  fc.assert(
    fc.property(anyRows, anyRows, (some, others) => {
      const [both, left] = [bitmapOf(some), bitmapOf(some)];
      intersect(both, bitmapOf(others));
      subtract(left, bitmapOf(others));
      const sorted = some.toSorted((a, b) => a - b);
      expect(rowsOf(both)).toEqual(sorted.filter((row) => others.includes(row)));
      expect(rowsOf(left)).toEqual(sorted.filter((row) => !others.includes(row)));
    }),
    { seed: 2 },
  );
});

test("a full bitmap ends at its last row", () => {
  for (const count of [0, 1, 31, 32, 33, 64]) {
    expect(rowsOf(fullBitmap(count))).toEqual(Array.from({ length: count }, (_, row) => row));
  }
});

test("a row may be removed while it is visited", () => {
  const bitmap = bitmapOf([1, 2, 40, 99]);
  forEachBit(bitmap, (row) => {
    if (row % 2 === 0) clearBit(bitmap, row);
  });
  expect(rowsOf(bitmap)).toEqual([1, 99]);
});
