/** A finer last look at the best few rows, by a second code of what the first one left over. */

import { fetch, keep } from "./codes/prefetch";
import { queryCodes, queryFactor, queryLength } from "./codes/query";
import { countRows, dotCodes, rowStride, stepOf } from "./codes/rows";
import { beginCandidates, offer } from "./lists/candidates";
import { copyEntries, holdsEntries, rowAt, scoreAt } from "./lists/entries";
import { holds, isAligned } from "./memory";

/**
 * In steps, times the query's length: the remainders of two rows move their scores by more than this against each other
 * in one of 4,000 cases. Each is a sum of many remainders of up to half a step.
 */
const SPREAD: f64 = 1.5;

/**
 * How many of the `size` sorted entries at `list`, from the first on, may be among the `k` best once their remainders
 * are known.
 */
export function contenders(list: usize, size: u32, k: u32): u32 {
  assert(holdsEntries(list, size));
  if (size <= k || k == 0) return size;
  const least = scoreAt(list, k - 1);
  let count = k;
  while (count < size) {
    const step = stepOf(rowAt(list, count));
    if (scoreAt(list, count) + SPREAD * queryLength() * step < least) break;
    count++;
  }
  return count;
}

/**
 * Adds to each of the `size` entries at `list` what the residual codes at `residuals` say, and sorts them again. A step
 * of these is `ratio` of the row's own. `spare` has room for `size` entries.
 */
export function refine(list: usize, size: u32, residuals: usize, ratio: f64, spare: usize): void {
  assert(holdsEntries(list, size) && holds(residuals, u64(countRows()) * rowStride()));
  beginCandidates(spare, size);
  for (let i: u32 = 0; i < size; i++) {
    const row = rowAt(list, i);
    const rest = f64(dotCodes(residuals + usize(row) * rowStride(), queryCodes()));
    offer(scoreAt(list, i) + rest * queryFactor() * stepOf(row) * ratio, row);
  }
  copyEntries(list, spare, size);
}

/** In steps, the mean of the remainders above (or below) a code, which are spread evenly over half a step. */
export const MEAN_REMAINDER: f64 = 0.25;

/** The sum of the int16 query codes, minus those whose bit is set; `bytes` is a multiple of 16. */
@inline
function signedSum(bits: usize, bytes: usize, query: usize): i32 {
  const masks = i16x8(1, 2, 4, 8, 16, 32, 64, 128);
  const ones = i16x8.splat(1);
  let sum = i32x4.splat(0);
  const end = bits + bytes;
  while (bits < end) {
    const set = i16x8.eq(v128.and(i16x8.splat(i16(load<u8>(bits))), masks), masks);
    // If the bit is set, the lane of `set` is -1: (q ^ -1) + 1 is -q.
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
 * `refine` from the bits at `plane`, `bytes` for each row, with one bit for each code: whether it left something below
 * (set) or above it. Zeros follow the query up to a multiple of 128 codes.
 */
export function refineBits(list: usize, size: u32, plane: usize, bytes: usize, spare: usize): void {
  assert(holdsEntries(list, size) && isAligned(bytes, 16) && holds(plane, u64(countRows()) * bytes));
  for (let i: u32 = 0; i < size; i++) {
    const bits = plane + usize(rowAt(list, i)) * bytes;
    keep(fetch(bits, bits + bytes));
  }
  beginCandidates(spare, size);
  for (let i: u32 = 0; i < size; i++) {
    const row = rowAt(list, i);
    const rest = f64(signedSum(plane + usize(row) * bytes, bytes, queryCodes())) * MEAN_REMAINDER;
    offer(scoreAt(list, i) + rest * queryFactor() * stepOf(row), row);
  }
  copyEntries(list, spare, size);
}
