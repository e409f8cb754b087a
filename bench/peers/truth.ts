/** The exact float32 answers in Node. */
import { type Float32Kernel, instantiateFloat32 } from "./float32.ts";

/** Below all differences that matter, above the rounding of float32 sums. */
const TIE = 1e-6;
const PAGE = 65_536;

/** Exact float32 search in Node. Every recall is measured by it. */
export class Truth {
  readonly count: number;
  readonly #vectors: Float32Array;
  readonly #kernel: Float32Kernel;
  readonly #scores: Float32Array;
  readonly #query: Float32Array;

  constructor(wasm: Uint8Array<ArrayBuffer>, vectors: Float32Array, dim: number) {
    this.count = vectors.length / dim;
    const queryAt = vectors.byteLength;
    const scoresAt = queryAt + dim * 4;
    const pages = Math.ceil((scoresAt + this.count * 4) / PAGE);
    const memory = new WebAssembly.Memory({ initial: pages });
    this.#kernel = instantiateFloat32(new WebAssembly.Module(wasm), memory);
    this.#kernel.setRows(0, this.count, dim);
    this.#vectors = new Float32Array(memory.buffer, 0, vectors.length);
    this.#vectors.set(vectors);
    this.#query = new Float32Array(memory.buffer, queryAt, dim);
    this.#scores = new Float32Array(memory.buffer, scoresAt, this.count);
  }

  /** Every row's score; overwritten by the next call. */
  scores(query: Float32Array): Float32Array {
    this.#query.set(query);
    const { byteOffset: queryAt } = this.#query;
    this.#kernel.scores(queryAt, this.#scores.byteOffset);
    return this.#scores;
  }

  /** The share of the exact best `k` rows among those allowed that `ids` has. Among ties any row counts. */
  recall(
    query: Float32Array,
    ids: readonly number[],
    k: number,
    allowed: (row: number) => boolean = () => true,
  ): number {
    const scores = this.scores(query);
    const best: number[] = [];
    for (let row = 0; row < scores.length; row++) {
      const score = scores[row]!;
      if (best.length === k && score <= best[k - 1]!) continue;
      if (!allowed(row)) continue;
      if (best.length === k) best.pop();
      let at = best.length;
      while (at > 0 && best[at - 1]! < score) at--;
      best.splice(at, 0, score);
    }
    if (best.length === 0) return 1;
    const least = best.at(-1)! - TIE;
    const hits = [...new Set(ids)].slice(0, k).filter((row) => {
      return row >= 0 && row < this.count && allowed(row) && scores[row]! >= least;
    });
    return Math.min(1, hits.length / best.length);
  }
}
