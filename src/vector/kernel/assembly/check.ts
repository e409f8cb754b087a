/** Checks of what a file says, before anything relies on it. */

import { holds, isAligned } from "./memory";

/** What `checkLists` finds. */
export const LISTS_SOUND: u32 = 0;
export const LISTS_UNCOVERED: u32 = 1;
export const LISTS_OUT_OF_ORDER: u32 = 2;
export const LISTS_OUT_OF_RANGE: u32 = 3;

/**
 * Writes to `offsets` where each of `count` lists begins, and the end of the last one. `lengths` has a uint16 for each.
 * Returns whether the end is `edges`.
 */
export function layLists(lengths: usize, count: u32, offsets: usize, edges: u32): bool {
  assert(isAligned(lengths, 2) && holds(lengths, u64(count) * 2));
  assert(isAligned(offsets, 4) && holds(offsets, (u64(count) + 1) * 4));
  let end: u64 = 0;
  for (let i: usize = 0; i < usize(count); i++) {
    store<u32>(offsets + (i << 2), u32(end));
    end += load<u16>(lengths + (i << 1));
  }
  store<u32>(offsets + (usize(count) << 2), u32(end));
  return end == u64(edges);
}

/**
 * Whether `count + 1` offsets at `offsets` divide the `edges` numbers at `neighbours`, all of them below `count`:
 * `LISTS_SOUND`, or what is wrong.
 */
export function checkLists(offsets: usize, neighbours: usize, count: u32, edges: u32): u32 {
  assert(isAligned(offsets, 4) && holds(offsets, (u64(count) + 1) * 4));
  const last = offsets + (usize(count) << 2);
  if (load<u32>(offsets) != 0 || load<u32>(last) != edges) return LISTS_UNCOVERED;
  for (let at = offsets; at < last; at += 4) {
    if (load<u32>(at) > load<u32>(at, 4)) return LISTS_OUT_OF_ORDER;
  }
  return allBelow(neighbours, edges, count) ? LISTS_SOUND : LISTS_OUT_OF_RANGE;
}

/** Whether all of the `length` uint32 at `numbers` are less than `bound`. */
export function allBelow(numbers: usize, length: u32, bound: u32): bool {
  assert(isAligned(numbers, 4) && holds(numbers, u64(length) * 4));
  const end = numbers + (usize(length) << 2);
  let at = numbers;
  let lanes = i32x4.splat(0);
  for (; at + 16 <= end; at += 16) lanes = i32x4.max_u(lanes, v128.load(at));
  let largest = max(
    max(u32(i32x4.extract_lane(lanes, 0)), u32(i32x4.extract_lane(lanes, 1))),
    max(u32(i32x4.extract_lane(lanes, 2)), u32(i32x4.extract_lane(lanes, 3))),
  );
  for (; at < end; at += 4) largest = max(largest, load<u32>(at));
  return length == 0 || largest < bound;
}

/** Whether none of the `count` float32 at `at` is NaN or infinite. */
export function allFinite(at: usize, count: u32): bool {
  assert(isAligned(at, 4) && holds(at, u64(count) * 4));
  const end = at + (usize(count) << 2);
  // Only finite numbers times 0 are 0.
  let sum: f32 = 0;
  for (; at < end; at += 4) sum += load<f32>(at) * 0;
  return sum == 0;
}
