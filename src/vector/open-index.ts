/** Opens index files, and searches them. */
import { checkInteger } from "../lib/checks.ts";
import type { Metric } from "./codes/int8-code.ts";
import { type Calibration, calibrate } from "./graph/calibration.ts";
import { IndexMemory } from "./search/index-memory.ts";
import { rowVector } from "./search/row-vector.ts";
import { search, searchGraph } from "./search/search.ts";
import type { SearchOptions, SearchResult, VectorIndex } from "./vector-index.ts";

/**
 * Opens an index: checks its file and copies it once, into WebAssembly memory; nothing is parsed.
 *
 * @param files one file, or those that `splitIndex` made of one; its sketch alone can be searched, too
 * @throws VisualSearchError `index-invalid` for a broken file, `index-unsupported` for a newer format,
 *   `runtime-failed` if the platform refuses the kernel or has no memory left
 * @example
 * const file = await (await fetch("products.vtrn")).arrayBuffer();
 * const index = openIndex(new Uint8Array(file));
 * const { ids, scores } = index.search(queryVector, { k: 10 });
 */
export function openIndex(...files: Uint8Array[]): VectorIndex {
  return new OpenedIndex(files);
}

/** The recall of the graph in an index file by ef, measured now. */
export function calibrateIndex(file: Uint8Array, seed: number): Calibration {
  const index = new IndexMemory([file]);
  return calibrate(
    {
      size: index.size,
      vector: (row) => rowVector(index, row),
      exactIds: (query, k) => search(index, query, { k, exact: true }).ids,
      graphIds: (query, k, ef) => searchGraph(index, query, k, ef),
    },
    seed,
  );
}

class OpenedIndex implements VectorIndex {
  readonly size: number;
  readonly dim: number;
  readonly metric: Metric;
  readonly #index: IndexMemory;

  constructor(files: readonly Uint8Array[]) {
    this.#index = new IndexMemory(files);
    this.size = this.#index.size;
    this.dim = this.#index.dim;
    this.metric = this.#index.metric;
  }

  get memoryBytes(): number {
    return this.#index.memory.buffer.byteLength;
  }

  get isSketch(): boolean {
    return this.#index.parts.codes === undefined;
  }

  get calibration(): Calibration | undefined {
    return this.#index.parts.calibration;
  }

  search(query: ArrayLike<number>, options: SearchOptions): SearchResult {
    return search(this.#index, query, options);
  }

  complete(rest: Uint8Array): void {
    this.#index.complete(rest);
  }

  vector(row: number): Float32Array {
    return rowVector(this.#index, checkInteger("row", row, 0, this.size - 1));
  }
}
