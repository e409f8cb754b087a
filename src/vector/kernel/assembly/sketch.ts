// What a row's sign bits say of its similarity to a query.

import { normOf, termOf } from "./rows";

let signs: usize = 0;
let bytes: usize = 0;
let cosines: usize = 0;

/**
 * `signBytes` of sign bits for each row at `signsAt`, and at `cosinesAt` a float64 for each number of
 * differing bits: the cosine that it stands for.
 */
export function setSigns(signsAt: usize, signBytes: usize, cosinesAt: usize): void {
  signs = signsAt;
  bytes = signBytes;
  cosines = cosinesAt;
}

/** Vectors whose bits may be counted in bytes: 8 a vector, 248 in all. */
const COUNTED: usize = 31 * 16;

@inline
function hamming(x: usize, y: usize): u32 {
  let sum = i16x8.splat(0);
  const end = x + bytes;
  while (x < end) {
    let ones = i8x16.splat(0);
    const stop = min(end, x + COUNTED);
    while (x < stop) {
      ones = i8x16.add(ones, i8x16.popcnt(v128.xor(v128.load(x), v128.load(y))));
      x += 16;
      y += 16;
    }
    sum = i16x8.add(sum, i16x8.extadd_pairwise_i8x16_u(ones));
  }
  const quads = i32x4.extadd_pairwise_i16x8_u(sum);
  return (
    i32x4.extract_lane(quads, 0) +
    i32x4.extract_lane(quads, 1) +
    i32x4.extract_lane(quads, 2) +
    i32x4.extract_lane(quads, 3)
  );
}

/** Reads a number of each cache line of a row's sign bits. */
@inline
export function touchSigns(row: u32): i32 {
  let at = signs + usize(row) * bytes;
  const end = at + bytes;
  let sum: i32 = i32(termOf(row));
  while (at < end) {
    sum += load<i32>(at);
    at += 64;
  }
  return sum;
}

/**
 * The similarity of a row to a query of sign bits and of `length`, as if the cosine were greater by
 * `slack / length`.
 */
@inline
export function sketchScore(row: u32, bits: usize, length: f64, slack: f64, offset: f64): f64 {
  const distance = hamming(signs + usize(row) * bytes, bits);
  const cosine = load<f64>(cosines + (usize(distance) << 3));
  return normOf(row) * (length * cosine + slack) + termOf(row) + offset;
}
