import { readFileSync, writeFileSync } from "node:fs";
import { messageOf } from "../../src/errors.ts";
import { createBitmap, setBit } from "../../src/vector/bitmap.ts";
import { buildIndex, openIndex, type VectorIndex } from "../../src/vector/index.ts";
import { BUCKETS } from "./filters.ts";
import { type CorpusShape, GRAPH } from "./measure.ts";
import type { NativePeer } from "./native-peer.ts";
import { type ExplainedOptions, explain } from "./vitrine.ts";

/** Vitrine in Node: it builds the index that the browser opens. */
export class VitrineNode implements NativePeer {
  note?: string;
  hasEf = false;
  #file!: Uint8Array;
  #index!: VectorIndex;
  #ef: number | undefined;
  #filters: Uint32Array[] = [];

  async build(vectors: Float32Array, { dim }: CorpusShape) {
    const options = { dim, graph: GRAPH, signs: true };
    try {
      this.#file = await buildIndex(vectors, options);
    } catch (error) {
      this.note = `without a graph, for building one failed: ${messageOf(error)}`;
      this.#file = await buildIndex(vectors, { dim });
    }
  }

  save(path: string) {
    writeFileSync(path, this.#file);
  }

  open(path: string, { dim }: CorpusShape) {
    this.#index = openIndex(readFileSync(path));
    const query = new Float32Array(dim).fill(1);
    this.hasEf = explain(this.#index, query, { k: 1, ef: 10 }).method === "graph";
  }

  setEf(ef: number) {
    this.#ef = this.hasEf ? ef : undefined;
  }

  search(query: Float32Array, k: number) {
    const options: ExplainedOptions = this.#ef ? { k, ef: this.#ef } : { k };
    return this.#index.search(query, options).ids;
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
