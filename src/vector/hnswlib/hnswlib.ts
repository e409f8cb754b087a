import { VisualSearchError } from "../../lib/errors.ts";
import { MAX_DIM, MAX_SQUARED_LENGTH, type Metric } from "../codes/int8-code.ts";
import { MAX_GRAPH_M, MAX_LEVELS, packGraph } from "../graph/graph.ts";
import { type BuildIndexOptions, buildIndex } from "../vector-index.ts";

/**
 * Reads the index files of hnswlib: `save_index` in Python, `writeIndex` of hnswlib-node, `saveIndex` in
 * C++, all of one layout (that of hnswlib 0.8.0), little-endian, without magic or version:
 *
 * - a header of 96 bytes, `HEADER` below;
 * - for each element a row: uint16 number of links, a byte whose lowest bit marks it deleted, a zero
 *   byte, room for `2 m` links (uint32), the vector (float32), the label (uint64);
 * - for each element the uint32 length of its upper lists, then for each level above 0 a uint16 number of
 *   links, two zero bytes, and room for `m` links.
 *
 * Limits: files written where `size_t` has 64 bits, and vectors of float32. The file does not tell its
 * space: Euclidean (`l2`) files look the same, and only the caller knows. Labels are unique unless
 * hnswlib was told to `replace_deleted`, which may write one twice; they are kept as they are.
 */

const HEADER_BYTES = 96;
/** Byte offsets of the header's fields: uint64, but for those noted. */
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
/** The same fields where `size_t` has 32 bits, as in hnswlib-wasm; those that tell it. */
const HEADER_32 = { rowBytes: 12, labelAt: 16, vectorAt: 20, m: 32, mZero: 36, byteLength: 56 };

const LABEL_BYTES = 8;
const COUNT_MASK = 0xffff;
const DELETED = 1;
/** The number of links has 16 bits, and level 0 has room for `2 m`. */
const MAX_M = 0x7fff;
const MAX_LEVEL = 255;
const EXPONENT = 0x7f80_0000;

/** What an hnswlib file holds. Rows are hnswlib's internal ids. */
export interface HnswlibIndex {
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
  /** `count * dim` numbers, row after row, all finite; unit length if hnswlib's space was `cosine`. */
  vectors: Float32Array<ArrayBuffer>;
  labels: BigUint64Array<ArrayBuffer>;
  /** 1 for a row marked deleted. It still takes part in the graph. */
  deleted: Uint8Array<ArrayBuffer>;
  /** Highest level of each row. */
  levels: Uint8Array<ArrayBuffer>;
  /**
   * Rows linked from `row` on `level` (0 to its own): a view of the file's bytes, which must stay as they
   * were.
   *
   * @throws VisualSearchError `invalid-argument`
   */
  neighbours(row: number, level: number): Uint32Array;
}

