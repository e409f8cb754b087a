/** Pairs: which items of a catalog go together, because the shop says so. */
import {
  bytesOf,
  readContainer,
  requireSection,
  SegmentKind,
  writeContainer,
} from "../../vector/file/container.ts";
import { invalidFile } from "../files/invalid-file.ts";

const PAIRS_SECTION = 1;
const NOTHING = new Uint32Array();

/**
 * Makes a file of the pairs that items name by ids. Ids of no item and of the item itself are passed over.
 *
 * @param items with their rows of the catalog
 * @returns `undefined` if there is no pair
 */
export function writePairs(
  items: readonly { id: string; row: number; goesWith: readonly string[] | undefined }[],
): Uint8Array<ArrayBuffer> | undefined {
  const rowOf = new Map(items.map(({ id, row }) => [id, row]));
  const partners = new Map<number, Set<number>>();
  let count = 0;
  for (const { row, goesWith = [] } of items) {
    for (const id of goesWith) {
      const other = rowOf.get(id);
      if (other === undefined || other === row) continue;
      const [low, high] = row < other ? [row, other] : [other, row];
      const known = partners.get(low) ?? new Set();
      partners.set(low, known);
      if (!known.has(high)) count++;
      known.add(high);
    }
  }
  if (count === 0) return undefined;
  const bytes: number[] = [];
  let last = 0;
  for (const [low, others] of [...partners].sort(([a], [b]) => a - b)) {
    addVarint(bytes, low - last);
    last = low;
    addVarint(bytes, others.size);
    let before = low;
    for (const high of [...others].sort((a, b) => a - b)) {
      addVarint(bytes, high - before);
      before = high;
    }
  }
  const rows = items.reduce((most, { row }) => Math.max(most, row + 1), 0);
  return writeContainer({
    kind: SegmentKind.pairs,
    count,
    params: bytesOf(Uint32Array.of(rows)),
    sections: [{ type: PAIRS_SECTION, bytes: Uint8Array.from(bytes) }],
  });
}

/** Seven bits a byte, the lowest first; the eighth is set if another byte follows. */
function addVarint(bytes: number[], value: number): void {
  let left = value;
  while (left >= 128) {
    bytes.push((left % 128) + 128);
    left = Math.floor(left / 128);
  }
  bytes.push(left);
}

/** An opened file of pairs. */
export class PairTable {
  /** Number of pairs. */
  readonly count: number;
  readonly #starts: Uint32Array;
  readonly #partners: Uint32Array;

  /**
   * Reads and checks all of it.
   *
   * @param rows of the catalog; every row that is named must be below
   * @throws VisualSearchError `index-invalid`, `index-unsupported` or `catalog-invalid`
   */
  constructor(file: Uint8Array, rows: number) {
    const container = readContainer(file, SegmentKind.pairs);
    const bytes = requireSection(container, PAIRS_SECTION, "pairs");
    const { count } = container;
    // A pair takes at least one byte.
    if (count > bytes.length) throw invalidPairs(`${count} of them in ${bytes.length} bytes`);
    const low = new Uint32Array(count);
    const high = new Uint32Array(count);
    const starts = new Uint32Array(rows + 1);
    const read = varints(bytes);
    let pair = 0;
    for (let row = 0, isFirst = true; pair < count; isFirst = false) {
      const step = read();
      if (!isFirst && step === 0) throw invalidPairs("rows that do not ascend");
      row += step;
      const size = read();
      if (size === 0 || size > count - pair) throw invalidPairs(`${size} partners of row ${row}`);
      let other = row;
      for (let i = 0; i < size; i++, pair++) {
        const gap = read();
        other += gap;
        if (gap === 0 || other >= rows) throw invalidPairs(`row ${other} of ${rows} as a partner`);
        low[pair] = row;
        high[pair] = other;
        starts[row + 1]!++;
        starts[other + 1]!++;
      }
    }
    if (read.at() !== bytes.length) throw invalidPairs("more bytes than pairs");
    for (let row = 0; row < rows; row++) starts[row + 1]! += starts[row]!;
    const next = starts.slice();
    const partners = new Uint32Array(2 * count);
    for (let i = 0; i < count; i++) {
      partners[next[low[i]!]!++] = high[i]!;
      partners[next[high[i]!]!++] = low[i]!;
    }
    this.count = count;
    this.#starts = starts;
    this.#partners = partners;
  }

  /** Rows of what goes with the item of a row. Some may be of items that are gone. */
  partners(row: number): Uint32Array {
    if (row + 1 >= this.#starts.length) return NOTHING;
    return this.#partners.subarray(this.#starts[row], this.#starts[row + 1]);
  }
}

interface VarintReader {
  (): number;
  /** Bytes read so far. */
  at(): number;
}

function varints(bytes: Uint8Array): VarintReader {
  let at = 0;
  const read = () => {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 28; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw invalidPairs("an end in the middle of a pair");
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
    throw invalidPairs("a number of more than five bytes");
  };
  return Object.assign(read, { at: () => at });
}

function invalidPairs(got: string) {
  return invalidFile("the pairs of a catalog's items", got);
}
