import { VisualSearchError } from "../../lib/errors.ts";
import { Rotation } from "./rotation.ts";

/**
 * The int8 code: subtract the mean, rotate, quantise with a step of the row's own. Embeddings of one
 * model lie in a narrow cone, so that without centring most of the int8 range would be wasted; rotated,
 * no coordinate stands out, so that the largest one can set the step and nothing is clipped.
 */

export type Metric = "cosine" | "ip";

/** What is needed to code a vector; the same for all rows of an index. */
export interface CodeParams {
  dim: number;
  metric: Metric;
  /** Seed of the rotation, uint32. */
  seed: number;
  /** Mean of the (for `cosine`, unit-length) vectors; `dim` numbers. */
  mean: Float32Array;
}

const MAX_CODE = 127;

/** Squared length beyond which inner products would not fit into float32. */
export const MAX_SQUARED_LENGTH = 2 ** 127;

/** Numbers kept beside each row's codes: the width of its int8 step, and its dot with the mean. */
export const ROW_FLOATS = 2;

/** Rows are padded with zeros to whole steps of the kernel's loop. */
const STRIDE_STEP = 32;

export const MAX_DIM = 4096;

export function strideOf(dim: number): number {
  return Math.ceil(dim / STRIDE_STEP) * STRIDE_STEP;
}

/**
 * Checks a vector and, for `cosine`, gives it unit length.
 *
 * @throws VisualSearchError `vector-invalid` for a wrong length, NaN, infinity, and for `cosine` zero
 */
export function prepareVector(
  vector: ArrayLike<number>,
  dim: number,
  metric: Metric,
  out: Float64Array,
  name = "vector",
): Float64Array {
  if (vector.length !== dim) {
    throw new VisualSearchError(
      "vector-invalid",
      `Expected a ${name} of ${dim} numbers, got ${vector.length}. Use the encoder of this index.`,
    );
  }
  let squares = 0;
  for (let i = 0; i < dim; i++) {
    const value = vector[i]!;
    out[i] = value;
    squares += value * value;
  }
  if (!(squares <= (metric === "ip" ? MAX_SQUARED_LENGTH : Number.MAX_VALUE))) {
    throw new VisualSearchError(
      "vector-invalid",
      `Expected finite numbers in the ${name}, found NaN, infinite or far too large ones. ` +
        "Check what made it.",
    );
  }
  if (metric === "cosine") {
    if (squares === 0) {
      throw new VisualSearchError(
        "vector-invalid",
        `Expected a ${name} with a direction, got only zeros. Check what made it.`,
      );
    }
    const norm = 1 / Math.sqrt(squares);
    for (let i = 0; i < dim; i++) out[i]! *= norm;
  }
  return out;
}

/** Steps of the residual code in one step of the row's first code. */
export const RESIDUAL_STEPS = 2 * MAX_CODE;

export interface CodedRows {
  params: CodeParams;
  /** `count * strideOf(dim)` codes, -127 to 127. */
  codes: Int8Array;
  /** `ROW_FLOATS` numbers for each row. */
  rows: Float32Array;
  /**
   * What the codes left over: as `codes`, in steps of the row's own divided by `RESIDUAL_STEPS`; or, where a
   * bit each was asked for, as `codes` with 1 and -1 for what lies above and below.
   */
  residuals: Int8Array | undefined;
}