function invalid(expected: string, got: string, remedy?: string): VisualSearchError {
  return new VisualSearchError(
    "index-invalid",
    `Expected ${expected}, got ${got}. ` +
      (remedy ?? "Save the index again with hnswlib, and check that the copy is whole."),
  );
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

function readHeader(file: Uint8Array, expectedDim: number | undefined) {
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
  // Beyond 2 ** 53 the number is not exact, but then it is refused anyway.
  const uint64 = (at: number) => Number(view.getBigUint64(at, true));
  const m = uint64(HEADER.m);
  const mZero = uint64(HEADER.mZero);
  const vectorAt = uint64(HEADER.vectorAt);
  const labelAt = uint64(HEADER.labelAt);
  const rowBytes = uint64(HEADER.rowBytes);
  if (m < 1 || m > MAX_M || mZero !== 2 * m || uint64(HEADER.mAgain) !== m) {
    throw invalid(
      `an hnswlib header with M of 1 to ${MAX_M}, and twice that for level 0`,
      `M ${m} and ${uint64(HEADER.mAgain)}, level 0 ${mZero}`,
    );
  }
  if (
    uint64(HEADER.levelZeroAt) !== 0 ||
    vectorAt !== 4 + 4 * mZero ||
    rowBytes !== labelAt + LABEL_BYTES
  ) {
    throw invalid(
      `rows of links at 0, the vector at ${4 + 4 * mZero} and a label of ${LABEL_BYTES} bytes at the end`,
      `links at ${uint64(HEADER.levelZeroAt)}, the vector at ${vectorAt}, the label at ${labelAt}, ` +
        `${rowBytes} bytes a row`,
    );
  }
  const dim = (labelAt - vectorAt) / 4;
  if (!Number.isInteger(dim) || dim < 1 || dim > MAX_DIM) {
    throw invalid(
      `float32 vectors of 1 to ${MAX_DIM} numbers`,
      `${labelAt - vectorAt} bytes for each`,
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
  const count = uint64(HEADER.count);
  const capacity = uint64(HEADER.capacity);
  const least = HEADER_BYTES + count * (rowBytes + 4);
  if (least > file.length) {
    throw invalid(`at least ${least} bytes for ${count} elements`, `${file.length}`);
  }
  if (count > capacity) {
    throw invalid(`at most ${capacity} elements, as the header allows`, `${count}`);
  }
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
  const efConstruction = uint64(HEADER.efConstruction);
  if (efConstruction < 1 || !Number.isSafeInteger(efConstruction)) {
    throw invalid("an ef_construction of 1 or more", `${efConstruction}`);
  }
  return { count, dim, m, efConstruction, maxLevel, entry, rowBytes };
}

/** The file as 32-bit words, which all of its parts are made of; copied only when it is not aligned. */
function wordsOf(file: Uint8Array): Uint32Array {
  if (file.length % 4 !== 0) {
    throw invalid("a multiple of 4 bytes", `${file.length}`);
  }
  const bytes = file.byteOffset % 4 === 0 ? file : new Uint8Array(file);
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

/**
 * Reads an hnswlib index file. Everything is checked before it is used, and no more is allocated than the
 * file is long (twice that if it does not begin at a multiple of 4 of its buffer).
 *
 * @param options.dim numbers in a vector, to be compared with the file's
 * @throws VisualSearchError `index-invalid`
 */
export function readHnswlib(file: Uint8Array, options: { dim?: number } = {}): HnswlibIndex {
  const { rowBytes, ...header } = readHeader(file, options.dim);
  const { count, dim, m, maxLevel, entry } = header;
  const words = wordsOf(file);
  const rowWords = rowBytes / 4;
  const upperWords = 1 + m;
  const firstRow = HEADER_BYTES / 4;

  const levels = new Uint8Array(count);
  /** Where a row's list of level 1 is. */
  const upperAt = new Uint32Array(count);
  let at = firstRow + count * rowWords;
  for (let row = 0; row < count; row++) {
    // Every element has a length, so that what is left must have room for those to come.
    const room = words.length - at - (count - row);
    const byteLength = words[at]!;
    const level = byteLength / (4 * upperWords);
    if (!Number.isInteger(level) || level > maxLevel || level * upperWords > room) {
      throw invalid(
        `upper lists of 0 to ${maxLevel} times ${4 * upperWords} bytes for element ${row}, ` +
          `with ${room * 4} left`,
        `${byteLength} bytes`,
      );
    }
    levels[row] = level;
    upperAt[row] = at + 1;
    at += 1 + level * upperWords;
  }
  if (at !== words.length) {
    throw invalid(`a file of ${at * 4} bytes`, `${file.length}`);
  }
  if (count > 0 && levels[entry] !== maxLevel) {
    throw invalid(`an entry on level ${maxLevel}`, `element ${entry} on level ${levels[entry]}`);
  }

  const checkLinks = (listAt: number, room: number, flags: number, row: number, level: number) => {
    const size = words[listAt]! & COUNT_MASK;
    if (size > room || words[listAt]! >>> 16 > flags) {
      throw invalid(
        `at most ${room} links and no unknown flags for element ${row} on level ${level}`,
        `${size} links, flags ${words[listAt]! >>> 16}`,
      );
    }
    for (let i = listAt + 1; i <= listAt + size; i++) {
      const to = words[i]!;
      if (to >= count || levels[to]! < level) {
        throw invalid(
          `links of element ${row} on level ${level} to elements below ${count} that are there`,
          `element ${to}${to < count ? `, which ends on level ${levels[to]}` : ""}`,
        );
      }
    }
  };

  const vectors = new Float32Array(count * dim);
  const labels = new BigUint64Array(count);
  const deleted = new Uint8Array(count);
  const vectorWords = new Uint32Array(vectors.buffer);
  const labelWords = new Uint32Array(labels.buffer);
  for (let row = 0; row < count; row++) {
    const rowAt = firstRow + row * rowWords;
    checkLinks(rowAt, 2 * m, DELETED, row, 0);
    for (let level = 1; level <= levels[row]!; level++) {
      checkLinks(upperAt[row]! + (level - 1) * upperWords, m, 0, row, level);
    }
    deleted[row] = words[rowAt]! >>> 16;

    const vectorAt = rowAt + 1 + 2 * m;
    const labelAt = vectorAt + dim;
    labelWords[2 * row] = words[labelAt]!;
    labelWords[2 * row + 1] = words[labelAt + 1]!;
    for (let i = vectorAt; i < labelAt; i++) {
      if ((words[i]! & EXPONENT) === EXPONENT) {
        throw invalid(
          "finite numbers in the vectors",
          `NaN or infinity in element ${row} (label ${labels[row]})`,
          "Check what made it, and build the index again.",
        );
      }
    }
    vectorWords.set(words.subarray(vectorAt, labelAt), row * dim);
  }

  return {
    ...header,
    vectors,
    labels,
    deleted,
    levels,
    neighbours(row, level) {
      const top = levels[row];
      if (top === undefined || !Number.isInteger(level) || level < 0 || level > top) {
        throw new VisualSearchError(
          "invalid-argument",
          `Expected a row of 0 to ${count - 1} and a level it is on, got row ${row}, level ${level}.`,
        );
      }
      const listAt =
        level === 0 ? firstRow + row * rowWords : upperAt[row]! + (level - 1) * upperWords;
      return words.subarray(listAt + 1, listAt + 1 + (words[listAt]! & COUNT_MASK));
    },
  };
}

/** Refuses what an index could not hold, while its label is known. */
function checkLengths(vectors: Float32Array, labels: BigUint64Array, dim: number, metric: Metric) {
  labels.forEach((label, row) => {
    let squares = 0;
    for (let i = row * dim; i < (row + 1) * dim; i++) squares += vectors[i]! * vectors[i]!;
    const problem =
      metric === "cosine"
        ? squares === 0 && "only zeros, which have no direction"
        : squares > MAX_SQUARED_LENGTH && "one too long for inner products in float32";
    if (problem) {
      throw new VisualSearchError(
        "vector-invalid",
        `Expected a usable vector for label ${label}, got ${problem}. ` +
          "Delete or replace it in hnswlib, and save the index again.",
      );
    }
  });
}

/** As `BuildIndexOptions`, without what the file says. */
export type ImportOptions = Pick<BuildIndexOptions, "seed" | "signs" | "residual"> & {
  /** The file does not say which metric it was made for. */
  metric: Metric;
  /** Checked against the file. */
  dim?: number;
};

/**
 * Makes a Vitrine index of an hnswlib file. The graph is taken over as it is; rows that are marked deleted
 * are dropped, and a graph with such rows is built anew.
 *
 * @returns the index's bytes, and the label of each of its rows; hnswlib may write a label twice
 * @throws VisualSearchError as `readHnswlib`; `vector-invalid` for zero (cosine) or far too long vectors
 */
export function importHnswlib(
  file: Uint8Array,
  options: ImportOptions,
): { index: Uint8Array<ArrayBuffer>; labels: BigUint64Array<ArrayBuffer> } {
  const source = readHnswlib(file, options);
  const { vectors, labels, deleted, count, dim } = source;
  // The arrays are ours: move the rows that stay to the front.
  let kept = 0;
  for (let row = 0; row < count; row++) {
    if (deleted[row]) continue;
    if (kept < row) {
      vectors.copyWithin(kept * dim, row * dim, (row + 1) * dim);
      labels[kept] = labels[row]!;
    }
    kept++;
  }
  const keptVectors = vectors.subarray(0, kept * dim);
  const keptLabels = labels.slice(0, kept);
  checkLengths(keptVectors, keptLabels, dim, options.metric);
  const whole = kept === count && count > 0 && source.maxLevel <= MAX_LEVELS;
  const graph = whole
    ? () => packGraph({ ...source, levelOf: source.levels })
    : { m: Math.min(MAX_GRAPH_M, Math.max(2, source.m)) };
  return { index: buildIndex(keptVectors, { ...options, dim, graph }), labels: keptLabels };
}
