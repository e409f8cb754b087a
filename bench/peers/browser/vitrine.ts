/** Vitrine's own index in a page, as the vector bench measures it. */
import type { Bitmap, VectorIndex } from "../../../src/vector/index.ts";
import { BUCKETS } from "../filters.ts";
import { type BrowserPeer, getFile, type PageCorpus, putFile } from "./peer.ts";

const FILE = "index.vtrn";
/** What `splitIndex` makes of it, as catalogs of 20,000 products or more have it. */
const PARTS = ["sketch.vtrn", "rest.vtrn"] as const;

/** As the library itself reads files. */
async function readPart(name: string): Promise<Uint8Array> {
  const blob = await getFile<Blob>(name);
  return new Uint8Array(await blob.arrayBuffer());
}

/** Vitrine's index as built in Node. */
export class Vitrine implements BrowserPeer {
  index!: VectorIndex;
  #library!: typeof import("../../../src/vector/index.ts");
  #file!: Uint8Array;
  #filters: Bitmap[] = [];

  async load() {
    const url = "/dist/vector.js";
    this.#library = await import(url);
    // As the library's worker does while it waits for the manifest. hnswlib-wasm's start-up counts as
    // loading, too.
    await this.#library.loadKernel();
  }

  async build(corpus: PageCorpus) {
    this.#file = new Uint8Array(await corpus.fetch(FILE));
    return null;
  }

  async store() {
    const { sketch, rest } = this.#library.splitIndex(this.#file);
    // As the library itself keeps files.
    await putFile(PARTS[0], new Blob([sketch]));
    await putFile(PARTS[1], new Blob([rest]));
    return sketch.length + rest.length;
  }

  async openRough() {
    this.index = this.#library.openIndex(await readPart(PARTS[0]));
  }

  async open() {
    this.index.complete(await readPart(PARTS[1]));
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
