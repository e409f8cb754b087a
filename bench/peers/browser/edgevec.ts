/** EdgeVec as a peer of the vector bench. */

import { GRAPH, K } from "../measure.ts";
import type { BrowserPeer, PageCorpus } from "./peer.ts";

type Hits = { id: number }[];

interface Config {
  metric: string;
  m: number;
  m0: number;
  ef_construction: number;
  ef_search: number;
}

interface Index {
  insert(vector: Float32Array): number;
  setMetadata(id: number, key: string, value: unknown): void;
  search(query: Float32Array, k: number): Hits;
  searchWithFilter(query: Float32Array, filter: string, k: number): Hits;
  serializedSize(): number;
  save(name: string): Promise<void>;
}

interface Library {
  default(): Promise<unknown>;
  EdgeVec: { new (config: Config): Index; load(name: string): Promise<Index> };
  EdgeVecConfig: new (dim: number) => Config;
  JsMetadataValue: { fromInteger(value: number): unknown };
}

const FILE = "index";

/** EdgeVec's HNSW over float32. Its ids may begin at any number. */
export class EdgeVec implements BrowserPeer {
  readonly hasEf = true;
  readonly note =
    "its ef is fixed before the build, so a larger ef is asked for by a larger k; its larger answer " +
    "counts in its time";
  #library!: Library;
  #index!: Index;
  #first = 0;

  async load() {
    const url = "/peers/edgevec/edgevec.js";
    this.#library = await import(url);
    await this.#library.default();
  }

  async build(corpus: PageCorpus) {
    const { n, dim } = corpus;
    const vectors = new Float32Array(await corpus.fetch("vectors.f32"));
    const config = new this.#library.EdgeVecConfig(dim);
    // The same order for unit vectors. With "dot" and "cosine" version 0.9.0 returns the least
    // similar rows first, and its recall is 0.
    config.metric = "l2";
    config.m = GRAPH.m;
    config.m0 = GRAPH.m * 2;
    config.ef_construction = GRAPH.efConstruction;
    config.ef_search = K;
    const start = performance.now();
    this.#index = new this.#library.EdgeVec(config);
    for (let row = 0; row < n; row++) {
      const id = this.#index.insert(vectors.subarray(row * dim, (row + 1) * dim));
      if (row === 0) this.#first = id;
    }
    return performance.now() - start;
  }

  async store() {
    localStorage.setItem("first", String(this.#first));
    await this.#index.save(FILE);
    return this.#index.serializedSize();
  }

  async open() {
    this.#first = Number(localStorage.getItem("first"));
    this.#index = await this.#library.EdgeVec.load(FILE);
  }

  search(query: Float32Array, k: number, ef: number) {
    const hits = this.#index.search(query, Math.max(k, ef));
    return hits.slice(0, k).map(({ id }) => id - this.#first);
  }

  prepareBuckets(buckets: Uint8Array) {
    buckets.forEach((bucket, row) => {
      const value = this.#library.JsMetadataValue.fromInteger(bucket);
      this.#index.setMetadata(row + this.#first, "bucket", value);
    });
  }

  searchBucket(query: Float32Array, k: number, ef: number, bucket: number) {
    const hits = this.#index.searchWithFilter(query, `bucket = ${bucket}`, Math.max(k, ef));
    return hits.slice(0, k).map(({ id }) => id - this.#first);
  }
}
