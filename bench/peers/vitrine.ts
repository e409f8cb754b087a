import type { Bitmap, SearchOptions, SearchResult, VectorIndex } from "../../src/vector/index.ts";
import { type BrowserPeer, getFile, type PageCorpus, putFile } from "./browser-peer.ts";
import { BUCKETS } from "./filters.ts";

const FILE = "index.vtrn";

/** What an index may say beside its answer, in the result or (when asked for) under `explain`. */
type Work = { method?: string; scored?: number };
export type ExplainedOptions = SearchOptions & { ef?: number; explain?: boolean };

/** How an index finds its answer; an index that does not tell is exact. */
export function explain(
  index: VectorIndex,
  query: Float32Array,
  options: ExplainedOptions,
): { method: string; scored: number | null } {
  const asked: ExplainedOptions = { ...options, explain: true };
  const result: SearchResult & Work & { explain?: Work } = index.search(query, asked);
  const { method = "exact", scored = null } = result.explain ?? result;
  return { method, scored };
}

/** Vitrine's index as built in Node. */
export class Vitrine implements BrowserPeer {
  index!: VectorIndex;
  #library!: typeof import("../../src/vector/index.ts");
  #file!: Uint8Array;
  #filters: Bitmap[] = [];

  async load() {
    const url = "/dist/vector.js";
    this.#library = await import(url);
  }

  async build(corpus: PageCorpus) {
    this.#file = new Uint8Array(await corpus.fetch(FILE));
    return null;
  }

  async store() {
    await putFile(FILE, this.#file);
    return this.#file.length;
  }

  async open() {
    this.index = this.#library.openIndex(await getFile<Uint8Array>(FILE));
  }

  get hasEf() {
    return (
      explain(this.index, new Float32Array(this.index.dim).fill(1), { k: 1, ef: 10 }).method ===
      "graph"
    );
  }

  search(query: Float32Array, k: number, ef: number) {
    const options: ExplainedOptions = { k, ef };
    return this.index.search(query, options).ids;
  }

  prepareBuckets(buckets: Uint8Array) {
    const { createBitmap, setBit } = this.#library;
    this.#filters = Array.from({ length: BUCKETS }, () => createBitmap(buckets.length));
    buckets.forEach((bucket, row) => {
      setBit(this.#filters[bucket]!, row);
    });
  }

  searchBucket(query: Float32Array, k: number, _ef: number, bucket: number) {
    return this.index.search(query, { k, filter: this.#filters[bucket]! }).ids;
  }

  memoryBytes() {
    return this.index.memoryBytes;
  }
}
