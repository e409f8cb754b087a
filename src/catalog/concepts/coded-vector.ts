/** A unit vector as int16 codes, as the files of concepts and of probes hold it. */

const MAX_CODE = 32_767;

/**
 * A unit vector as it is stored: its numbers are `step` times its codes, -32,767 to 32,767, which makes a cosine with
 * it wrong by about 0.00001. It is coded by itself, so that it can be moved from file to file as it is.
 */
export interface CodedVector {
  codes: Int16Array;
  step: number;
}

/** @param vector of unit length */
export function codeVector(vector: Float32Array): CodedVector {
  const most = vector.reduce((sum, x) => Math.max(sum, Math.abs(x)), 0);
  const step = Math.fround(most / MAX_CODE);
  const code = (x: number) => Math.max(-MAX_CODE, Math.min(MAX_CODE, Math.round(x / step)));
  return { codes: Int16Array.from(vector, code), step };
}

/** The unit vector of a code. */
export function decodeVector({ codes, step }: CodedVector): Float32Array {
  return Float32Array.from(codes, (code) => code * step);
}
