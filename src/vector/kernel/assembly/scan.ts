// Scans of all rows, or of those in a bitmap: exact over the int8 codes, and over sign bits first.

import { beginTop, endTop, insertSorted, offerTop, rowAt } from "./entries";
import { normOf, scoreQuery, termOf } from "./rows";

/**
 * The `k` best rows of `count`, best first, as entries at `out`; returns their number. `filter` is 0 or
 * the address of a bitmap of `ceil(count / 32)` words.
 */
export function exactSearch(
  count: u32,
  query: usize,
  factor: f64,
  offset: f64,
  filter: usize,
  k: u32,
  out: usize,
): u32 {
  beginTop(out, k);
  if (filter == 0) {
    for (let row: u32 = 0; row < count; row++) {
      offerTop(scoreQuery(row, query, factor, offset), row);
    }
  } else {
    const words = (count + 31) >> 5;
    for (let w: u32 = 0; w < words; w++) {
      let bits = load<u32>(filter + (usize(w) << 2));
      while (bits != 0) {
        const row = (w << 5) + ctz(bits);
        bits &= bits - 1;
        if (row >= count) break;
        offerTop(scoreQuery(row, query, factor, offset), row);
      }
    }
  }
  return endTop();
}

@inline
function hamming(x: usize, y: usize, bytes: usize): u32 {
  let sum = i16x8.splat(0);
  const end = x + bytes;
  while (x < end) {
    const ones = i8x16.popcnt(v128.xor(v128.load(x), v128.load(y)));
    sum = i16x8.add(sum, i16x8.extadd_pairwise_i8x16_u(ones));
    x += 16;
    y += 16;
  }
  const quads = i32x4.extadd_pairwise_i16x8_u(sum);
  return (
    i32x4.extract_lane(quads, 0) +
    i32x4.extract_lane(quads, 1) +
    i32x4.extract_lane(quads, 2) +
    i32x4.extract_lane(quads, 3)
  );
}

/**
 * Scores `size` entries at `list` by their codes, and leaves the `k` best of them, best first, at `out`.
 * Returns their number.
 */
export function rescore(
  list: usize,
  size: u32,
  query: usize,
  factor: f64,
  offset: f64,
  k: u32,
  out: usize,
): u32 {
  let found: u32 = 0;
  for (let i: u32 = 0; i < size; i++) {
    const row = rowAt(list, i);
    const position = insertSorted(out, found, k, scoreQuery(row, query, factor, offset), row);
    if (position < k && found < k) found++;
  }
  return found;
}

/**
 * As `exactSearch` from sign bits alone. `cosines` has a float64 for each number of differing bits: the
 * query's length times the cosine that it stands for.
 */
export function sketchSearch(
  count: u32,
  signs: usize,
  bytes: usize,
  bits: usize,
  cosines: usize,
  offset: f64,
  filter: usize,
  k: u32,
  out: usize,
): u32 {
  beginTop(out, k);
  const words = (count + 31) >> 5;
  for (let w: u32 = 0; w < words; w++) {
    let set: u32 = filter == 0 ? 0xffffffff : load<u32>(filter + (usize(w) << 2));
    while (set != 0) {
      const row = (w << 5) + ctz(set);
      set &= set - 1;
      if (row >= count) break;
      const distance = hamming(signs + usize(row) * bytes, bits, bytes);
      const cosine = load<f64>(cosines + (usize(distance) << 3));
      offerTop(normOf(row) * cosine + termOf(row) + offset, row);
    }
  }
  return endTop();
}
