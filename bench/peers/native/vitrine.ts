/** Vitrine's own index in Node, as the vector bench measures it. */
import { readFileSync, writeFileSync } from "node:fs";
import { createBitmap, setBit } from "../../../src/lib/bitmap.ts";
import { buildIndex, openIndex, type VectorIndex } from "../../../src/vector/index.ts";
import { BUCKETS } from "../filters.ts";
import { type CorpusShape, GRAPH } from "../measure.ts";
import type { NativePeer } from "./peer.ts";

/** Vitrine in Node: it builds the index that the browser opens. */
export class VitrineNode implements NativePeer {
  readonly hasEf = true;
  #file!: Uint8Array;
  #index!: VectorIndex;
  #ef: number | undefined;
  #filters: Uint32Array[] = [];

  async build(vectors: Float32Array, { dim }: CorpusShape) {
    const parts = { graph: GRAPH, signs: true, residual: "bit" } as const;
    this.#file = buildIndex(vectors, { dim, ...parts });
  }

  save(path: string) {
    writeFileSync(path, this.#file);
  }

  open(path: string) {
    this.#index = openIndex(readFileSync(path));
  }

  setEf(ef: number) {
    this.#ef = ef;
  }

  search(query: Float32Array, k: number) {
    return this.#index.search(query, this.#ef ? { k, ef: this.#ef } : { k }).ids;
  }

  searchBucket(query: Float32Array, k: number, buckets: Uint8Array, bucket: number) {
    if (this.#filters.length === 0) {
      this.#filters = Array.from({ length: BUCKETS }, () => createBitmap(buckets.length));
      buckets.forEach((bucket, row) => {
        setBit(this.#filters[bucket]!, row);
      });
    }
    return [...this.#index.search(query, { k, filter: this.#filters[bucket]! }).ids];
  }
}
