/** Sets of rows as bits: what filters are made of. */

/** A set of rows: bit `i % 32` of word `i / 32` (rounded down) stands for row `i`. */
export type Bitmap = Uint32Array;

/** None of `count` rows. */
export function createBitmap(count: number): Bitmap {
  return new Uint32Array(Math.ceil(count / 32));
}

/** All of `count` rows, and no bit beyond them. */
export function fullBitmap(count: number): Bitmap {
  const bitmap = createBitmap(count).fill(0xffff_ffff);
  if (count % 32 !== 0) bitmap[bitmap.length - 1] = 2 ** (count % 32) - 1;
  return bitmap;
}

export function setBit(bitmap: Bitmap, row: number): void {
  bitmap[row >>> 5]! |= 1 << (row & 31);
}

export function clearBit(bitmap: Bitmap, row: number): void {
  bitmap[row >>> 5]! &= ~(1 << (row & 31));
}

export function hasBit(bitmap: Bitmap, row: number): boolean {
  return (bitmap[row >>> 5]! & (1 << (row & 31))) !== 0;
}

/** Removes from `bitmap` what is not in `other`. */
export function intersect(bitmap: Bitmap, other: Bitmap): void {
  for (let i = 0; i < bitmap.length; i++) bitmap[i]! &= other[i] ?? 0;
}

/** Removes from `bitmap` what is in `other`. */
export function subtract(bitmap: Bitmap, other: Bitmap): void {
  for (let i = 0; i < bitmap.length; i++) bitmap[i]! &= ~(other[i] ?? 0);
}

/** Calls `visit` with each row of a set, ascending. The row that is visited may be removed. */
export function forEachBit(bitmap: Bitmap, visit: (row: number) => void): void {
  for (let word = 0; word < bitmap.length; word++) {
    for (let bits = bitmap[word]!; bits !== 0; bits &= bits - 1) {
      visit(word * 32 + 31 - Math.clz32(bits & -bits));
    }
  }
}

export function countBits(bitmap: Bitmap): number {
  let count = 0;
  for (let word of bitmap) {
    // Hamming weight by parallel sums, as in Hacker's Delight, section 5-1.
    word -= (word >>> 1) & 0x5555_5555;
    word = (word & 0x3333_3333) + ((word >>> 2) & 0x3333_3333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
  }
  return count;
}
