// A finer last look at the best few rows, by a second code of what the first one left over.

import { insertSorted, rowAt, scoreAt, ENTRY } from "./entries";
import { fetch, keep } from "./fetch";
import { dotCodes, stepOf } from "./rows";

/**
 * In steps times the query's length: what codes left over moves two rows by more than this to each other in
 * one of 4,000 cases, being the sum of many remainders of up to half a step.
 */
const SPREAD: f64 = 1.5;

/**
 * Of `size` sorted entries at `list`, the number from the first on that may be among the `k` best once what
 * their codes left over is known, for a query of this `length`.
 */
export function contenders(list: usize, size: u32, k: u32, length: f64): u32 {
  if (size <= k || k == 0) return size;
  const least = scoreAt(list, k - 1);
  let count = k;
  while (count < size) {
    const step = stepOf(rowAt(list, count));
    if (scoreAt(list, count) + SPREAD * length * step < least) break;
    count++;
  }
  return count;
}

/**
 * Adds to each of `size` entries at `list` what the residual codes at `residuals` say, whose step is
 * `ratio` of the row's own, and sorts them anew into `out`, which has room for `size`.
 */
export function refine(
  list: usize,
  size: u32,
  residuals: usize,
  stride: usize,
  ratio: f64,
  query: usize,
  factor: f64,
  out: usize,
): void {
  for (let i: u32 = 0; i < size; i++) {
    const row = rowAt(list, i);
    const rest = f64(dotCodes(residuals + usize(row) * stride, query));
    insertSorted(out, i, size, scoreAt(list, i) + rest * factor * stepOf(row) * ratio, row);
  }
  memory.copy(list, out, usize(size) * ENTRY);
}

/** In steps, the mean of remainders above (or below) a code, which are spread evenly over half a step. */
const MEAN_REMAINDER: f64 = 0.25;

/** The sum of int16 query codes, those whose bit is set taken off; `bytes` is a multiple of 16. */
@inline
function signedSum(bits: usize, bytes: usize, query: usize): i32 {
  const masks = i16x8(1, 2, 4, 8, 16, 32, 64, 128);
  const ones = i16x8.splat(1);
  let sum = i32x4.splat(0);
  const end = bits + bytes;
  while (bits < end) {
    const set = i16x8.eq(v128.and(i16x8.splat(i16(load<u8>(bits))), masks), masks);
    // Where the bit is set, set is -1: (q ^ -1) + 1 is -q.
    const values = i16x8.sub(v128.xor(v128.load(query), set), set);
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(values, ones));
    bits++;
    query += 16;
  }
  return (
    i32x4.extract_lane(sum, 0) +
    i32x4.extract_lane(sum, 1) +
    i32x4.extract_lane(sum, 2) +
    i32x4.extract_lane(sum, 3)
  );
}

/**
 * As `refine`, from a bit for each code: whether it left something below (set) or above it. The query is
 * followed by zeros up to a multiple of 128 codes.
 */
export function refineBits(
  list: usize,
  size: u32,
  plane: usize,
  bytes: usize,
  query: usize,
  factor: f64,
  out: usize,
): void {
  for (let i: u32 = 0; i < size; i++) {
    const bits = plane + usize(rowAt(list, i)) * bytes;
    keep(fetch(bits, bits + bytes));
  }
  for (let i: u32 = 0; i < size; i++) {
    const row = rowAt(list, i);
    const rest = f64(signedSum(plane + usize(row) * bytes, bytes, query)) * MEAN_REMAINDER;
    insertSorted(out, i, size, scoreAt(list, i) + rest * factor * stepOf(row), row);
  }
  memory.copy(list, out, usize(size) * ENTRY);
}
