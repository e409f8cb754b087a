// Scans of all rows, or of those in a bitmap: exact over the int8 codes, and over sign bits first.

import { beginTop, endTop, offerTop } from "./entries";
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
 * As `exactSearch`, but scores only the `shortlist` rows whose sign bits differ least from the query's.
 * `signs` has `bytes` (a multiple of 16) for each row, `bits` the query's. `distances` has room for
 * `count` uint16, `histogram` for `8 * bytes + 2` uint32.
 */
export function signSearch(
  count: u32,
  signs: usize,
  bytes: usize,
  bits: usize,
  distances: usize,
  histogram: usize,
  shortlist: u32,
  query: usize,
  factor: f64,
  offset: f64,
  filter: usize,
  k: u32,
  out: usize,
): u32 {
  const bins = u32(bytes * 8 + 1);
  memory.fill(histogram, 0, (usize(bins) + 1) << 2);
  if (filter == 0) {
    for (let row: u32 = 0; row < count; row++) {
      note(row, hamming(signs + usize(row) * bytes, bits, bytes), distances, histogram);
    }
  } else {
    const words = (count + 31) >> 5;
    for (let w: u32 = 0; w < words; w++) {
      let set = load<u32>(filter + (usize(w) << 2));
      while (set != 0) {
        const row = (w << 5) + ctz(set);
        set &= set - 1;
        if (row >= count) break;
        note(row, hamming(signs + usize(row) * bytes, bits, bytes), distances, histogram);
      }
    }
  }

  // Everything nearer than the limit is taken, and as many at the limit as there is still room for.
  let limit: u32 = 0;
  let nearer: u32 = 0;
  while (limit < bins) {
    const here = load<u32>(histogram + (usize(limit) << 2));
    if (nearer + here > shortlist) break;
    nearer += here;
    limit++;
  }
  let room = shortlist - nearer;

  beginTop(out, k);
  const words = (count + 31) >> 5;
  for (let w: u32 = 0; w < words; w++) {
    let set: u32 = filter == 0 ? 0xffffffff : load<u32>(filter + (usize(w) << 2));
    while (set != 0) {
      const row = (w << 5) + ctz(set);
      set &= set - 1;
      if (row >= count) break;
      const distance = u32(load<u16>(distances + (usize(row) << 1)));
      if (distance > limit) continue;
      if (distance == limit) {
        if (room == 0) continue;
        room--;
      }
      offerTop(scoreQuery(row, query, factor, offset), row);
    }
  }
  return endTop();
}

@inline
function note(row: u32, distance: u32, distances: usize, histogram: usize): void {
  store<u16>(distances + (usize(row) << 1), u16(distance));
  const bin = histogram + (usize(distance) << 2);
  store<u32>(bin, load<u32>(bin) + 1);
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
