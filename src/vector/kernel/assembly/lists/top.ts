/** The best `k` entries of a scan, collected in a heap with the worst one at its root. */

import { holdsEntries, isWorse, put, rowAt, scoreAt } from "./entries";

let heap: usize = 0;
let capacity: u32 = 0;
let size: u32 = 0;
/** Only greater scores are taken. */
let bound: f64 = 0;

function siftDown(score: f64, row: u32): void {
  let i: u32 = 0;
  while (true) {
    let child: u32 = 2 * i + 1;
    if (child >= size) break;
    if (
      child + 1 < size &&
      isWorse(scoreAt(heap, child + 1), rowAt(heap, child + 1), scoreAt(heap, child), rowAt(heap, child))
    ) {
      child++;
    }
    if (!isWorse(scoreAt(heap, child), rowAt(heap, child), score, row)) break;
    put(heap, i, scoreAt(heap, child), rowAt(heap, child));
    i = child;
  }
  put(heap, i, score, row);
}

function siftUp(at: u32, score: f64, row: u32): void {
  let i = at;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (!isWorse(score, row, scoreAt(heap, parent), rowAt(heap, parent))) break;
    put(heap, i, scoreAt(heap, parent), rowAt(heap, parent));
    i = parent;
  }
  put(heap, i, score, row);
}

/** Starts to collect the `k` best entries with scores greater than `above` at `out`, which has room for `k`. */
export function beginTop(out: usize, k: u32, above: f64): void {
  assert(k > 0 && holdsEntries(out, k));
  heap = out;
  capacity = k;
  size = 0;
  bound = above;
}

/** What a score must be greater than to be taken. */
@inline
export function topThreshold(): f64 {
  return bound;
}

/** Rows with equal scores must be offered in ascending order. */
@inline
export function offerTop(score: f64, row: u32): void {
  if (!(score > bound)) return;
  if (size < capacity) {
    siftUp(size, score, row);
    size++;
  } else siftDown(score, row);
  if (size == capacity) bound = scoreAt(heap, 0);
}

/** Sorts what was collected, best first, and returns its number. */
export function endTop(): u32 {
  const found = size;
  // Take the worst off the heap again and again, and fill the results from their end.
  while (size > 1) {
    const score = scoreAt(heap, 0);
    const row = rowAt(heap, 0);
    size--;
    siftDown(scoreAt(heap, size), rowAt(heap, size));
    put(heap, size, score, row);
  }
  return found;
}
