/** Reads the index files of hnswlib. */
import { VisualSearchError } from "../../lib/errors.ts";
import { HEADER_BYTES, type HnswlibHeader, invalid, readHeader } from "./header.ts";

// `save_index` in Python, `writeIndex` of hnswlib-node and `saveIndex` in C++ write the same layout (that of hnswlib
// 0.8.0), little-endian, without magic or version:
//
// - a header of 96 bytes, see header.ts;
// - for each element a row: uint16 number of links, a byte whose lowest bit marks it deleted, a zero byte, room for
//   `2 m` links (uint32), the vector (float32), the label (uint64);
// - for each element the uint32 length of its upper lists, then for each level above 0 a uint16 number of links, two
//   zero bytes, and room for `m` links.
//
// Limits: files written where `size_t` has 64 bits, and vectors of float32. The file does not tell its space: Euclidean
// (`l2`) files look the same, and only the caller knows. Labels are unique unless hnswlib was told to
// `replace_deleted`, which may write one twice; they are kept as they are.

const COUNT_MASK = 0xffff;
const DELETED = 1;
const EXPONENT = 0x7f80_0000;

/** What an hnswlib file holds. Rows are hnswlib's internal ids. */
export interface HnswlibIndex extends HnswlibHeader {
  /** `count * dim` numbers, row after row, all finite; unit length if hnswlib's space was `cosine`. */
  vectors: Float32Array<ArrayBuffer>;
  labels: BigUint64Array<ArrayBuffer>;
  /** 1 for a row marked deleted. It still takes part in the graph. */
  deleted: Uint8Array<ArrayBuffer>;
  /** Highest level of each row. */
  levels: Uint8Array<ArrayBuffer>;
  /**
   * Rows linked from `row` on `level` (0 to its own): a view of the file's bytes, which must not change.
   *
   * @throws VisualSearchError `invalid-argument`
   */
  neighbours(row: number, level: number): Uint32Array;
}

/**
 * Reads an hnswlib index file. Everything is checked before it is used, and no more is allocated than the file is long
 * (twice that if it does not begin at a multiple of 4 of its buffer).
 *
 * @param options.dim numbers in a vector, to be compared with the file's
 * @throws VisualSearchError `index-invalid`
 */
export function readHnswlib(file: Uint8Array, options: { dim?: number } = {}): HnswlibIndex {
  const { header, rowBytes } = readHeader(file, options.dim);
  const { count } = header;
  const lists = readLists(wordsOf(file), header, rowBytes / 4);
  const rows = readRows(lists, header);
  return {
    ...header,
    ...rows,
    levels: lists.levels,
    neighbours(row, level) {
      const top = lists.levels[row];
      if (top === undefined || !Number.isInteger(level) || level < 0 || level > top) {
        throw new VisualSearchError(
          "invalid-argument",
          `Expected a row of 0 to ${count - 1} and a level it is on, got row ${row}, level ${level}. ` +
            "Ask levels[row] first.",
        );
      }
      const listAt = lists.at(row, level);
      return lists.words.subarray(listAt + 1, listAt + 1 + (lists.words[listAt]! & COUNT_MASK));
    },
  };
}

/** The file as 32-bit words, which all of its parts are made of; copied only if it is not aligned. */
function wordsOf(file: Uint8Array): Uint32Array {
  if (file.length % 4 !== 0) {
    throw invalid("a multiple of 4 bytes", `${file.length}`);
  }
  const bytes = file.byteOffset % 4 === 0 ? file : new Uint8Array(file);
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

/** The lists of links in the words of a file. */
interface Lists {
  words: Uint32Array;
  levels: Uint8Array<ArrayBuffer>;
  /** The word where a row's list of a level is. A row begins with that of level 0. */
  at(row: number, level: number): number;
}

/** Finds the lists, and checks that they fill the file. */
function readLists(words: Uint32Array, header: HnswlibHeader, rowWords: number): Lists {
  const { count, m, maxLevel, entry } = header;
  const upperWords = 1 + m;
  const firstRow = HEADER_BYTES / 4;
  const levels = new Uint8Array(count);
  /** Where a row's list of level 1 is. */
  const upperAt = new Uint32Array(count);
  let at = firstRow + count * rowWords;
  for (let row = 0; row < count; row++) {
    // Every element has a length: there must be room for those that follow.
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
    throw invalid(`a file of ${at * 4} bytes`, `${words.length * 4}`);
  }
  if (count > 0 && levels[entry] !== maxLevel) {
    throw invalid(`an entry on level ${maxLevel}`, `element ${entry} on level ${levels[entry]}`);
  }
  return {
    words,
    levels,
    at: (row, level) =>
      level === 0 ? firstRow + row * rowWords : upperAt[row]! + (level - 1) * upperWords,
  };
}

/** Checks all links, and copies the vectors, labels and marks of the rows. */
function readRows(lists: Lists, { count, dim, m }: HnswlibHeader) {
  const { words, levels } = lists;
  const vectors = new Float32Array(count * dim);
  const labels = new BigUint64Array(count);
  const deleted = new Uint8Array(count);
  const vectorWords = new Uint32Array(vectors.buffer);
  const labelWords = new Uint32Array(labels.buffer);
  for (let row = 0; row < count; row++) {
    for (let level = 0; level <= levels[row]!; level++) checkLinks(lists, row, level, m);
    const rowAt = lists.at(row, 0);
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
  return { vectors, labels, deleted };
}

/** Checks that the links of a row on a level lead to rows of that level. */
function checkLinks({ words, levels, at }: Lists, row: number, level: number, m: number): void {
  const listAt = at(row, level);
  const room = level === 0 ? 2 * m : m;
  const size = words[listAt]! & COUNT_MASK;
  const flags = words[listAt]! >>> 16;
  if (size > room || flags > (level === 0 ? DELETED : 0)) {
    throw invalid(
      `at most ${room} links and no unknown flags for element ${row} on level ${level}`,
      `${size} links, flags ${flags}`,
    );
  }
  for (let i = listAt + 1; i <= listAt + size; i++) {
    const to = words[i]!;
    if (to >= levels.length || levels[to]! < level) {
      throw invalid(
        `links of element ${row} on level ${level} to elements below ${levels.length} that are there`,
        `element ${to}${to < levels.length ? `, which ends on level ${levels[to]}` : ""}`,
      );
    }
  }
}
