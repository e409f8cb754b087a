// A query as the scans want it: normalised, centred and rotated in float64, then coded at 16 bits.

import { PLANES, setSketchQuery } from "./sketch";

let dim: u32 = 0;
let mean: usize = 0;
let signs: usize = 0;
let rounds: u32 = 0;
let block: u32 = 0;

/**
 * At `meanAt` stand `dim` float64; at `signsAt` a float64 of 1 or -1 for each number in each of the
 * rotation's rounds, which transform `blockSize` numbers: the first ones, then the last ones.
 */
export function setCoder(
  numbers: u32,
  meanAt: usize,
  signsAt: usize,
  roundCount: u32,
  blockSize: u32,
): void {
  dim = numbers;
  mean = meanAt;
  signs = signsAt;
  rounds = roundCount;
  block = blockSize;
}

let factor: f64 = 0;
let offset: f64 = 0;
let length: f64 = 0;

/** Of the query last coded: its factor (the width of a code's step). */
export function queryFactor(): f64 {
  return factor;
}

/** The dot product of the mean with the query less the mean. */
export function queryTerm(): f64 {
  return offset;
}

/** Its distance from the mean. */
export function queryLength(): f64 {
  return length;
}

@inline
function lanes(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** The squared length of the `dim` float64 at `x`, which are followed by zeros up to a multiple of 8. */
export function squaredLength(x: usize): f64 {
  let sum = f64x2.splat(0);
  for (const end = x + (usize(dim) << 3); x < end; x += 16) {
    const pair = v128.load(x);
    sum = f64x2.add(sum, f64x2.mul(pair, pair));
  }
  return lanes(sum);
}

/** Mean size of a standard normal number, `sqrt(2 / PI)`: what a sign bit tells of a row's. */
const MEAN_SIZE: f64 = 0.7978845608028654;

/**
 * The weight of the first plane in standard deviations: half the reach of the 8 evenly spaced levels that are
 * nearest to normal numbers (Max, "Quantizing for minimum distortion", 1960, table II), which those of a rotated
 * vector nearly are.
 */
const FIRST_WEIGHT: f64 = 1.172;

/** Standard errors below their mean that numbers spread normally are in one case of a thousand. */
const LOW: f64 = 3;

/**
 * Codes the `dim` float64 at `x`, which are overwritten, times `scale`: int16 codes of at most `largest` at
 * `codes`, followed by zeros up to a multiple of 8; and as bits, set where the weight is taken away, at `planes`:
 * the 8 bytes of each plane that belong to 8 bytes of sign bits, then those for the next 8.
 */
export function codeQuery(x: usize, scale: f64, largest: f64, codes: usize, planes: usize): void {
  const end = x + (usize(dim) << 3);
  const scales = f64x2.splat(scale);
  let sum = f64x2.splat(0);
  for (let at = x, m = mean; at < end; at += 16, m += 16) {
    const centre = v128.load(m);
    const pair = f64x2.sub(f64x2.mul(v128.load(at), scales), centre);
    v128.store(at, pair);
    sum = f64x2.add(sum, f64x2.mul(centre, pair));
  }
  offset = lanes(sum);
  rotate(x);
  let extremes = f64x2.splat(0);
  let squares = f64x2.splat(0);
  for (let at = x; at < end; at += 16) {
    const pair = v128.load(at);
    extremes = f64x2.max(extremes, f64x2.abs(pair));
    squares = f64x2.add(squares, f64x2.mul(pair, pair));
  }
  length = Math.sqrt(lanes(squares));
  factor = max(f64x2.extract_lane(extremes, 0), f64x2.extract_lane(extremes, 1)) / largest;
  if (factor == 0) factor = 1;
  const inverse = f64x2.splat(1 / factor);
  const deviation = length / Math.sqrt(f64(dim)) / factor;
  // The weight of the last plane, in steps of the codes. All weights together need not reach beyond these.
  const unit = i32(min(FIRST_WEIGHT * deviation, largest / 2)) >> (PLANES - 1);
  const weight1 = i16x8.splat(i16(unit));
  const weight2 = i16x8.splat(i16(2 * unit));
  const weight4 = i16x8.splat(i16(4 * unit));
  let product = f64x2.splat(0);
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
  // What the planes stand for is a little shorter than the query in its own direction.
  const along = max(lanes(product) * factor, f64.MIN_NORMAL_VALUE);
  const share = (f64(unit) * length * length) / along / (MEAN_SIZE * Math.sqrt(f64(dim)));
  // The zeros after the last number differ in all planes but the first from the bits of any row.
  const padding = f64(-i32(dim) & 7) * f64((1 << (PLANES - 1)) - 1);
  // Of bits that differ by chance, half and at least so many, but for one row in a thousand. Those of similar rows
  // differ more often: where the first plane has its sign, a number is as often too small for it as too large.
  const leastRest = 1.5 * f64(dim) - LOW * Math.sqrt(1.25 * f64(dim)) + padding;
  setSketchQuery(share * (f64(dim) * f64((1 << PLANES) - 1) + 2 * padding), 2 * share, leastRest);
}

/** What is left of numbers once their bit in a plane of this weight is taken into account. */
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

// Orthonormal, in place, over `block` float64.
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
