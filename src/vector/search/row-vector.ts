/** The vector of a row, decoded from what an index has of it. */
import { decodeRow, decodeSigns, type Remainder } from "../codes/decode.ts";
import { signBytesOf } from "../codes/sign-bits.ts";
import { ROW_FLOATS } from "../kernel/exports.generated.ts";
import type { IndexMemory } from "./index-memory.ts";

export function rowVector(index: IndexMemory, row: number): Float32Array {
  const { dim, stride, rotation } = index;
  const { buffer } = index.memory;
  const { codes, rows, signs, params } = index.parts;
  const [step, term] = new Float32Array(buffer, rows + row * ROW_FLOATS * 4, ROW_FLOATS);
  if (codes === undefined) {
    const bytes = signBytesOf(dim);
    const bits = new Uint8Array(buffer, signs! + row * bytes, bytes);
    return decodeSigns(bits, term!, params, rotation);
  }
  const code = new Int8Array(buffer, codes + row * stride, dim);
  return decodeRow(code, step!, params, rotation, remainderOf(index, row));
}

function remainderOf({ memory, parts, dim, stride }: IndexMemory, row: number) {
  const { residuals, residualBits } = parts;
  let remainder: Remainder | undefined;
  if (residuals !== undefined) {
    remainder = { residuals: new Int8Array(memory.buffer, residuals + row * stride, dim) };
  } else if (residualBits !== undefined) {
    const bytes = signBytesOf(dim);
    remainder = { bits: new Uint8Array(memory.buffer, residualBits + row * bytes, bytes) };
  }
  return remainder;
}
