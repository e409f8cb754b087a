/** The rows, or nodes of an upper level, that a search has visited. */

import { holds, isAligned } from "../memory";

// What the search under way has visited holds its number. So the marks are cleared rarely, not before each search.
let marks: usize = 0;
let markCount: u32 = 0;
let epoch: u32 = 0;

/** `at` has room for a uint16 for each of `rows` rows, zeroed. */
export function setVisited(at: usize, rows: u32): void {
  assert(isAligned(at, 2) && holds(at, u64(rows) * 2));
  marks = at;
  markCount = rows;
  epoch = 0;
}

/** Starts a search that has visited nothing yet. */
export function beginVisit(): void {
  epoch += 2;
  if (epoch > 0xfffe) {
    memory.fill(marks, 0, usize(markCount) << 1);
    epoch = 2;
  }
}

@inline
function addressOf(row: u32): usize {
  assert(row < markCount);
  return marks + (usize(row) << 1);
}

/** Visits a row; true the first time in a search. */
@inline
export function visit(row: u32): bool {
  const at = addressOf(row);
  const mark = u32(load<u16>(at));
  store<u16>(at, u16(max(mark, epoch)));
  return mark < epoch;
}

/** Notes that a visited row has been selected by its sign bits. */
@inline
export function markSelected(row: u32): void {
  store<u16>(addressOf(row), u16(epoch + 1));
}

@inline
export function isSelected(row: u32): bool {
  return u32(load<u16>(addressOf(row))) > epoch;
}
