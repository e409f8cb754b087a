/** Entries, which are scored rows in memory: score f64, row u32, mark u32. */

import { holds } from "../memory";

export const ENTRY_BYTES: usize = 16;

@inline
export function entryAt(list: usize, i: u32): usize {
  return list + usize(i) * ENTRY_BYTES;
}

@inline
export function scoreAt(list: usize, i: u32): f64 {
  return load<f64>(entryAt(list, i));
}

@inline
export function rowAt(list: usize, i: u32): u32 {
  return load<u32>(entryAt(list, i), 8);
}

@inline
export function markAt(list: usize, i: u32): u32 {
  return load<u32>(entryAt(list, i), 12);
}

@inline
export function setMark(list: usize, i: u32, mark: u32): void {
  store<u32>(entryAt(list, i), mark, 12);
}

/** Writes an entry without a mark. */
@inline
export function put(list: usize, i: u32, score: f64, row: u32): void {
  store<f64>(entryAt(list, i), score);
  store<u32>(entryAt(list, i), row, 8);
  store<u32>(entryAt(list, i), 0, 12);
}

@inline
export function copyEntries(to: usize, from: usize, count: u32): void {
  memory.copy(to, from, usize(count) * ENTRY_BYTES);
}

/** Whether the memory has room for `count` entries at `list`; for assertions. */
@inline
export function holdsEntries(list: usize, count: u32): bool {
  return holds(list, u64(count) * ENTRY_BYTES);
}

/** Equal scores are ordered by row, so that results do not depend on the order of visits. */
@inline
export function isWorse(scoreA: f64, rowA: u32, scoreB: f64, rowB: u32): bool {
  return scoreA < scoreB || (scoreA == scoreB && rowA > rowB);
}
