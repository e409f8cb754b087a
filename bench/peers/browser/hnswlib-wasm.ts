/** hnswlib-wasm as a peer of the vector bench. */

import { type CorpusShape, GRAPH } from "../measure.ts";
import type { BrowserPeer, PageCorpus } from "./peer.ts";

interface HnswIndex {
  initIndex(maxElements: number, m: number, efConstruction: number, seed: number): void;
  addPoint(point: Float32Array, label: number, replaceDeleted: boolean): void;
  setEfSearch(ef: number): void;
  searchKnn(
    query: Float32Array,
    k: number,
    filter: ((label: number) => boolean) | undefined,
  ): { neighbors: number[] };
  writeIndex(name: string): void;
  readIndex(name: string, maxElements: number): void;
}

interface Library {
  HierarchicalNSW: new (space: string, dim: number, autoSave: string) => HnswIndex;
  EmscriptenFileSystemManager: {
    isSynced(): boolean;
    checkFileExists(name: string): boolean;
  };
}

interface Script {
  loadHnswlib(): Promise<Library>;
  syncFileSystem(action: "read" | "write"): Promise<void>;
}

const FILE = "index.dat";
const SEED = 100;

const tick = () => new Promise((resolve) => setTimeout(resolve, 1));

/**
 * hnswlib-wasm builds in the browser and persists through Emscripten's IDBFS, as its README shows. Its
 * own wait for the file system looks every 100 ms; here it is looked after as often as the browser
 * lets, and its start-up counts as loading, so that opening is its best.
 */
export class HnswlibWasm implements BrowserPeer {
  readonly hasEf = true;
  #script!: Script;
  #library!: Library;
  #index!: HnswIndex;
  #ef = 0;
  #buckets: Uint8Array = new Uint8Array();

  async load() {
    const url = "/peers/hnswlib-wasm/dist/hnswlib.js";
    this.#script = await import(url);
    this.#library = await this.#script.loadHnswlib();
  }

  async build(corpus: PageCorpus) {
    const { n, dim } = corpus;
    const vectors = new Float32Array(await corpus.fetch("vectors.f32"));
    const start = performance.now();
    this.#index = new this.#library.HierarchicalNSW("ip", dim, "");
    this.#index.initIndex(n, GRAPH.m, GRAPH.efConstruction, SEED);
    for (let row = 0; row < n; row++) {
      this.#index.addPoint(vectors.subarray(row * dim, (row + 1) * dim), row, false);
    }
    return performance.now() - start;
  }

  async store() {
    this.#index.writeIndex(FILE);
    await this.#script.syncFileSystem("write");
    return storedBytes();
  }

  async open({ n, dim }: CorpusShape) {
    const files = this.#library.EmscriptenFileSystemManager;
    this.#index = new this.#library.HierarchicalNSW("ip", dim, "");
    await this.#script.syncFileSystem("read");
    while (!files.isSynced() || !files.checkFileExists(FILE)) await tick();
    this.#index.readIndex(FILE, n);
  }

  search(query: Float32Array, k: number, ef: number) {
    this.#setEf(ef);
    return this.#index.searchKnn(query, k, undefined).neighbors;
  }

  prepareBuckets(buckets: Uint8Array) {
    this.#buckets = buckets;
  }

  searchBucket(query: Float32Array, k: number, ef: number, bucket: number) {
    this.#setEf(ef);
    const buckets = this.#buckets;
    return this.#index.searchKnn(query, k, (label) => buckets[label] === bucket).neighbors;
  }

  #setEf(ef: number) {
    if (ef !== this.#ef) this.#index.setEfSearch(ef);
    this.#ef = ef;
  }
}

/** Bytes of the index's file among what IDBFS keeps, once it is there. */
async function storedBytes(): Promise<number> {
  for (;;) {
    for (const { name } of await indexedDB.databases()) {
      const bytes = name ? await fileBytesIn(name) : undefined;
      if (bytes) return bytes;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function fileBytesIn(database: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const db = request.result;
      const done = (bytes?: number) => {
        db.close();
        resolve(bytes);
      };
      if (!db.objectStoreNames.contains("FILE_DATA")) return done();
      const store = db.transaction("FILE_DATA").objectStore("FILE_DATA");
      const cursors = store.openCursor();
      cursors.onerror = () => reject(cursors.error);
      cursors.onsuccess = () => {
        const cursor = cursors.result;
        if (!cursor) return done();
        const contents = (cursor.value as { contents?: Uint8Array }).contents;
        if (String(cursor.key).endsWith(FILE) && contents) return done(contents.byteLength);
        cursor.continue();
      };
    };
  });
}
