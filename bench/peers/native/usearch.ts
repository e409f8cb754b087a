/** usearch as a peer of the vector bench. */
import { createRequire } from "node:module";
import { type CorpusShape, GRAPH, K } from "../measure.ts";
import type { NativePeer } from "./peer.ts";

interface Index {
  add(keys: BigUint64Array, vectors: Float32Array, threads: number): void;
  search(query: Float32Array, k: number, threads: number): { keys: BigUint64Array };
  save(path: string): void;
  load(path: string): void;
}

type Library = { Index: new (options: object) => Index };

/** Native usearch, one thread; its bindings have no filters. */
export class Usearch implements NativePeer {
  readonly hasEf = true;
  readonly #library = createRequire(import.meta.url)("usearch") as Library;
  readonly #quantization: "f32" | "i8";
  #index!: Index;
  #path = "";
  #dim = 0;

  constructor(quantization: "f32" | "i8") {
    this.#quantization = quantization;
  }

  build(vectors: Float32Array, { n, dim }: CorpusShape) {
    this.#dim = dim;
    this.#index = this.#make(K);
    this.#index.add(
      BigUint64Array.from({ length: n }, (_, row) => BigInt(row)),
      vectors,
      1,
    );
  }

  save(path: string) {
    this.#index.save(path);
  }

  open(path: string, { dim }: CorpusShape) {
    this.#path = path;
    this.#dim = dim;
    this.setEf(K);
  }

  setEf(ef: number) {
    this.#index = this.#make(ef);
    this.#index.load(this.#path);
  }

  search(query: Float32Array, k: number) {
    return Array.from(this.#index.search(query, k, 1).keys, Number);
  }

  #make(ef: number): Index {
    return new this.#library.Index({
      dimensions: this.#dim,
      metric: "ip",
      quantization: this.#quantization,
      connectivity: GRAPH.m,
      expansion_add: GRAPH.efConstruction,
      expansion_search: ef,
      multi: false,
    });
  }
}
