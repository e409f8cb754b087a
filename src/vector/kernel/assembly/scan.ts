// Scans of all rows, or of those in a bitmap: exact over the int8 codes, and over sign bits first.

import { beginTop, endTop, insertSorted, offerTop, rowAt } from "./entries";
import { scoreQuery } from "./rows";
import { sketchScore } from "./sketch";

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

/** As `exactSearch` from sign bits alone, with the planes of the query last coded. */
export function sketchSearch(
  count: u32,
  planes: usize,
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
      offerTop(sketchScore(row, planes, 0, offset), row);
    }
  }
  return endTop();
}
