/**
 * The candidates of a search: a list of entries sorted best first, of which only the best `limit` stay. It is both
 * heaps of the HNSW paper in one: a candidate is marked once it has been expanded, that is, once the search has looked
 * at its neighbours. There is one list at a time.
 */

import {
  ENTRY_BYTES,
  entryAt,
  holdsEntries,
  isWorse,
  markAt,
  put,
  rowAt,
  scoreAt,
  setMark,
} from "./entries";
import { beginVisit, visit } from "./visited";

let candidates: usize = 0;
let limit: u32 = 0;
let size: u32 = 0;
/** The first candidate that has not been expanded. */
let next: u32 = 0;

/** Starts with an empty list at `list`, which has room for `most` entries. */
export function beginCandidates(list: usize, most: u32): void {
  useCandidates(list, 0, most);
}

/** Goes on with the `count` sorted entries at `list`, which has room for `most`. */
export function useCandidates(list: usize, count: u32, most: u32): void {
  assert(count <= most && holdsEntries(list, most));
  candidates = list;
  size = count;
  limit = most;
  next = 0;
}

/** Goes on with the best `most` of the list, and takes at most so many from now on. */
export function limitCandidates(most: u32): void {
  useCandidates(candidates, min(size, most), most);
}

@inline
export function candidateCount(): u32 {
  return size;
}

@inline
export function candidateRow(i: u32): u32 {
  assert(i < size);
  return rowAt(candidates, i);
}

@inline
export function candidateScore(i: u32): f64 {
  assert(i < size);
  return scoreAt(candidates, i);
}

/** Replaces the row (or node) of a candidate, which counts as not expanded from now on. */
@inline
export function replaceCandidate(i: u32, row: u32): void {
  put(candidates, i, candidateScore(i), row);
}

@inline
export function isFull(): bool {
  return size == limit;
}

/** The score of the worst candidate of a full list: what is worse is not taken. */
@inline
export function threshold(): f64 {
  return candidateScore(limit - 1);
}

/** List sizes up to which moving entries one by one is faster than a binary search and a call that copies. */
const SHORT: u32 = 64;

/** Puts a row into the list if it is among the best. If it comes before `next`, the search goes on there. */
@inline
export function offer(score: f64, row: u32): void {
  if (size < limit) insert(size, score, row);
  // Most rows are not among the best.
  else if (limit > 0 && isWorse(scoreAt(candidates, limit - 1), rowAt(candidates, limit - 1), score, row)) {
    insert(limit - 1, score, row);
  }
}

/** Puts a row into its place among the first `last` candidates. Those behind it move down; what followed falls out. */
function insert(last: u32, score: f64, row: u32): void {
  let position = last;
  if (last < SHORT) {
    let at = entryAt(candidates, last);
    while (position > 0 && isWorse(scoreAt(at - ENTRY_BYTES, 0), rowAt(at - ENTRY_BYTES, 0), score, row)) {
      v128.store(at, v128.load(at - ENTRY_BYTES));
      at -= ENTRY_BYTES;
      position--;
    }
  } else {
    let low: u32 = 0;
    while (low < position) {
      const middle = (low + position) >> 1;
      if (isWorse(scoreAt(candidates, middle), rowAt(candidates, middle), score, row)) position = middle;
      else low = middle + 1;
    }
    const at = entryAt(candidates, position);
    memory.copy(at + ENTRY_BYTES, at, usize(last - position) * ENTRY_BYTES);
  }
  put(candidates, position, score, row);
  size = last + 1;
  if (position < next) next = position;
}

/** Starts a search from the candidates: they alone are visited, and none of them is expanded. */
export function startFromCandidates(): void {
  beginVisit();
  for (let i: u32 = 0; i < size; i++) {
    visit(rowAt(candidates, i));
    setMark(candidates, i, 0);
  }
  next = 0;
}

@inline
export function markExpanded(i: u32): void {
  setMark(candidates, i, 1);
}

@inline
export function isExpanded(i: u32): bool {
  assert(i < size);
  return markAt(candidates, i) != 0;
}

/** Moves on to the first candidate, from `next` on, that has not been expanded. */
@inline
export function skipExpanded(): void {
  while (next < size && isExpanded(next)) next++;
}

/** Goes back to the best candidate that has not been expanded. */
export function rewind(): void {
  next = 0;
  skipExpanded();
}

@inline
export function hasNext(): bool {
  return next < size;
}

@inline
export function nextCandidate(): u32 {
  return next;
}
