// What a row's sign bits say of its similarity to a query, as in RaBitQ: Gao and Long, "RaBitQ: Quantizing
// High-Dimensional Vectors with a Theoretical Error Bound for Approximate Nearest Neighbor Search" (arXiv
// 2405.12497). Of the row there are signs alone, but of each number of the query `PLANES` bits, each of which
// adds or takes away its weight: so their product follows from a Hamming distance for each weight.

import { fetchTerm, normOf, termOf } from "./rows";

/** Bits of a number of a query. Of 20,000 drawn vectors two find 0.67 of the ten best, three or four 0.71. */
export const PLANES: u32 = 3;

let signs: usize = 0;
let bytes: usize = 0;

/** `signBytes` of sign bits for each row at `signsAt`. */
export function setSigns(signsAt: usize, signBytes: usize): void {
  signs = signsAt;
  bytes = signBytes;
}

let most: f64 = 0;
let loss: f64 = 0;
let likelyMost: f64 = 0;

/**
 * Of the query now coded, for a row at distance 1 from the mean: the product if no bit differed, and what it is
 * less for each one that does, times the weight of its plane (the last one's being 1). From the second plane on,
 * bits of `leastRest` together nearly always do.
 */
export function setSketchQuery(productAtMost: f64, lossOfBit: f64, leastRest: f64): void {
  most = productAtMost;
  loss = lossOfBit;
  likelyMost = most - loss * leastRest;
}

/**
 * The weights of the bits of a row that differ from a query's, together. Not by vectors: engines count the bits
 * of bytes with ten instructions on x86, where one counts those of a word.
 */
@inline
function difference(row: usize, planes: usize): u32 {
  let first: u64 = 0;
  let second: u64 = 0;
  let third: u64 = 0;
  const end = row + bytes;
  while (row < end) {
    const word = load<u64>(row);
    first += popcnt(word ^ load<u64>(planes));
    second += popcnt(word ^ load<u64>(planes, 8));
    third += popcnt(word ^ load<u64>(planes, 16));
    row += 8;
    planes += 24;
  }
  return u32(4 * first + 2 * second + third);
}

/** Reads ahead what `sketchScore` wants of a row. */
@inline
export function fetchSketch(row: u32): i32 {
  // Not by `fetch`: for the one line of 512 bits its two loops took a microsecond of a search's 48.
  let at = signs + usize(row) * bytes;
  const end = at + bytes;
  let sum = fetchTerm(row);
  while (at < end) {
    sum += load<i32>(at);
    at += 64;
  }
  return sum;
}

/** Bits of a row that differ from those of the first plane. */
@inline
function firstDifference(row: usize, planes: usize): u32 {
  let count: u64 = 0;
  const end = row + bytes;
  while (row < end) {
    count += popcnt(load<u64>(row) ^ load<u64>(planes));
    row += 8;
    planes += 24;
  }
  return u32(count);
}

/** As `sketchScore` without slack; -Infinity where the first plane says already that it is no more than `above`. */
@inline
export function sketchScoreAbove(row: u32, planes: usize, offset: f64, above: f64): f64 {
  const at = signs + usize(row) * bytes;
  const norm = normOf(row);
  const rest = termOf(row) + offset;
  if (norm * (likelyMost - loss * f64(4 * firstDifference(at, planes))) + rest <= above) return -Infinity;
  return norm * (most - loss * f64(difference(at, planes))) + rest;
}

/**
 * The similarity of a row to the query now coded, whose planes are at `planes`, as if it lay nearer by `slack`
 * for each unit of its distance from the mean.
 */
@inline
export function sketchScore(row: u32, planes: usize, slack: f64, offset: f64): f64 {
  const product = most - loss * f64(difference(signs + usize(row) * bytes, planes));
  return normOf(row) * (product + slack) + termOf(row) + offset;
}
