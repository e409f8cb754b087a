import { VisualSearchError } from "../../lib/errors.ts";
import {
  bytesOf,
  readContainer,
  requireSection,
  SegmentKind,
  writeContainer,
} from "../../vector/file/container.ts";

const PAIRS_SECTION = 1;
const NOTHING = new Uint32Array();

/**
 * The pairs of items that go together, by the ids that each names; ids of no item name nothing, and an item does
 * not go with itself.
 *
 * @param items ids with their rows of the catalog
 * @returns the file, or `undefined` where there is no pair
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

/** Seven bits a byte, the lowest first; the eighth is set where another byte follows. */
function addVarint(bytes: number[], value: number): void {
  let left = value;
  while (left >= 128) {
    bytes.push((left % 128) + 128);
    left = Math.floor(left / 128);
  }
  bytes.push(left);
}

/** Which items go together. */
export class PairTable {
  /** Number of pairs. */
  readonly count: number;
  readonly #starts: Uint32Array;
  readonly #partners: Uint32Array;

  /**
   * Reads and checks all of it.
   *
   * @param rows rows of the catalog, below which all that is named must be
   * @throws VisualSearchError `index-invalid`, `index-unsupported` or `catalog-invalid`
   */
  constructor(file: Uint8Array, rows: number) {
    const container = readContainer(file, SegmentKind.pairs);
    const bytes = requireSection(container, PAIRS_SECTION, "pairs");
    const { count } = container;
    // A pair takes a byte at least.
    if (count > bytes.length) throw invalid(`${count} pairs in ${bytes.length} bytes`);
    const low = new Uint32Array(count);
    const high = new Uint32Array(count);
    const starts = new Uint32Array(rows + 1);
    const read = varints(bytes);
    let pair = 0;
    for (let row = 0, isFirst = true; pair < count; isFirst = false) {
      const step = read();
      if (!isFirst && step === 0) throw invalid("rows that do not ascend");
      row += step;
      const size = read();
      if (size === 0 || size > count - pair) throw invalid(`${size} partners of row ${row}`);
      let other = row;
      for (let i = 0; i < size; i++, pair++) {
        const gap = read();
        other += gap;
        if (gap === 0 || other >= rows) throw invalid(`row ${other} of ${rows} as a partner`);
        low[pair] = row;
        high[pair] = other;
        starts[row + 1]!++;
        starts[other + 1]!++;
      }
    }
    if (read.at() !== bytes.length) throw invalid("more bytes than pairs");
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

  /** Rows of what goes with a row's item. Some may be of items that are gone. */
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
      if (byte === undefined) throw invalid("an end in the middle of a pair");
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
    throw invalid("a number of more than five bytes");
  };
  return Object.assign(read, { at: () => at });
}

function invalid(found: string): VisualSearchError {
  return new VisualSearchError(
    "catalog-invalid",
    `Expected the pairs of a catalog's items, found ${found}. Build the catalog again.`,
  );
}
