/**
 * Rows, or nodes of an upper level, that are to be scored next. They are gathered first, so that the memory of all of
 * them can be read together.
 */

import { holds, isAligned } from "../memory";
import { visit } from "./visited";

/** The most that are gathered before they are scored. */
const PENDING: u32 = 128;

export const PENDING_BYTES: usize = usize(PENDING) * 4;

let pending: usize = 0;
let count: u32 = 0;

/** `at` has room for `PENDING_BYTES`. */
export function setPending(at: usize): void {
  assert(isAligned(at, 4) && holds(at, PENDING_BYTES));
  pending = at;
  count = 0;
}

@inline
export function pendingCount(): u32 {
  return count;
}

@inline
export function pendingRow(i: u32): u32 {
  assert(i < count);
  return load<u32>(pending + (usize(i) << 2));
}

/** Forgets all but the first `most`. */
@inline
export function keepPending(most: u32): void {
  assert(most <= count);
  count = most;
}

@inline
export function setPendingRow(i: u32, row: u32): void {
  assert(i < count);
  store<u32>(pending + (usize(i) << 2), row);
}

@inline
export function isPendingFull(): bool {
  return count == PENDING;
}

@inline
export function addPending(row: u32): void {
  assert(count < PENDING);
  store<u32>(pending + (usize(count) << 2), row);
  count++;
}

/**
 * Adds those of the neighbours from `at` to `end` that have not been visited, as far as there is room. Returns where
 * the list goes on.
 */
export function gather(at: usize, end: usize): usize {
  let fresh = count;
  while (at < end && fresh < PENDING) {
    const row = load<u32>(at);
    at += 4;
    // No processor can predict whether a row has been visited: add a number instead of branching.
    const isNew = u32(visit(row));
    store<u32>(pending + (usize(fresh) << 2), row);
    fresh += isNew;
  }
  count = fresh;
  return at;
}
