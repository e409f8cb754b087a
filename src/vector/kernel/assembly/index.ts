// The vector kernel: plain WebAssembly SIMD, no runtime, no allocation. The caller owns the imported
// memory and passes every address; addresses of codes and queries are multiples of 16.

// A result is 16 bytes: score f64, row u32, padding.
const ENTRY: usize = 16;

@inline
function scoreAt(heap: usize, i: u32): f64 {
  return load<f64>(heap + usize(i) * ENTRY);
}

@inline
function rowAt(heap: usize, i: u32): u32 {
  return load<u32>(heap + usize(i) * ENTRY, 8);
}

@inline
function put(heap: usize, i: u32, score: f64, row: u32): void {
  store<f64>(heap + usize(i) * ENTRY, score);
  store<u32>(heap + usize(i) * ENTRY, row, 8);
}

// Equal scores are ordered by row, so that results do not depend on the order of visits.
@inline
function isWorse(scoreA: f64, rowA: u32, scoreB: f64, rowB: u32): bool {
  return scoreA < scoreB || (scoreA == scoreB && rowA > rowB);
}

// The heap keeps its worst entry at the root.
function siftDown(heap: usize, size: u32, score: f64, row: u32): void {
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

function siftUp(heap: usize, at: u32, score: f64, row: u32): void {
  let i = at;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (!isWorse(score, row, scoreAt(heap, parent), rowAt(heap, parent))) break;
    put(heap, i, scoreAt(heap, parent), rowAt(heap, parent));
    i = parent;
  }
  put(heap, i, score, row);
}

// int8 codes times int16 query, exact in int32: the caller bounds the query so that it cannot overflow.
@inline
function dot(code: usize, query: usize, stride: usize): i32 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  const end = code + stride;
  while (code < end) {
    a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load_ext<i8>(code), v128.load(query)));
    b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load_ext<i8>(code, 8), v128.load(query, 16)));
    c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load_ext<i8>(code, 16), v128.load(query, 32)));
    d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load_ext<i8>(code, 24), v128.load(query, 48)));
    code += 32;
    query += 64;
  }
  const sum = i32x4.add(i32x4.add(a, b), i32x4.add(c, d));
  return (
    i32x4.extract_lane(sum, 0) +
    i32x4.extract_lane(sum, 1) +
    i32x4.extract_lane(sum, 2) +
    i32x4.extract_lane(sum, 3)
  );
}

// State of the scan under way: the kernel is single-threaded and a call never re-enters.
let heap: usize = 0;
let capacity: u32 = 0;
let size: u32 = 0;
let worst: f64 = 0;

@inline
function offer(score: f64, row: u32): void {
  if (size < capacity) {
    siftUp(heap, size, score, row);
    size++;
    if (size == capacity) worst = scoreAt(heap, 0);
  } else if (score > worst) {
    siftDown(heap, size, score, row);
    worst = scoreAt(heap, 0);
  }
}

@inline
function scoreOf(
  codes: usize,
  stride: usize,
  rows: usize,
  query: usize,
  factor: f64,
  row: u32,
): f64 {
  const at = rows + (usize(row) << 3);
  const product = f64(dot(codes + usize(row) * stride, query, stride));
  return product * factor * f64(load<f32>(at)) + f64(load<f32>(at, 4));
}

/**
 * The `k` best rows of `count`, best first, as entries at `out` (room for `k`); returns their number.
 * At `rows` stand two float32 for each row, step and term; its score is
 * `dot * factor * step + term + offset`. `filter` is 0 or the address of a bitmap of
 * `ceil(count / 32)` words: only rows whose bit is set take part.
 */
export function exactSearch(
  codes: usize,
  stride: usize,
  count: u32,
  rows: usize,
  query: usize,
  factor: f64,
  offset: f64,
  filter: usize,
  k: u32,
  out: usize,
): u32 {
  heap = out;
  capacity = k;
  size = 0;
  if (filter == 0) {
    for (let row: u32 = 0; row < count; row++) {
      offer(scoreOf(codes, stride, rows, query, factor, row) + offset, row);
    }
  } else {
    const words = (count + 31) >> 5;
    for (let w: u32 = 0; w < words; w++) {
      let bits = load<u32>(filter + (usize(w) << 2));
      while (bits != 0) {
        const row = (w << 5) + ctz(bits);
        bits &= bits - 1;
        if (row >= count) break;
        offer(scoreOf(codes, stride, rows, query, factor, row) + offset, row);
      }
    }
  }
  // Take the worst off the heap again and again, and fill the results from their end.
  const found = size;
  while (size > 1) {
    const score = scoreAt(heap, 0);
    const row = rowAt(heap, 0);
    size--;
    siftDown(heap, size, scoreAt(heap, size), rowAt(heap, size));
    put(heap, size, score, row);
  }
  return found;
}

// XXH64, from the specification at https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
const P1: u64 = 0x9e3779b185ebca87;
const P2: u64 = 0xc2b2ae3d27d4eb4f;
const P3: u64 = 0x165667b19e3779f9;
const P4: u64 = 0x85ebca77c2b2ae63;
const P5: u64 = 0x27d4eb2f165667c5;

@inline
function xxRound(acc: u64, input: u64): u64 {
  return rotl<u64>(acc + input * P2, 31) * P1;
}

@inline
function xxMerge(acc: u64, lane: u64): u64 {
  return (acc ^ xxRound(0, lane)) * P1 + P4;
}

/** XXH64 of `length` bytes at `at`. */
export function xxh64(at: usize, length: usize, seed: u64): u64 {
  const end = at + length;
  let hash: u64;
  if (length >= 32) {
    let a = seed + P1 + P2;
    let b = seed + P2;
    let c = seed;
    let d = seed - P1;
    while (at + 32 <= end) {
      a = xxRound(a, load<u64>(at));
      b = xxRound(b, load<u64>(at, 8));
      c = xxRound(c, load<u64>(at, 16));
      d = xxRound(d, load<u64>(at, 24));
      at += 32;
    }
    hash = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
    hash = xxMerge(xxMerge(xxMerge(xxMerge(hash, a), b), c), d);
  } else {
    hash = seed + P5;
  }
  hash += u64(length);
  while (at + 8 <= end) {
    hash = rotl<u64>(hash ^ xxRound(0, load<u64>(at)), 27) * P1 + P4;
    at += 8;
  }
  if (at + 4 <= end) {
    hash = rotl<u64>(hash ^ (u64(load<u32>(at)) * P1), 23) * P2 + P3;
    at += 4;
  }
  while (at < end) {
    hash = rotl<u64>(hash ^ (u64(load<u8>(at)) * P5), 11) * P1;
    at++;
  }
  hash = (hash ^ (hash >> 33)) * P2;
  hash = (hash ^ (hash >> 29)) * P3;
  return hash ^ (hash >> 32);
}
