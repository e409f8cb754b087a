// Scans of all rows, or of those in a bitmap: exact over the int8 codes, and over sign bits first.

import { beginTop, endTop, ENTRY, insertSorted, offerTop, rowAt, toBeat } from "./entries";
import { keep } from "./fetch";
import { dotFour, fetchRow, scoreOf, scoreQuery } from "./rows";
import { fetchSketch, sketchScoreAbove } from "./sketch";

/** Rows of a sparse filter that are read ahead together. */
const AHEAD: u32 = 16;

/**
 * Reads ahead the rows of the next `AHEAD` bits that are set from word `w` of a filter of `words` on, or a few more;
 * returns the word to go on with. Rows of a word that is half full lie as one reads, which processors foresee.
 */
function readAhead(filter: usize, w: u32, words: u32, count: u32, fromSigns: bool): u32 {
  const first = load<u32>(filter + (usize(w) << 2));
  if (popcnt(first) >= AHEAD) return w + 1;
  let left = AHEAD;
  let sum: i32 = 0;
  while (w < words) {
    let bits = load<u32>(filter + (usize(w) << 2));
    const set = popcnt(bits);
    while (bits != 0) {
      const row = (w << 5) + ctz(bits);
      bits &= bits - 1;
      if (row >= count) break;
      sum += fromSigns ? fetchSketch(row) : fetchRow(row);
    }
    w++;
    if (set >= left) break;
    left -= set;
  }
  keep(sum);
  return w;
}

/** Number of bits set in a filter of `count` rows, whose last word may have bits beyond these that do not count. */
export function countPassing(filter: usize, count: u32): u32 {
  const whole = filter + (usize(count >> 5) << 2);
  let passing: u32 = 0;
  for (let at = filter; at < whole; at += 4) passing += popcnt(load<u32>(at));
  const rest = count & 31;
  return rest == 0 ? passing : passing + popcnt(load<u32>(whole) & ((1 << rest) - 1));
}

/** Takes entries of rows that do not pass out of the list of `size`, which stays sorted; returns how many are left. */
export function keepPassing(list: usize, size: u32, filter: usize): u32 {
  let left: u32 = 0;
  for (let i: u32 = 0; i < size; i++) {
    const entry = v128.load(list + usize(i) * ENTRY);
    const row = rowAt(list, i);
    v128.store(list + usize(left) * ENTRY, entry);
    left += (load<u32>(filter + (usize(row >> 5) << 2)) >> (row & 31)) & 1;
  }
  return left;
}

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
  beginTop(out, k, -Infinity);
  if (filter == 0) {
    let row: u32 = 0;
    for (; row + 4 <= count; row += 4) {
      const products = dotFour(row, query);
      offerTop(scoreOf(row, i32x4.extract_lane(products, 0), factor, offset), row);
      offerTop(scoreOf(row + 1, i32x4.extract_lane(products, 1), factor, offset), row + 1);
      offerTop(scoreOf(row + 2, i32x4.extract_lane(products, 2), factor, offset), row + 2);
      offerTop(scoreOf(row + 3, i32x4.extract_lane(products, 3), factor, offset), row + 3);
    }
    for (; row < count; row++) offerTop(scoreQuery(row, query, factor, offset), row);
  } else {
    const words = (count + 31) >> 5;
    let ahead: u32 = 0;
    for (let w: u32 = 0; w < words; w++) {
      if (w == ahead) ahead = readAhead(filter, w, words, count, false);
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
    if (i % AHEAD == 0) {
      for (let j = i; j < min(size, i + AHEAD); j++) keep(fetchRow(rowAt(list, j)));
    }
    const row = rowAt(list, i);
    const position = insertSorted(out, found, k, scoreQuery(row, query, factor, offset), row);
    if (position < k && found < k) found++;
  }
  return found;
}

/**
 * As `exactSearch` from sign bits alone, with the planes of the query last coded, and of rows with a score greater
 * than `above`.
 */
export function sketchSearch(
  count: u32,
  planes: usize,
  offset: f64,
  filter: usize,
  k: u32,
  above: f64,
  out: usize,
): u32 {
  beginTop(out, k, above);
  const words = (count + 31) >> 5;
  let ahead: u32 = filter == 0 ? words : 0;
  for (let w: u32 = 0; w < words; w++) {
    if (w == ahead) ahead = readAhead(filter, w, words, count, true);
    let set: u32 = filter == 0 ? 0xffffffff : load<u32>(filter + (usize(w) << 2));
    while (set != 0) {
      const row = (w << 5) + ctz(set);
      set &= set - 1;
      if (row >= count) break;
      offerTop(sketchScoreAbove(row, planes, offset, toBeat()), row);
    }
  }
  return endTop();
}
