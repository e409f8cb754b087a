// Scored rows in memory: score f64, row u32, mark u32.

export const ENTRY: usize = 16;

@inline
export function scoreAt(list: usize, i: u32): f64 {
  return load<f64>(list + usize(i) * ENTRY);
}

@inline
export function rowAt(list: usize, i: u32): u32 {
  return load<u32>(list + usize(i) * ENTRY, 8);
}

@inline
export function markAt(list: usize, i: u32): u32 {
  return load<u32>(list + usize(i) * ENTRY, 12);
}

@inline
export function setMark(list: usize, i: u32, mark: u32): void {
  store<u32>(list + usize(i) * ENTRY, mark, 12);
}

@inline
export function put(list: usize, i: u32, score: f64, row: u32): void {
  store<f64>(list + usize(i) * ENTRY, score);
  store<u32>(list + usize(i) * ENTRY, row, 8);
  store<u32>(list + usize(i) * ENTRY, 0, 12);
}

// Equal scores are ordered by row, so that results do not depend on the order of visits.
@inline
export function isWorse(scoreA: f64, rowA: u32, scoreB: f64, rowB: u32): bool {
  return scoreA < scoreB || (scoreA == scoreB && rowA > rowB);
}

/** Entries up to which to move one by one is faster than to search for the place and call what copies. */
const SHORT: u32 = 64;

/**
 * Puts an entry into a list of `size` that is sorted best first and holds at most `capacity`, from which
 * the worst then falls out. Returns its position; `capacity` where it is too bad.
 */
export function insertSorted(list: usize, size: u32, capacity: u32, score: f64, row: u32): u32 {
  if (capacity == 0) return 0;
  if (size == capacity && !isWorse(scoreAt(list, size - 1), rowAt(list, size - 1), score, row)) {
    return capacity;
  }
  const last = size < capacity ? size : size - 1;
  let position = last;
  if (size <= SHORT) {
    let at = list + usize(last) * ENTRY;
    while (position > 0 && isWorse(load<f64>(at - ENTRY), load<u32>(at - ENTRY, 8), score, row)) {
      v128.store(at, v128.load(at - ENTRY));
      at -= ENTRY;
      position--;
    }
  } else {
    let low: u32 = 0;
    while (low < position) {
      const middle = (low + position) >> 1;
      if (isWorse(scoreAt(list, middle), rowAt(list, middle), score, row)) position = middle;
      else low = middle + 1;
    }
    const at = list + usize(position) * ENTRY;
    memory.copy(at + ENTRY, at, usize(last - position) * ENTRY);
  }
  put(list, position, score, row);
  return position;
}

// The heap keeps its worst entry at the root.
let heap: usize = 0;
let capacity: u32 = 0;
let size: u32 = 0;
/** Greater ones alone are taken. */
let worst: f64 = 0;

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

/** Begins to collect the `k` best entries with scores greater than `above` at `out`, which has room for `k`. */
export function beginTop(out: usize, k: u32, above: f64): void {
  heap = out;
  capacity = k;
  size = 0;
  worst = above;
}

/** What a score must be greater than to be taken. */
@inline
export function toBeat(): f64 {
  return worst;
}

/** Rows must be offered in ascending order where scores may be equal. */
@inline
export function offerTop(score: f64, row: u32): void {
  if (!(score > worst)) return;
  if (size < capacity) {
    siftUp(size, score, row);
    size++;
  } else siftDown(score, row);
  if (size == capacity) worst = scoreAt(heap, 0);
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
