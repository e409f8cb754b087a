/** The coefficients of an antialiased resampling filter, as Pillow computes them. */
/**
 * Pillow's and transformers' numbers of a resampling filter: 1 Lanczos, 2 bilinear, 3 bicubic.
 */
export type Resample = 1 | 2 | 3;

/** For every output position, where it begins in the source and the weights of what follows. */
export interface Coefficients {
  starts: Uint32Array;
  /** Source positions that are weighed for each, a multiple of 4; unused ones by zero. */
  taps: number;
  /**
   * `taps * 2` numbers for each: of two source positions the lower 12 bits of both coefficients, then
   * what is above them.
   */
  pairs: Int16Array;
  /** The end of the source positions that are used. */
  end: number;
}

const PRECISION_BITS = 32 - 8 - 2;
const ONE = 1 << PRECISION_BITS;
const LOW_BITS = 12;
const LOW_MASK = (1 << LOW_BITS) - 1;
const TAPS_STEP = 4;

const FILTERS: Readonly<Record<Resample, { support: number; weight: (x: number) => number }>> = {
  1: { support: 3, weight: lanczos },
  2: { support: 1, weight: bilinear },
  3: { support: 2, weight: bicubic },
};

function lanczos(x: number): number {
  return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

function bilinear(x: number): number {
  return Math.abs(x) < 1 ? 1 - Math.abs(x) : 0;
}

function bicubic(signed: number): number {
  const a = -0.5;
  const x = Math.abs(signed);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

/**
 * The coefficients of Pillow's `Resample.c`, in fixed point with 22 bits, for `count` positions from `first` on, of a
 * side that is resized from `inSize` to `outSize`. The order of operations is Pillow's, so that every value is rounded
 * as it is there.
 */
export function coefficients(
  inSize: number,
  outSize: number,
  first: number,
  count: number,
  resample: Resample,
): Coefficients {
  const filter = FILTERS[resample];
  const scale = inSize / outSize;
  const filterScale = Math.max(scale, 1);
  const support = filter.support * filterScale;
  const inverse = 1 / filterScale;
  const most = Math.ceil(support) * 2 + 1;
  const taps = Math.ceil(most / TAPS_STEP) * TAPS_STEP;
  const starts = new Uint32Array(count);
  const pairs = new Int16Array(count * taps * 2);
  const weights = new Float64Array(most);
  let end = 0;
  for (let i = 0; i < count; i++) {
    const center = (first + i + 0.5) * scale;
    const start = Math.max(Math.trunc(center - support + 0.5), 0);
    end = Math.min(Math.trunc(center + support + 0.5), inSize);
    let sum = 0;
    for (let x = start; x < end; x++) {
      const weight = filter.weight((x - center + 0.5) * inverse);
      weights[x - start] = weight;
      sum += weight;
    }
    for (let k = 0; k < end - start; k++) {
      const weight = sum === 0 ? weights[k]! : weights[k]! / sum;
      const value = Math.trunc(weight * ONE + (weight < 0 ? -0.5 : 0.5));
      const at = (i * taps + (k & ~1)) * 2 + (k & 1);
      pairs[at] = value & LOW_MASK;
      pairs[at + 2] = value >> LOW_BITS;
    }
    starts[i] = start;
  }
  return { starts, pairs, taps, end };
}
