/** What all adapters have in common, in browsers and in Node. */

export const K = 10;
/** The graph of every peer that has one. */
export const GRAPH = { m: 16, efConstruction: 200 };
export const EF_SWEEP = [
  10, 12, 16, 20, 24, 28, 32, 36, 40, 45, 50, 56, 64, 80, 100, 128, 160, 200, 256, 320, 400,
];
export const FILTER_EF_SWEEP = [10, 20, 40, 80];
const WARM_UP = 20;
const ROUNDS = 2;

export interface CorpusShape {
  n: number;
  dim: number;
}

/** One pass of all queries: their times and, once for each, the rows found. */
export interface Pass {
  /** `null` if there is nothing to choose. */
  ef: number | null;
  times: number[];
  ids: number[][];
}

export function pass(
  count: number,
  ef: number | null,
  search: (q: number) => ArrayLike<number>,
): Pass {
  for (let q = 0; q < Math.min(WARM_UP, count); q++) search(q);
  const times: number[] = [];
  const ids: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (let q = 0; q < count; q++) {
      const start = performance.now();
      const found = search(q);
      times.push(performance.now() - start);
      if (round === 0) ids.push(Array.from(found));
    }
  }
  return { ef, times, ids };
}

/** What an adapter measured, before recall is computed. */
export interface RawMeasurement {
  /** Processor time in Node, elapsed time in a browser; `null` if nothing is built. */
  buildMs: number | null;
  /** Bytes of the persisted index. */
  fileBytes: number | null;
  /** Until the library's code is there, in browsers; with hnswlib-wasm, its file system as well. */
  loadMs: number | null;
  /** From then on, from its persisted form (IndexedDB in browsers) to the first answer. */
  openMs: number | null;
  /** Time to a first answer that may be rough, and its rows for each query; only Vitrine has one. */
  rough?: { firstAnswerMs: number; ids: number[][] };
  /** Bytes of WebAssembly memory after opening and searching. */
  memoryBytes: number | null;
  sweep: Pass[];
  filter1pct: Pass[];
  /** What else should be known. */
  notes: string[];
}
