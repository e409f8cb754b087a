/** Codes and sign bits back to vectors, as far as they tell them. */
import { MEAN_REMAINDER } from "../kernel/exports.generated.ts";
import { type CodeParams, prepareVector, RESIDUAL_STEPS, squareOf } from "./int8-code.ts";
import type { Rotation } from "./rotation.ts";
import { isNegative } from "./sign-bits.ts";

/**
 * The unit vector that a row's sign bits stand for. Its distance from the mean is the row's own, which follows from the
 * row's term.
 */
export function decodeSigns(
  bits: Uint8Array,
  term: number,
  params: CodeParams,
  rotation: Rotation,
): Float32Array {
  const { dim, metric, mean } = params;
  const size = Math.sqrt(Math.max(1e-12, 1 - 2 * term + squareOf(mean)) / dim);
  const x = Float64Array.from({ length: dim }, (_, d) => (isNegative(bits, d) ? -size : size));
  rotation.invert(x);
  for (let d = 0; d < dim; d++) x[d]! += mean[d]!;
  return Float32Array.from(prepareVector(x, { dim, metric }, x));
}

/** What a row's residual code, or its residual bits, tell about the numbers that its code left over. */
export type Remainder =
  | { residuals: Int8Array }
  /** Like sign bits: set if what is left over is negative. */
  | { bits: Uint8Array };

/** The vector that a row of codes stands for, with what it left over if that is known. */
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
  return Float32Array.from(metric === "cosine" ? prepareVector(x, { dim, metric }, x) : x);
}

/** In steps of the row's code. */
function remainderAt(remainder: Remainder, d: number): number {
  if ("residuals" in remainder) return remainder.residuals[d]! / RESIDUAL_STEPS;
  return isNegative(remainder.bits, d) ? -MEAN_REMAINDER : MEAN_REMAINDER;
}
