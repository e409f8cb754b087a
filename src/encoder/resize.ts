import { VisualSearchError } from "../errors.ts";

/**
 * Pillow's and transformers' numbers of a resampling filter: 1 Lanczos, 2 bilinear, 3 bicubic.
 */
export type Resample = 1 | 2 | 3;

/** A part of the resized picture, in its pixels. */
export interface Window {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface ResizeOptions {
  /** Size of the source. */
  width: number;
  height: number;
  /**
   * Writes row `y` of the source to `row`, as `width` RGB triples. Rows are asked for once each, from
   * top to bottom, and only those that the window needs.
   */
  readRow: (y: number, row: Uint8Array) => void;
  /** Size of the whole resized picture. */
  outWidth: number;
  outHeight: number;
  /** The part of it to compute. */
  window: Window;
  resample: Resample;
}

/** Checks the number of a filter from a configuration file. Throws `model-invalid`. */
export function checkResample(value: unknown): Resample {
  if (value === 1 || value === 2 || value === 3) return value;
  throw new VisualSearchError(
    "model-invalid",
    "preprocessor_config.json resample: expected 1 (Lanczos), 2 (bilinear) or 3 (bicubic), found " +
      `${JSON.stringify(value)}. Choose a model that was trained with one of these filters.`,
  );
}

/**
 * Resizes 8-bit RGB with an antialiasing filter, bit for bit as `Image.resize` of Pillow up to
 * 12.3 (its `Resample.c`): coefficients in fixed point with 22 bits, columns first, then rows,
 * rounded to 8 bits in between. Pillow 13 takes the rows of some tall pictures first. Only the
 * window is computed.
 *
 * Returns `window.width * window.height` RGB triples, row-major.
 */
export function resizeRgb(options: ResizeOptions): Uint8ClampedArray {
  const { width, height, outWidth, outHeight, window, resample } = options;
  const columns = coefficients(width, outWidth, window.left, window.width, resample);
  const rows = coefficients(height, outHeight, window.top, window.height, resample);
  const firstRow = rows.starts[0]!;
  const lastRow = rows.starts[window.height - 1]! + rows.counts[window.height - 1]!;

  const stride = window.width * 3;
  // Clamped arrays do what Pillow's clip8 does.
  const squeezed = new Uint8ClampedArray((lastRow - firstRow) * stride);
  const row = new Uint8Array(width * 3);
  for (let y = firstRow; y < lastRow; y++) {
    options.readRow(y, row);
    resizeRow(row, columns, squeezed, (y - firstRow) * stride);
  }
  return resizeColumns(squeezed, stride, firstRow, rows);
}

/** For every output position: `counts` taps, from source position `starts` on. */
interface Coefficients {
  starts: Int32Array;
  counts: Int32Array;
  /** `taps` for each position; those beyond `counts` are unused. */
  values: Int32Array;
  taps: number;
}

const PRECISION_BITS = 32 - 8 - 2;
const ONE = 1 << PRECISION_BITS;
const HALF = 1 << (PRECISION_BITS - 1);

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

/** The order of operations is Pillow's, so that every rounding falls as it does there. */
function coefficients(
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
  const taps = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(count);
  const counts = new Int32Array(count);
  const values = new Int32Array(count * taps);
  const weights = new Float64Array(taps);
  for (let i = 0; i < count; i++) {
    const center = (first + i + 0.5) * scale;
    const start = Math.max(Math.trunc(center - support + 0.5), 0);
    const end = Math.min(Math.trunc(center + support + 0.5), inSize);
    let sum = 0;
    for (let x = start; x < end; x++) {
      const weight = filter.weight((x - center + 0.5) * inverse);
      weights[x - start] = weight;
      sum += weight;
    }
    for (let k = 0; k < end - start; k++) {
      const weight = sum === 0 ? weights[k]! : weights[k]! / sum;
      values[i * taps + k] = Math.trunc(weight * ONE + (weight < 0 ? -0.5 : 0.5));
    }
    starts[i] = start;
    counts[i] = end - start;
  }
  return { starts, counts, values, taps };
}

function resizeRow(
  row: Uint8Array,
  columns: Coefficients,
  out: Uint8ClampedArray,
  at: number,
): void {
  const { starts, counts, values, taps } = columns;
  let o = at;
  for (let i = 0; i < starts.length; i++) {
    let red = HALF;
    let green = HALF;
    let blue = HALF;
    let p = starts[i]! * 3;
    const firstTap = i * taps;
    const endTap = firstTap + counts[i]!;
    for (let k = firstTap; k < endTap; k++) {
      const value = values[k]!;
      red = (red + Math.imul(row[p]!, value)) | 0;
      green = (green + Math.imul(row[p + 1]!, value)) | 0;
      blue = (blue + Math.imul(row[p + 2]!, value)) | 0;
      p += 3;
    }
    out[o] = red >> PRECISION_BITS;
    out[o + 1] = green >> PRECISION_BITS;
    out[o + 2] = blue >> PRECISION_BITS;
    o += 3;
  }
}

function resizeColumns(
  source: Uint8ClampedArray,
  stride: number,
  firstRow: number,
  rows: Coefficients,
): Uint8ClampedArray {
  const { starts, counts, values, taps } = rows;
  const out = new Uint8ClampedArray(starts.length * stride);
  const sums = new Int32Array(stride);
  for (let i = 0; i < starts.length; i++) {
    sums.fill(HALF);
    let p = (starts[i]! - firstRow) * stride;
    for (let k = 0; k < counts[i]!; k++) {
      const value = values[i * taps + k]!;
      for (let x = 0; x < stride; x++) sums[x] = (sums[x]! + Math.imul(source[p + x]!, value)) | 0;
      p += stride;
    }
    const o = i * stride;
    for (let x = 0; x < stride; x++) out[o + x] = sums[x]! >> PRECISION_BITS;
  }
  return out;
}
