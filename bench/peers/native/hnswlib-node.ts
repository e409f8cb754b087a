/** hnswlib-node as a peer of the vector bench. */
import { createRequire } from "node:module";
import { type CorpusShape, GRAPH } from "../measure.ts";
import type { NativePeer } from "./peer.ts";

interface Index {
  initIndex(options: { maxElements: number; m: number; efConstruction: number }): void;
  addPoint(point: number[], label: number): void;
  writeIndexSync(path: string): void;
  readIndexSync(path: string): void;
  setEf(ef: number): void;
  searchKnn(
    query: number[],
    k: number,
    filter?: (label: number) => boolean,
  ): { neighbors: number[] };
}

type Library = { HierarchicalNSW: new (space: string, dim: number) => Index };

/** Native hnswlib over float32, one thread. It takes arrays, made before its time is taken. */
export class HnswlibNode implements NativePeer {
  readonly hasEf = true;
  readonly #library = createRequire(import.meta.url)("hnswlib-node") as Library;
  #index!: Index;
  readonly #arrays = new Map<Float32Array, number[]>();

  build(vectors: Float32Array, { n, dim }: CorpusShape) {
    this.#index = new this.#library.HierarchicalNSW("ip", dim);
    this.#index.initIndex({ maxElements: n, ...GRAPH });
    for (let row = 0; row < n; row++) {
      this.#index.addPoint(Array.from(vectors.subarray(row * dim, (row + 1) * dim)), row);
    }
  }

  save(path: string) {
    this.#index.writeIndexSync(path);
  }

  open(path: string, { dim }: CorpusShape) {
    this.#index = new this.#library.HierarchicalNSW("ip", dim);
    this.#index.readIndexSync(path);
  }

  setEf(ef: number) {
    this.#index.setEf(ef);
  }

  search(query: Float32Array, k: number) {
    return this.#index.searchKnn(this.#array(query), k).neighbors;
  }

  searchBucket(query: Float32Array, k: number, buckets: Uint8Array, bucket: number) {
    const keep = (label: number) => buckets[label] === bucket;
    return this.#index.searchKnn(this.#array(query), k, keep).neighbors;
  }

  #array(query: Float32Array): number[] {
    let array = this.#arrays.get(query);
    if (!array) {
      array = Array.from(query);
      this.#arrays.set(query, array);
    }
    return array;
  }
}
