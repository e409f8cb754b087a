/** Which vectors of a segment's index are an item's: one for each of its pictures. */
import { type Bitmap, createBitmap, forEachBit, setBit } from "../../lib/bitmap.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import { bytesOf } from "../../vector/file/container.ts";
import { invalidFile } from "../files/invalid-file.ts";

const MAX_VECTORS = 2 ** 32 - 1;

/** Each item has at least one vector; they follow one another in the order of the items. */
export class VectorTable {
  /** Number of items. */
  readonly items: number;
  /** Number of vectors. */
  readonly vectors: number;
  /** Where each item's vectors begin, and the end; `undefined` if each has one. */
  readonly #starts: Uint32Array | undefined;
  #owners: Uint32Array | undefined;

  private constructor(items: number, starts: Uint32Array | undefined) {
    this.items = items;
    this.vectors = starts ? starts[items]! : items;
    this.#starts = this.vectors === items ? undefined : starts;
  }

  /** Of items with one vector each. */
  static oneEach(items: number): VectorTable {
    return new VectorTable(items, undefined);
  }

  /**
   * @param counts number of vectors of each item
   * @throws VisualSearchError `invalid-argument` for a count that is no integer of 1 or more
   */
  static ofCounts(counts: ArrayLike<number>): VectorTable {
    const starts = new Uint32Array(counts.length + 1);
    let end = 0;
    for (let row = 0; row < counts.length; row++) {
      const count = counts[row]!;
      end += count;
      if (!Number.isInteger(count) || count < 1 || end > MAX_VECTORS) {
        throw new VisualSearchError(
          "invalid-argument",
          `Expected 1 or more vectors of each item, at most ${MAX_VECTORS} in all, ` +
            `got ${count} of item ${row}.`,
        );
      }
      starts[row + 1] = end;
    }
    return new VectorTable(counts.length, starts);
  }

  /**
   * Reads what `bytes` gave.
   *
   * @throws VisualSearchError `catalog-invalid` if there is not a start for each item and an end, ascending from 0
   */
  static open(items: number, bytes: Uint8Array): VectorTable {
    if (bytes.length !== (items + 1) * 4) {
      throw invalidFile(
        `${items} starts of vectors and their end, 4 bytes each`,
        `${bytes.length} bytes`,
      );
    }
    // Copied, for a section may start at any address of its buffer.
    const starts = new Uint32Array(new Uint8Array(bytes).buffer);
    if (starts[0] !== 0) throw invalidFile("vectors that begin at 0", String(starts[0]));
    for (let row = 0; row < items; row++) {
      if (starts[row + 1]! > starts[row]!) continue;
      throw invalidFile(
        `at least one vector of item ${row}`,
        `${starts[row]} to ${starts[row + 1]}`,
      );
    }
    return new VectorTable(items, starts);
  }

  get isOneEach(): boolean {
    return this.#starts === undefined;
  }

  /** As they are stored; `undefined` if each item has one vector. */
  get bytes(): Uint8Array | undefined {
    return this.#starts && bytesOf(this.#starts);
  }

  /** The first of an item's vectors. */
  start(row: number): number {
    return this.#starts ? this.#starts[row]! : row;
  }

  /** Number of an item's vectors. */
  count(row: number): number {
    return this.start(row + 1) - this.start(row);
  }

  /** The item that a vector belongs to. */
  rowOf(vector: number): number {
    if (!this.#starts) return vector;
    this.#owners ??= this.#findOwners(this.#starts);
    return this.#owners[vector]!;
  }

  #findOwners(starts: Uint32Array): Uint32Array {
    const owners = new Uint32Array(this.vectors);
    for (let row = 0; row < this.items; row++) owners.fill(row, starts[row], starts[row + 1]);
    return owners;
  }

  /** The vectors of the items in `rows`. */
  widen(rows: Bitmap): Bitmap {
    if (!this.#starts) return rows;
    const vectors = createBitmap(this.vectors);
    forEachBit(rows, (row) => {
      for (let v = this.start(row); v < this.start(row + 1); v++) setBit(vectors, v);
    });
    return vectors;
  }
}
