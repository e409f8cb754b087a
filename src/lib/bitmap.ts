/** A set of rows: bit `i % 32` of word `i / 32` (rounded down) stands for row `i`. */
export type Bitmap = Uint32Array;

export function createBitmap(count: number): Bitmap {
  return new Uint32Array(Math.ceil(count / 32));
}

export function setBit(bitmap: Bitmap, row: number): void {
  bitmap[row >>> 5]! |= 1 << (row & 31);
}

export function hasBit(bitmap: Bitmap, row: number): boolean {
  return (bitmap[row >>> 5]! & (1 << (row & 31))) !== 0;
}

/** Removes from `bitmap` what is not in `other`. */
export function intersect(bitmap: Bitmap, other: Bitmap): void {
  for (let i = 0; i < bitmap.length; i++) bitmap[i]! &= other[i] ?? 0;
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
