/** The header of an hnswlib file, every field checked. */
import { VisualSearchError } from "../../lib/errors.ts";
import { MAX_DIM } from "../codes/int8-code.ts";

export const HEADER_BYTES = 96;
/** Byte offsets of the header's fields: uint64, except for those noted. */
const HEADER = {
  levelZeroAt: 0,
  capacity: 8,
  count: 16,
  rowBytes: 24,
  labelAt: 32,
  vectorAt: 40,
  maxLevel: 48, // int32, -1 when empty
  entry: 52, // uint32, all ones when empty
  m: 56,
  mZero: 64,
  mAgain: 72,
  // At 80 a double, by which hnswlib draws the levels of new elements.
  efConstruction: 88,
};
/** The fields that tell a header where `size_t` has 32 bits, as in hnswlib-wasm. */
const HEADER_32 = { rowBytes: 12, labelAt: 16, vectorAt: 20, m: 32, mZero: 36, byteLength: 56 };

const LABEL_BYTES = 8;
/** The number of links has 16 bits, and level 0 has room for `2 m`. */
const MAX_M = 0x7fff;
const MAX_LEVEL = 255;

export function invalid(expected: string, got: string, remedy?: string): VisualSearchError {
  return new VisualSearchError(
    "index-invalid",
    `Expected ${expected}, got ${got}. ` +
      (remedy ?? "Save the index again with hnswlib, and check that the copy is whole."),
  );
}

/** What the header of an hnswlib file says. */
export interface HnswlibHeader {
  /** Number of rows, deleted ones among them. */
  count: number;
  dim: number;
  /** Room for links: `m` on the upper levels, twice as many on level 0. */
  m: number;
  efConstruction: number;
  /** Highest level; -1 when there are no rows. */
  maxLevel: number;
  /** The row, on `maxLevel`, where a search begins; -1 when there are no rows. */
  entry: number;
}

/** Whether the header is coherent when its fields have 32 bits. In a 64-bit one `rowBytes` would be 0. */
function has32BitLayout(view: DataView): boolean {
  if (view.byteLength < HEADER_32.byteLength) return false;
  const vectorAt = view.getUint32(HEADER_32.vectorAt, true);
  const labelAt = view.getUint32(HEADER_32.labelAt, true);
  const m = view.getUint32(HEADER_32.m, true);
  return (
    m > 0 &&
    view.getUint32(HEADER_32.mZero, true) === 2 * m &&
    vectorAt === 4 + 8 * m &&
    labelAt > vectorAt &&
    view.getUint32(HEADER_32.rowBytes, true) === labelAt + 4
  );
}

/**
 * Reads the header of an hnswlib file.
 *
 * @param expectedDim numbers in a vector, if the caller knows
 * @returns what it says, and the bytes of a row
 * @throws VisualSearchError `index-invalid`
 */
export function readHeader(
  file: Uint8Array,
  expectedDim: number | undefined,
): { header: HnswlibHeader; rowBytes: number } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (has32BitLayout(view)) {
    throw invalid(
      "an hnswlib index written where size_t has 64 bits",
      "one of 32 bits, as hnswlib-wasm writes it",
      "Build it with Python hnswlib, hnswlib-node or buildIndex.",
    );
  }
  if (file.length < HEADER_BYTES) {
    throw invalid(`an hnswlib header of ${HEADER_BYTES} bytes`, `a file of ${file.length}`);
  }
  const { m, rowBytes, vectorBytes } = readRowLayout(view);
  const dim = vectorBytes / 4;
  if (!Number.isInteger(dim) || dim < 1 || dim > MAX_DIM) {
    throw invalid(
      `float32 vectors of 1 to ${MAX_DIM} numbers`,
      `${vectorBytes} bytes for each`,
      "Save the index again with hnswlib; its spaces of int8 or float16 cannot be read.",
    );
  }
  if (expectedDim !== undefined && dim !== expectedDim) {
    throw invalid(
      `vectors of ${expectedDim} numbers`,
      `vectors of ${dim}`,
      "Give the file of the same encoder, or leave dim out.",
    );
  }
  const count = uint64(view, HEADER.count);
  const capacity = uint64(view, HEADER.capacity);
  const least = HEADER_BYTES + count * (rowBytes + 4);
  if (least > file.length) {
    throw invalid(`at least ${least} bytes for ${count} elements`, `${file.length}`);
  }
  if (count > capacity) {
    throw invalid(`at most ${capacity} elements, as the header allows`, `${count}`);
  }
  return { header: { count, dim, m, ...readGraphSettings(view, count) }, rowBytes };
}

/** A field of 64 bits. Beyond 2 ** 53 the number is not exact, but then it is refused anyway. */
function uint64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

function readRowLayout(view: DataView): { m: number; rowBytes: number; vectorBytes: number } {
  const m = uint64(view, HEADER.m);
  const mZero = uint64(view, HEADER.mZero);
  const mAgain = uint64(view, HEADER.mAgain);
  if (m < 1 || m > MAX_M || mZero !== 2 * m || mAgain !== m) {
    throw invalid(
      `an hnswlib header with M of 1 to ${MAX_M}, and twice that for level 0`,
      `M ${m} and ${mAgain}, level 0 ${mZero}`,
    );
  }
  const levelZeroAt = uint64(view, HEADER.levelZeroAt);
  const vectorAt = uint64(view, HEADER.vectorAt);
  const labelAt = uint64(view, HEADER.labelAt);
  const rowBytes = uint64(view, HEADER.rowBytes);
  if (levelZeroAt !== 0 || vectorAt !== 4 + 4 * mZero || rowBytes !== labelAt + LABEL_BYTES) {
    throw invalid(
      `rows of links at 0, the vector at ${4 + 4 * mZero} and a label of ${LABEL_BYTES} bytes at the end`,
      `links at ${levelZeroAt}, the vector at ${vectorAt}, the label at ${labelAt}, ${rowBytes} bytes a row`,
    );
  }
  return { m, rowBytes, vectorBytes: labelAt - vectorAt };
}

function readGraphSettings(view: DataView, count: number) {
  const maxLevel = view.getInt32(HEADER.maxLevel, true);
  // An empty index has -1 in the unsigned field.
  const entry =
    count === 0 ? view.getInt32(HEADER.entry, true) : view.getUint32(HEADER.entry, true);
  if (count === 0 ? entry !== -1 || maxLevel !== -1 : entry >= count) {
    throw invalid(
      count === 0 ? "entry and highest level -1 in an empty index" : `an entry below ${count}`,
      `entry ${entry}, highest level ${maxLevel}`,
    );
  }
  if (maxLevel > MAX_LEVEL || (count > 0 && maxLevel < 0)) {
    throw invalid(`a highest level of 0 to ${MAX_LEVEL}`, `${maxLevel}`);
  }
  const efConstruction = uint64(view, HEADER.efConstruction);
  if (efConstruction < 1 || !Number.isSafeInteger(efConstruction)) {
    throw invalid("an ef_construction of 1 or more", `${efConstruction}`);
  }
  return { maxLevel, entry, efConstruction };
}