/** Codes `vectors` (row after row of `dim` numbers). */
export function codeRows(
  vectors: Float32Array,
  options: { dim: number; metric: Metric; seed: number; residual?: boolean | "bit" },
): CodedRows {
  const { dim, metric, seed } = options;
  const count = vectors.length / dim;
  const row = new Float64Array(dim);
  const read = (i: number) =>
    prepareVector(vectors.subarray(i * dim, (i + 1) * dim), dim, metric, row, `vector in row ${i}`);

  const sums = new Float64Array(dim);
  for (let i = 0; i < count; i++) {
    read(i);
    for (let d = 0; d < dim; d++) sums[d]! += row[d]!;
  }
  const mean = Float32Array.from(sums, (sum) => sum / Math.max(1, count));

  const stride = strideOf(dim);
  const rotation = Rotation.of(dim, seed);
  const codes = new Int8Array(count * stride);
  const rows = new Float32Array(count * ROW_FLOATS);
  const residuals = options.residual ? new Int8Array(codes.length) : undefined;
  for (let i = 0; i < count; i++) {
    read(i);
    let term = 0;
    for (let d = 0; d < dim; d++) {
      term += row[d]! * mean[d]!;
      row[d]! -= mean[d]!;
    }
    rotation.apply(row);
    let largest = 0;
    for (let d = 0; d < dim; d++) largest = Math.max(largest, Math.abs(row[d]!));
    // A row at the very mean has nothing left to code; any step will do.
    const step = Math.fround(largest / MAX_CODE) || 1;
    for (let d = 0; d < dim; d++) {
      const code = clampCode(Math.round(row[d]! / step));
      codes[i * stride + d] = code;
      if (residuals) {
        const rest = row[d]! / step - code;
        residuals[i * stride + d] =
          options.residual === "bit"
            ? rest < 0
              ? -1
              : 1
            : clampCode(Math.round(rest * RESIDUAL_STEPS));
      }
    }
    rows[i * ROW_FLOATS] = step;
    rows[i * ROW_FLOATS + 1] = term;
  }
  return { params: { dim, metric, seed, mean }, codes, rows, residuals };
}

function clampCode(value: number): number {
  return Math.max(-MAX_CODE, Math.min(MAX_CODE, value));
}

/**
 * The largest query code, 16 bits at most, for which no dot product with int8 codes can overflow an int32. A
 * query is coded so finely because it costs the kernel nothing (it widens the rows to 16 bits anyway) and
 * leaves the row codes as the only source of error.
 */
export function maxQueryCode(dim: number): number {
  return Math.min(32_767, Math.floor((2 ** 31 - 1) / (128 * dim)));
}

/**
 * The unit vector that a row's sign bits stand for, with the same distance from the mean, which follows
 * from its term.
 */
export function decodeSigns(
  bits: Uint8Array,
  term: number,
  { dim, metric, mean }: CodeParams,
  rotation: Rotation,
): Float32Array {
  let meanSquare = 0;
  for (const value of mean) meanSquare += value * value;
  const size = Math.sqrt(Math.max(1e-12, 1 - 2 * term + meanSquare) / dim);
  const x = Float64Array.from({ length: dim }, (_, d) =>
    bits[d >> 3]! & (1 << (d & 7)) ? -size : size,
  );
  rotation.invert(x);
  for (let d = 0; d < dim; d++) x[d]! += mean[d]!;
  return Float32Array.from(prepareVector(x, dim, metric, x));
}

/** Of what a code leaves over, evenly spread over half a step to either side, the mean size in steps. */
const MEAN_REMAINDER = 0.25;

/** What a row's residual code or bits tell of the numbers that its code left over. */
export type Remainder =
  | { residuals: Int8Array }
  /** In the place of sign bits, set where what is left over is negative. */
  | { bits: Uint8Array };

/** The vector that a row of codes stands for, with what it left over as far as that is known. */
export function decodeRow(
  codes: Int8Array,
  step: number,
  params: CodeParams,
  rotation: Rotation,
  remainder?: Remainder,
): Float32Array {
  const { dim, metric, mean } = params;
  const x = Float64Array.from(
    { length: dim },
    (_, d) => (codes[d]! + (remainder ? remainderAt(remainder, d) : 0)) * step,
  );
  rotation.invert(x);
  for (let d = 0; d < dim; d++) x[d]! += mean[d]!;
  return Float32Array.from(metric === "cosine" ? prepareVector(x, dim, metric, x) : x);
}

/** In steps of the row's code. */
function remainderAt(remainder: Remainder, d: number): number {
  if ("residuals" in remainder) return remainder.residuals[d]! / RESIDUAL_STEPS;
  return remainder.bits[d >> 3]! & (1 << (d & 7)) ? -MEAN_REMAINDER : MEAN_REMAINDER;
}
