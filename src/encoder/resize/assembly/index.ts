/**
 * Antialiased resampling of RGBA, bit for bit as Pillow's fixed point: plain WebAssembly SIMD, no runtime, no
 * allocation. The caller owns the imported memory and chooses every address.
 *
 * A coefficient of 22 bits is split into `high * 2^12 + low`, so that both parts fit into int16 and a multiplication
 * takes two taps of four channels at once. Sums wrap around modulo 2^32, as Pillow's do.
 */

const PRECISION_BITS: i32 = 22;
const LOW_BITS: i32 = 12;

/** Bytes of the coefficients of two taps: int16 low, low, high, high. */
const PAIR: usize = 8;

/** What to resample: eight uint32 in memory. Addresses are byte offsets. */
@unmanaged
class Job {
  source: u32;
  /** Bytes from one row of the source to the next. */
  stride: u32;
  /** Rows of the source. */
  height: u32;
  /** For each pixel to compute, the first position of the source that counts: a uint32 each. */
  starts: u32;
  /** For each pixel to compute, the coefficients of its `taps` positions, in pairs. */
  pairs: u32;
  taps: u32;
  /** Pixels to compute in a row, or in a column. */
  count: u32;
  out: u32;
}

/** Length of a job. */
export const JOB_BYTES: u32 = offsetof<Job>();

/** The four channels of a finished pixel. */
@inline
function clip(high: v128, low: v128): u32 {
  const half = i32x4.splat(1 << (PRECISION_BITS - 1));
  const sum = i32x4.add(i32x4.shl(high, LOW_BITS), i32x4.add(low, half));
  const four = i32x4.shr_s(sum, PRECISION_BITS);
  const eight = i16x8.narrow_i32x4_s(four, four);
  return i32x4.extract_lane(i8x16.narrow_i16x8_u(eight, eight), 0);
}

// Two pixels as int16: red of the first, red of the second, green of the first and so on.

@inline
function firstTwo(pixels: v128): v128 {
  const zero = i8x16.splat(0);
  return v128.shuffle<u8>(pixels, zero, 0, 16, 4, 16, 1, 16, 5, 16, 2, 16, 6, 16, 3, 16, 7, 16);
}

@inline
function lastTwo(pixels: v128): v128 {
  const zero = i8x16.splat(0);
  return v128.shuffle<u8>(pixels, zero, 8, 16, 12, 16, 9, 16, 13, 16, 10, 16, 14, 16, 11, 16, 15, 16);
}

/**
 * Does a job: resamples `height` rows to `count` pixels each. A pixel is the weighted sum of `taps` source pixels (a
 * multiple of 4) from its start. Near a row's end up to `taps` pixels beyond it are read, and multiplied by zero.
 */
export function resizeRows(address: usize): void {
  const job = changetype<Job>(address);
  let source = usize(job.source);
  const stride = usize(job.stride);
  const height = job.height;
  const starts = usize(job.starts);
  const pairs = usize(job.pairs);
  const taps = job.taps;
  const count = job.count;
  let out = usize(job.out);
  for (let y: u32 = 0; y < height; y++) {
    let pair = pairs;
    for (let i: u32 = 0; i < count; i++) {
      let at = source + (usize(load<u32>(starts + (usize(i) << 2))) << 2);
      let low = i32x4.splat(0);
      let high = i32x4.splat(0);
      const end = pair + (usize(taps) >> 1) * PAIR;
      while (pair < end) {
        const pixels = v128.load(at);
        const first = firstTwo(pixels);
        const last = lastTwo(pixels);
        low = i32x4.add(low, i32x4.dot_i16x8_s(first, v128.load32_splat(pair)));
        high = i32x4.add(high, i32x4.dot_i16x8_s(first, v128.load32_splat(pair, 4)));
        low = i32x4.add(low, i32x4.dot_i16x8_s(last, v128.load32_splat(pair, 8)));
        high = i32x4.add(high, i32x4.dot_i16x8_s(last, v128.load32_splat(pair, 12)));
        at += 16;
        pair += 2 * PAIR;
      }
      store<u32>(out, clip(high, low));
      out += 4;
    }
    source += stride;
  }
}

/**
 * Does a job: resamples the columns of rows of `stride` bytes. Each of `count` rows of `out` is the weighted sum of
 * `taps` (an even number) rows of the source from its start. Up to `taps` rows beyond the last are read, and multiplied
 * by zero.
 */
export function resizeColumns(address: usize): void {
  const job = changetype<Job>(address);
  const source = usize(job.source);
  const stride = usize(job.stride);
  const starts = usize(job.starts);
  const pairs = usize(job.pairs);
  const taps = job.taps;
  const count = job.count;
  let out = usize(job.out);
  for (let i: u32 = 0; i < count; i++) {
    const top = source + usize(load<u32>(starts + (usize(i) << 2))) * stride;
    const first = pairs + usize(i) * (usize(taps) >> 1) * PAIR;
    const last = first + (usize(taps) >> 1) * PAIR;
    for (let x: usize = 0; x < stride; x += 4) {
      let at = top + x;
      let low = i32x4.splat(0);
      let high = i32x4.splat(0);
      for (let pair = first; pair < last; pair += PAIR) {
        const pixels = firstTwo(v128.load32_lane(at + stride, v128.load32_zero(at), 1));
        low = i32x4.add(low, i32x4.dot_i16x8_s(pixels, v128.load32_splat(pair)));
        high = i32x4.add(high, i32x4.dot_i16x8_s(pixels, v128.load32_splat(pair, 4)));
        at += stride << 1;
      }
      store<u32>(out, clip(high, low));
      out += 4;
    }
  }
}

/** Blends `count` RGBA pixels with white: `(c * a + 255 * (255 - a)) / 255`, rounded to nearest. */
export function flatten(at: usize, count: u32): void {
  const end = at + (usize(count) << 2);
  for (; at < end; at += 4) {
    const alpha = u32(load<u8>(at, 3));
    if (alpha == 255) continue;
    for (let c: usize = 0; c < 3; c++) {
      const sum = u32(load<u8>(at + c)) * alpha + 255 * (255 - alpha) + 128;
      store<u8>(at + c, u8((sum + (sum >> 8)) >> 8));
    }
  }
}
