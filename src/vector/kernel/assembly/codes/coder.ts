/** Codes a query for the searches: normalises, centres and rotates it in float64, then codes it with 16 bits. */

import { holds, isAligned } from "../memory";
import { setQuery } from "./query";
import { PLANES, setSketchQuery } from "./sketch";

let dim: u32 = 0;
let mean: usize = 0;
let signs: usize = 0;
let rounds: u32 = 0;
let block: u32 = 0;

/**
 * `meanAt` has `numbers` float64. `signsAt` has a float64 of 1 or -1 for each number in each of the rotation's rounds,
 * which transform `blockSize` numbers: the first ones, then the last ones.
 */
export function setCoder(
  numbers: u32,
  meanAt: usize,
  signsAt: usize,
  roundCount: u32,
  blockSize: u32,
): void {
  assert(blockSize <= numbers && isAligned(meanAt, 16) && holds(meanAt, u64(numbers) * 8));
  assert(isAligned(signsAt, 16) && holds(signsAt, u64(numbers) * roundCount * 8));
  dim = numbers;
  mean = meanAt;
  signs = signsAt;
  rounds = roundCount;
  block = blockSize;
}

@inline
function lanes(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** The squared length of the `dim` float64 at `x`, which zeros follow up to a multiple of 8. */
export function squaredLength(x: usize): f64 {
  assert(isAligned(x, 16) && holds(x, u64(dim) * 8));
  let sum = f64x2.splat(0);
  for (const end = x + (usize(dim) << 3); x < end; x += 16) {
    const pair = v128.load(x);
    sum = f64x2.add(sum, f64x2.mul(pair, pair));
  }
  return lanes(sum);
}

/** Mean size of a standard normal number, `sqrt(2 / PI)`: what a sign bit tells about a number of a row. */
const MEAN_SIZE: f64 = 0.7978845608028654;

/**
 * The weight of the first plane in standard deviations: half the range of the 8 evenly spaced levels that fit normal
 * numbers best (Max, "Quantizing for minimum distortion", 1960, table II). The numbers of a rotated vector are nearly
 * normal.
 */
const FIRST_WEIGHT: f64 = 1.172;

/** Normally distributed numbers lie more than so many standard errors below their mean in one of a thousand cases. */
const LOW: f64 = 3;

/**
 * Makes the `dim` float64 at `x`, which it overwrites, the query. Multiplied by `scale`, they become int16 codes of at
 * most `largest` at `codeAt`, followed by zeros up to a multiple of 8, and bits at `planeAt`, set if the weight of the
 * plane is subtracted: the 8 bytes of each plane that belong to the first 8 bytes of a row's sign bits, then those for
 * the next 8.
 */
export function codeQuery(x: usize, scale: f64, largest: f64, codeAt: usize, planeAt: usize): void {
  assert(isAligned(x, 64) && isAligned(codeAt, 16) && isAligned(planeAt, 8));
  const end = x + (usize(dim) << 3);
  const scales = f64x2.splat(scale);
  let sum = f64x2.splat(0);
  for (let at = x, m = mean; at < end; at += 16, m += 16) {
    const centre = v128.load(m);
    const pair = f64x2.sub(f64x2.mul(v128.load(at), scales), centre);
    v128.store(at, pair);
    sum = f64x2.add(sum, f64x2.mul(centre, pair));
  }
  const term = lanes(sum);
  rotate(x);
  let extremes = f64x2.splat(0);
  let squares = f64x2.splat(0);
  for (let at = x; at < end; at += 16) {
    const pair = v128.load(at);
    extremes = f64x2.max(extremes, f64x2.abs(pair));
    squares = f64x2.add(squares, f64x2.mul(pair, pair));
  }
  const length = Math.sqrt(lanes(squares));
  let factor = max(f64x2.extract_lane(extremes, 0), f64x2.extract_lane(extremes, 1)) / largest;
  if (factor == 0) factor = 1;
  const inverse = f64x2.splat(1 / factor);
  const deviation = length / Math.sqrt(f64(dim)) / factor;
  // The weight of the last plane, in steps of the codes. All weights together need not exceed the largest code.
  const unit = i32(min(FIRST_WEIGHT * deviation, largest / 2)) >> (PLANES - 1);
  const weight1 = i16x8.splat(i16(unit));
  const weight2 = i16x8.splat(i16(2 * unit));
  const weight4 = i16x8.splat(i16(4 * unit));
  let product = f64x2.splat(0);
  let codes = codeAt;
  let planes = planeAt;
  for (let at = x; at < end; at += 64) {
    const a = f64x2.nearest(f64x2.mul(v128.load(at), inverse));
    const b = f64x2.nearest(f64x2.mul(v128.load(at, 16), inverse));
    const c = f64x2.nearest(f64x2.mul(v128.load(at, 32), inverse));
    const d = f64x2.nearest(f64x2.mul(v128.load(at, 48), inverse));
    const eight = i16x8.narrow_i32x4_s(fourCodes(a, b), fourCodes(c, d));
    v128.store(codes, eight);
    codes += 16;
    store<u8>(planes, u8(i16x8.bitmask(eight)));
    const second = without(eight, weight4);
    store<u8>(planes, u8(i16x8.bitmask(second)), 8);
    const third = without(second, weight2);
    store<u8>(planes, u8(i16x8.bitmask(third)), 16);
    const rest = without(third, weight1);
    planes++;
    if ((planes & 7) == 0) planes += usize(PLANES - 1) << 3;
    const products = i32x4.dot_i16x8_s(eight, i16x8.sub(eight, rest));
    const upper = v128.shuffle<i64>(products, products, 1, 0);
    product = f64x2.add(product, f64x2.convert_low_i32x4_s(products));
    product = f64x2.add(product, f64x2.convert_low_i32x4_s(upper));
  }
  // The vector that the planes stand for is a little shorter than the query in the query's direction.
  const along = max(lanes(product) * factor, f64.MIN_NORMAL_VALUE);
  const share = (f64(unit) * length * length) / along / (MEAN_SIZE * Math.sqrt(f64(dim)));
  // The zeros after the last number differ from the bits of every row in all planes but the first.
  const padding = f64(-i32(dim) & 7) * f64((1 << (PLANES - 1)) - 1);
  // Of bits that differ by chance, half differ, and at least so many, except for one row in a thousand. Bits of similar
  // rows differ more often: if the first plane has the right sign, a number is as often too small for it as too large.
  const leastRest = 1.5 * f64(dim) - LOW * Math.sqrt(1.25 * f64(dim)) + padding;
  const most = share * (f64(dim) * f64((1 << PLANES) - 1) + 2 * padding);
  setQuery(codeAt, factor, term, length);
  setSketchQuery(planeAt, term, most, 2 * share, leastRest);
}

/** What is left of numbers after their bit in a plane of this weight has been taken into account. */
@inline
function without(numbers: v128, weight: v128): v128 {
  const negative = i16x8.shr_s(numbers, 15);
  return i16x8.sub(numbers, i16x8.sub(v128.xor(weight, negative), negative));
}

@inline
function fourCodes(a: v128, b: v128): v128 {
  const low = i32x4.trunc_sat_f64x2_s_zero(a);
  const high = i32x4.trunc_sat_f64x2_s_zero(b);
  return v128.shuffle<i32>(low, high, 0, 1, 4, 5);
}

function rotate(x: usize): void {
  for (let round: u32 = 0; round < rounds; round++) {
    const sign = signs + ((usize(round) * dim) << 3);
    for (let at: usize = 0; at < usize(dim) << 3; at += 16) {
      v128.store(x + at, f64x2.mul(v128.load(x + at), v128.load(sign + at)));
    }
    walshHadamard(round == 0 ? x : x + (usize(dim - block) << 3));
  }
}

/** Transforms `block` float64 in place; orthonormal. */
function walshHadamard(x: usize): void {
  if (block == 1) return;
  const end = x + (usize(block) << 3);
  const norm = f64x2.splat(1 / Math.sqrt(f64(block)));
  for (let at = x; at < end; at += 16) {
    const pair = f64x2.mul(v128.load(at), norm);
    const swapped = v128.shuffle<i64>(pair, pair, 1, 0);
    v128.store(at, v128.shuffle<i64>(f64x2.add(pair, swapped), f64x2.sub(pair, swapped), 0, 2));
  }
  for (let half: usize = 16; half < usize(block) << 3; half <<= 1) {
    for (let start = x; start < end; start += half << 1) {
      for (let at = start; at < start + half; at += 16) {
        const a = v128.load(at);
        const b = v128.load(at + half);
        v128.store(at, f64x2.add(a, b));
        v128.store(at + half, f64x2.sub(a, b));
      }
    }
  }
}
