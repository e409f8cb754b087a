// Antialiased resampling of RGBA, bit for bit as Pillow's fixed point: plain WebAssembly SIMD, no runtime, no
// allocation. The caller owns the imported memory and passes every address.
//
// A coefficient of 22 bits is taken apart into `high * 2^12 + low`, so that both parts fit into int16 and a
// multiplication takes two taps of four channels at once. Sums wrap around modulo 2^32, as Pillow's do.

const PRECISION_BITS: i32 = 22;
const LOW_BITS: i32 = 12;

/** Bytes of the coefficients of two taps: int16 low, low, high, high. */
const PAIR: usize = 8;

/** The four channels of a finished pixel. */
@inline
function clip(high: v128, low: v128): u32 {
  const half = i32x4.splat(1 << (PRECISION_BITS - 1));
  const sum = i32x4.add(i32x4.shl(high, LOW_BITS), i32x4.add(low, half));
  const four = i32x4.shr_s(sum, PRECISION_BITS);
  const eight = i16x8.narrow_i32x4_s(four, four);
  return i32x4.extract_lane(i8x16.narrow_i16x8_u(eight, eight), 0);
}

// Two pixels as int16: red of the one, red of the other, green of the one and so on.

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
 * Resamples `height` rows of RGBA at `source`, each `stride` bytes after the last, to `count` pixels each at
 * `out`. Pixel i is the sum of `taps` source pixels (a multiple of 4) from the uint32 at `starts + 4 i` on,
 * weighted by the pairs of coefficients from `pairs + 4 i taps` on. Near a row's end up to `taps` pixels beyond
 * it are read, and multiplied by zero.
 */
export function resizeRows(
  source: usize,
  stride: usize,
  height: u32,
  starts: usize,
  pairs: usize,
  taps: u32,
  count: u32,
  out: usize,
): void {
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
 * Resamples the columns of `width` pixels: row i of `out` is the sum of `taps` (an even number) rows of
 * `source` from the uint32 at `starts + 4 i` on, weighted as in `resizeRows`. Rows stand `4 width` bytes
 * apart; up to `taps` beyond the last are read, and multiplied by zero.
 */
export function resizeColumns(
  source: usize,
  width: u32,
  starts: usize,
  pairs: usize,
  taps: u32,
  count: u32,
  out: usize,
): void {
  const stride = usize(width) << 2;
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

/** Lays `count` RGBA pixels on white: `(c * a + 255 * (255 - a)) / 255`, rounded to nearest. */
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
