/** Scans of all rows, or of those in a bitmap: exact over the int8 codes, or by sign bits first. */

import { keep } from "./codes/prefetch";
import { queryCodes, scoreProduct, scoreRow } from "./codes/query";
import { countRows, dotFour, fetchRow } from "./codes/rows";
import { fetchSketch, sketchScoreAbove } from "./codes/sketch";
import { beginCandidates, candidateCount, offer } from "./lists/candidates";
import { entryAt, holdsEntries, rowAt } from "./lists/entries";
import { beginTop, endTop, offerTop, topThreshold } from "./lists/top";
import { holds, isAligned } from "./memory";

/** Rows of a sparse filter that are read ahead together. */
const AHEAD: u32 = 16;

/** Words of a filter, which has a bit for each row. */
@inline
function filterWords(): u32 {
  return (countRows() + 31) >> 5;
}

@inline
function wordAt(filter: usize, w: u32): u32 {
  return load<u32>(filter + (usize(w) << 2));
}

@inline
function isFilter(at: usize): bool {
  return isAligned(at, 4) && holds(at, u64(filterWords()) * 4);
}

/**
 * Reads ahead the rows of the next `AHEAD` bits that are set in a filter from word `w` on, or a few more. Returns the
 * word to go on with. It skips words that are at least half full: processors foresee reads of rows that lie so close.
 */
function readAhead(filter: usize, w: u32, bySigns: bool): u32 {
  if (popcnt(wordAt(filter, w)) >= AHEAD) return w + 1;
  const words = filterWords();
  let left = AHEAD;
  let sum: i32 = 0;
  while (w < words) {
    let bits = wordAt(filter, w);
    const set = popcnt(bits);
    while (bits != 0) {
      const row = (w << 5) + ctz(bits);
      bits &= bits - 1;
      if (row >= countRows()) break;
      sum += bySigns ? fetchSketch(row) : fetchRow(row);
    }
    w++;
    if (set >= left) break;
    left -= set;
  }
  keep(sum);
  return w;
}

/** Number of rows in a filter. Bits of its last word that no row has do not count. */
export function countPassing(filter: usize): u32 {
  assert(isFilter(filter));
  const whole = filter + (usize(countRows() >> 5) << 2);
  let passing: u32 = 0;
  for (let at = filter; at < whole; at += 4) passing += popcnt(load<u32>(at));
  const rest = countRows() & 31;
  return rest == 0 ? passing : passing + popcnt(load<u32>(whole) & ((1 << rest) - 1));
}

/** Removes rows that do not pass a filter from the `size` entries at `list`, in order. Returns how many are left. */
export function keepPassing(list: usize, size: u32, filter: usize): u32 {
  assert(holdsEntries(list, size) && isFilter(filter));
  let left: u32 = 0;
  for (let i: u32 = 0; i < size; i++) {
    const entry = v128.load(entryAt(list, i));
    const row = rowAt(list, i);
    v128.store(entryAt(list, left), entry);
    left += (wordAt(filter, row >> 5) >> (row & 31)) & 1;
  }
  return left;
}

/**
 * Finds the `k` best rows, writes them to `out` as entries, best first, and returns their number. `filter` is 0, for
 * all rows, or the address of a bitmap.
 */
export function exactSearch(filter: usize, k: u32, out: usize): u32 {
  assert(filter == 0 || isFilter(filter));
  const count = countRows();
  beginTop(out, k, -Infinity);
  if (filter == 0) {
    const codes = queryCodes();
    let row: u32 = 0;
    for (; row + 4 <= count; row += 4) {
      const products = dotFour(row, codes);
      offerTop(scoreProduct(row, i32x4.extract_lane(products, 0)), row);
      offerTop(scoreProduct(row + 1, i32x4.extract_lane(products, 1)), row + 1);
      offerTop(scoreProduct(row + 2, i32x4.extract_lane(products, 2)), row + 2);
      offerTop(scoreProduct(row + 3, i32x4.extract_lane(products, 3)), row + 3);
    }
    for (; row < count; row++) offerTop(scoreRow(row), row);
  } else {
    let ahead: u32 = 0;
    for (let w: u32 = 0, words = filterWords(); w < words; w++) {
      if (w == ahead) ahead = readAhead(filter, w, false);
      let bits = wordAt(filter, w);
      while (bits != 0) {
        const row = (w << 5) + ctz(bits);
        bits &= bits - 1;
        if (row >= count) break;
        offerTop(scoreRow(row), row);
      }
    }
  }
  return endTop();
}

/**
 * `exactSearch` by sign bits alone: finds the `k` best of the rows with a score greater than `above`, for the query
 * that was coded last.
 */
export function sketchSearch(filter: usize, k: u32, above: f64, out: usize): u32 {
  assert(filter == 0 || isFilter(filter));
  const count = countRows();
  const words = filterWords();
  beginTop(out, k, above);
  let ahead: u32 = filter == 0 ? words : 0;
  for (let w: u32 = 0; w < words; w++) {
    if (w == ahead) ahead = readAhead(filter, w, true);
    let set: u32 = filter == 0 ? 0xffffffff : wordAt(filter, w);
    while (set != 0) {
      const row = (w << 5) + ctz(set);
      set &= set - 1;
      if (row >= count) break;
      offerTop(sketchScoreAbove(row, topThreshold()), row);
    }
  }
  return endTop();
}

/** Scores the `size` entries at `list` by their codes, and writes the `k` best to `out`. Returns their number. */
export function rescore(list: usize, size: u32, k: u32, out: usize): u32 {
  assert(holdsEntries(list, size));
  beginCandidates(out, k);
  for (let i: u32 = 0; i < size; i++) {
    if (i % AHEAD == 0) {
      for (let j = i; j < min(size, i + AHEAD); j++) keep(fetchRow(rowAt(list, j)));
    }
    const row = rowAt(list, i);
    offer(scoreRow(row), row);
  }
  return candidateCount();
}
