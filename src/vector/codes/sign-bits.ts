/** The sign bits of codes: a plane of one bit for each number, lowest dimension in the lowest bit. */
import { strideOf } from "./int8-code.ts";

/** Bytes of the sign bits of a row, a multiple of 16. */
export function signBytesOf(dim: number): number {
  return Math.ceil(dim / 128) * 16;
}

/** The sign bits of every row of codes; set if a code is negative. */
export function signPlane(codes: Int8Array, dim: number): Uint8Array {
  const stride = strideOf(dim);
  const bytes = signBytesOf(dim);
  const plane = new Uint8Array((codes.length / stride) * bytes);
  for (let row = 0; row < codes.length / stride; row++) {
    for (let d = 0; d < dim; d++) {
      if (codes[row * stride + d]! < 0) plane[row * bytes + (d >> 3)]! |= 1 << (d & 7);
    }
  }
  return plane;
}

/** Whether the bit of dimension `d` is set in the bits of a row. */
export function isNegative(bits: Uint8Array, d: number): boolean {
  return (bits[d >> 3]! & (1 << (d & 7))) !== 0;
}
