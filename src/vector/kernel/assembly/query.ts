// A query as the scans want it: normalised, centred and rotated in float64, then coded at 16 bits.

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

/**
 * Codes the `dim` float64 at `x`, which are overwritten, times `scale`: int16 codes of at most `most` at
 * `codes`, and at `bits` a bit for each negative one. Everything is followed by zeros up to a multiple of
 * 8 numbers.
 */
export function codeQuery(x: usize, scale: f64, most: f64, codes: usize, bits: usize): void {
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
  for (let at = x; at < end; at += 16) {
    extremes = f64x2.max(extremes, f64x2.abs(v128.load(at)));
  }
  factor = max(f64x2.extract_lane(extremes, 0), f64x2.extract_lane(extremes, 1)) / most;
  if (factor == 0) factor = 1;
  const inverse = f64x2.splat(1 / factor);
  let squares = f64x2.splat(0);
  for (let at = x; at < end; at += 64) {
    const a = f64x2.nearest(f64x2.mul(v128.load(at), inverse));
    const b = f64x2.nearest(f64x2.mul(v128.load(at, 16), inverse));
    const c = f64x2.nearest(f64x2.mul(v128.load(at, 32), inverse));
    const d = f64x2.nearest(f64x2.mul(v128.load(at, 48), inverse));
    const eight = i16x8.narrow_i32x4_s(fourCodes(a, b), fourCodes(c, d));
    v128.store(codes, eight);
    store<u8>(bits, u8(i16x8.bitmask(eight)));
    codes += 16;
    bits++;
    const left = f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b));
    const right = f64x2.add(f64x2.mul(c, c), f64x2.mul(d, d));
    squares = f64x2.add(squares, f64x2.add(left, right));
  }
  length = Math.sqrt(lanes(squares)) * factor;
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
