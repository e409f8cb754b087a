/**
 * What the sign bits of a row tell about its similarity to the query, as in RaBitQ: Gao and Long, "RaBitQ: Quantizing
 * High-Dimensional Vectors with a Theoretical Error Bound for Approximate Nearest Neighbor Search" (arXiv 2405.12497).
 * A row has only its signs, but each number of the query has `PLANES` bits, each of which adds or subtracts its weight.
 * So their product follows from one Hamming distance for each weight.
 */

import { holds, isAligned } from "../memory";
import { countRows, fetchTerm, normOf, termOf } from "./rows";

/** Bits of a number of a query. Of 20,000 drawn vectors two find 0.67 of the ten best, three or four 0.71. */
export const PLANES: u32 = 3;

let signs: usize = 0;
let bytes: usize = 0;

/** Sets where the sign bits of the rows are: `signBytes` of each at `signsAt`. */
export function setSigns(signsAt: usize, signBytes: usize): void {
  assert(signBytes % 16 == 0 && isAligned(signsAt, 16) && holds(signsAt, u64(countRows()) * signBytes));
  signs = signsAt;
  bytes = signBytes;
}

let planes: usize = 0;
let offset: f64 = 0;
let most: f64 = 0;
let loss: f64 = 0;
let likelyMost: f64 = 0;

/**
 * Sets the query whose planes are at `planeAt`, and what it adds to each score, `term`. For a row at distance 1 from
 * the mean, `productAtMost` is their product if no bit differs, and `lossOfBit` what each bit that differs takes from
 * it, times the weight of its plane (1 for the last one). The bits that differ from the second plane on nearly always
 * weigh at least `leastRest` together.
 */
export function setSketchQuery(
  planeAt: usize,
  term: f64,
  productAtMost: f64,
  lossOfBit: f64,
  leastRest: f64,
): void {
  assert(isAligned(planeAt, 8) && holds(planeAt, u64(bytes) * PLANES));
  planes = planeAt;
  offset = term;
  most = productAtMost;
  loss = lossOfBit;
  likelyMost = productAtMost - lossOfBit * leastRest;
}

@inline
function signsOf(row: u32): usize {
  assert(row < countRows());
  return signs + usize(row) * bytes;
}

/**
 * The sum of the weights of all bits of a row that differ from those of the query. It counts by words, not by vectors:
 * engines count the bits of bytes with ten instructions on x86, those of a word with one.
 */
@inline
function difference(row: usize): u32 {
  let first: u64 = 0;
  let second: u64 = 0;
  let third: u64 = 0;
  let plane = planes;
  const end = row + bytes;
  while (row < end) {
    const word = load<u64>(row);
    first += popcnt(word ^ load<u64>(plane));
    second += popcnt(word ^ load<u64>(plane, 8));
    third += popcnt(word ^ load<u64>(plane, 16));
    row += 8;
    plane += 24;
  }
  return u32(4 * first + 2 * second + third);
}

/** Bits of a row that differ from those of the first plane. */
@inline
function firstDifference(row: usize): u32 {
  let count: u64 = 0;
  let plane = planes;
  const end = row + bytes;
  while (row < end) {
    count += popcnt(load<u64>(row) ^ load<u64>(plane));
    row += 8;
    plane += 24;
  }
  return u32(count);
}

/** Reads ahead what `sketchScore` needs of a row. */
@inline
export function fetchSketch(row: u32): i32 {
  // Not by `fetch`: for the one line of 512 bits its two loops took a microsecond of a search's 48.
  let at = signsOf(row);
  const end = at + bytes;
  let sum = fetchTerm(row);
  while (at < end) {
    sum += load<i32>(at);
    at += 64;
  }
  return sum;
}

/**
 * The similarity of a row to the query, as if the row were nearer by `slack` for each unit of its distance from the
 * mean.
 */
@inline
export function sketchScore(row: u32, slack: f64): f64 {
  const product = most - loss * f64(difference(signsOf(row)));
  return normOf(row) * (product + slack) + termOf(row) + offset;
}

/** `sketchScore` without slack; -Infinity if the first plane is enough to say that it is not above `bound`. */
@inline
export function sketchScoreAbove(row: u32, bound: f64): f64 {
  const at = signsOf(row);
  const norm = normOf(row);
  const rest = termOf(row) + offset;
  if (norm * (likelyMost - loss * f64(4 * firstDifference(at))) + rest <= bound) return -Infinity;
  return norm * (most - loss * f64(difference(at))) + rest;
}
