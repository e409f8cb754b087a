/** Vectors to int8 codes: subtract the mean, rotate, quantise with a step of the row's own. */
import { VisualSearchError } from "../../lib/errors.ts";
import { ROW_FLOATS, STRIDE_STEP } from "../kernel/exports.generated.ts";
import { Rotation } from "./rotation.ts";

// Embeddings of one model lie in a narrow cone, so that without centring most of the int8 range would be wasted. After
// the rotation no coordinate stands out, so that the largest one can set the step and nothing is clipped.

/** How similarity is measured: the cosine, or the inner product as it is. */
export type Metric = "cosine" | "ip";

/** What is needed to code a vector; the same for all rows of an index. */
export interface CodeParams {
  dim: number;
  metric: Metric;
  /** Seed of the rotation, uint32. */
  seed: number;
  /** Mean of the vectors (of unit length, for `cosine`); `dim` numbers. */
  mean: Float32Array;
}

const MAX_CODE = 127;

/** Squared length beyond which inner products would not fit into float32. */
export const MAX_SQUARED_LENGTH = 2 ** 127;

export const MAX_DIM = 4096;

/** Bytes of the codes of a row. */
export function strideOf(dim: number): number {
  return Math.ceil(dim / STRIDE_STEP) * STRIDE_STEP;
}

/** The squared length of a vector. */
export function squareOf(vector: Float32Array): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return sum;
}

/** The form that vectors must have: `dim` finite numbers, and for `cosine` a direction. */
export interface VectorForm {
  dim: number;
  metric: Metric;
  /** What messages call the vector. */
  name?: string;
}

/**
 * Checks a vector and writes it to `out`, for `cosine` with unit length.
 *
 * @throws VisualSearchError `vector-invalid` for a wrong length, NaN, infinity, and for `cosine` zero
 */
export function prepareVector(
  vector: ArrayLike<number>,
  { dim, metric, name = "vector" }: VectorForm,
  out: Float64Array,
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
      `Expected finite numbers in the ${name}, got NaN, infinite or far too large ones. ` +
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

/** The rows of an index, as codes. */
export interface CodedRows {
  params: CodeParams;
  /** `count * strideOf(dim)` codes, -127 to 127. */
  codes: Int8Array;
  /** `ROW_FLOATS` numbers for each row: the width of its step, and its dot with the mean. */
  rows: Float32Array;
  /**
   * What the codes left over, like `codes`: in steps of the row's own divided by `RESIDUAL_STEPS`, or, if a bit each
   * was asked for, 1 and -1 for what lies above and below.
   */
  residuals: Int8Array | undefined;
}

export interface CodeOptions {
  dim: number;
  metric: Metric;
  seed: number;
  residual?: boolean | "bit";
}

/** Codes `vectors`, row after row of `dim` numbers. */
export function codeRows(vectors: Float32Array, options: CodeOptions): CodedRows {
  const { dim, metric, seed, residual } = options;
  const count = vectors.length / dim;
  const row = new Float64Array(dim);
  const read = (i: number) => {
    const vector = vectors.subarray(i * dim, (i + 1) * dim);
    prepareVector(vector, { dim, metric, name: `vector in row ${i}` }, row);
  };
  const mean = meanOf(count, row, read);
  const stride = strideOf(dim);
  const rotation = Rotation.of(dim, seed);
  const codes = new Int8Array(count * stride);
  const rows = new Float32Array(count * ROW_FLOATS);
  const residuals = residual ? new Int8Array(codes.length) : undefined;
  for (let i = 0; i < count; i++) {
    read(i);
    const term = subtractMean(row, mean);
    rotation.apply(row);
    const step = stepFor(row);
    for (let d = 0; d < dim; d++) {
      const code = clampCode(Math.round(row[d]! / step));
      codes[i * stride + d] = code;
      if (residuals) residuals[i * stride + d] = residualCode(row[d]! / step - code, residual);
    }
    rows[i * ROW_FLOATS] = step;
    rows[i * ROW_FLOATS + 1] = term;
  }
  return { params: { dim, metric, seed, mean }, codes, rows, residuals };
}

/** The mean of the rows that `read` brings into `row`. */
function meanOf(count: number, row: Float64Array, read: (i: number) => void): Float32Array {
  const sums = new Float64Array(row.length);
  for (let i = 0; i < count; i++) {
    read(i);
    for (let d = 0; d < row.length; d++) sums[d]! += row[d]!;
  }
  return Float32Array.from(sums, (sum) => sum / Math.max(1, count));
}

/** Subtracts the mean from a row, in place; returns the dot of what the row was with the mean. */
function subtractMean(row: Float64Array, mean: Float32Array): number {
  let term = 0;
  for (let d = 0; d < row.length; d++) {
    term += row[d]! * mean[d]!;
    row[d]! -= mean[d]!;
  }
  return term;
}

/** The width of a step by which the largest number of a row has the largest code. */
function stepFor(row: Float64Array): number {
  let largest = 0;
  for (let d = 0; d < row.length; d++) largest = Math.max(largest, Math.abs(row[d]!));
  // A row equal to the mean has nothing left to code; any step will do.
  return Math.fround(largest / MAX_CODE) || 1;
}

/** The residual code of what a code left over, in steps. */
function residualCode(remainder: number, residual: boolean | "bit" | undefined): number {
  if (residual === "bit") return remainder < 0 ? -1 : 1;
  return clampCode(Math.round(remainder * RESIDUAL_STEPS));
}

function clampCode(value: number): number {
  return Math.max(-MAX_CODE, Math.min(MAX_CODE, value));
}

/**
 * The largest query code, 16 bits at most, for which no dot product with int8 codes can overflow an int32. A query is
 * coded so finely because it costs the kernel nothing (it widens the rows to 16 bits anyway) and leaves the row codes
 * as the only source of error.
 */
export function maxQueryCode(dim: number): number {
  return Math.min(32_767, Math.floor((2 ** 31 - 1) / (128 * dim)));
}
