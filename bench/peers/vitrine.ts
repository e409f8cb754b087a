import type { Bitmap, VectorIndex } from "../../src/vector/index.ts";
import { type BrowserPeer, getFile, type PageCorpus, putFile } from "./browser-peer.ts";
import { BUCKETS } from "./filters.ts";

const FILE = "index.vtrn";

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
    // As the library itself keeps files.
    await putFile(FILE, new Blob([this.#file as BlobPart]));
    return this.#file.length;
  }

  async open() {
    const blob = await getFile<Blob>(FILE);
    this.index = this.#library.openIndex(new Uint8Array(await blob.arrayBuffer()));
  }

  get hasEf() {
    return this.index.calibration !== undefined;
  }

  search(query: Float32Array, k: number, ef: number) {
    return this.index.search(query, { k, ef }).ids;
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
