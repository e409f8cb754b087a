/** A scan over float32 in the page, as a peer of the vector bench. */
import { type Float32Kernel, instantiateFloat32 } from "../float32.ts";
import type { CorpusShape } from "../measure.ts";
import { type BrowserPeer, getFile, type PageCorpus, putFile } from "./peer.ts";

const FILE = "vectors.f32";
const PAGE = 65_536;
const MAX_K = 1024;

/** Brute force over float32 in WebAssembly with SIMD. */
export class Float32Scan implements BrowserPeer {
  readonly hasEf = false;
  #module!: WebAssembly.Module;
  #kernel!: Float32Kernel;
  #memory!: WebAssembly.Memory;
  #vectors = new Float32Array();
  #query = 0;
  #buckets = 0;
  #out = 0;

  async load() {
    const bytes = await (await fetch("/page/scan.wasm")).arrayBuffer();
    this.#module = await WebAssembly.compile(bytes);
  }

  async build(corpus: PageCorpus) {
    this.#vectors = new Float32Array(await corpus.fetch(FILE));
    return null;
  }

  async store() {
    await putFile(FILE, this.#vectors);
    return this.#vectors.byteLength;
  }

  async open({ n, dim }: CorpusShape) {
    const vectors = await getFile<Float32Array>(FILE);
    this.#query = vectors.byteLength;
    this.#out = this.#query + dim * 4;
    this.#buckets = this.#out + MAX_K * 8;
    const pages = Math.ceil((this.#buckets + n) / PAGE);
    this.#memory = new WebAssembly.Memory({ initial: pages });
    this.#kernel = instantiateFloat32(this.#module, this.#memory);
    this.#kernel.setRows(0, n, dim);
    new Float32Array(this.#memory.buffer).set(vectors);
  }

  search(query: Float32Array, k: number) {
    return this.#search(query, k, 0, 0);
  }

  prepareBuckets(buckets: Uint8Array) {
    new Uint8Array(this.#memory.buffer, this.#buckets).set(buckets);
  }

  searchBucket(query: Float32Array, k: number, _ef: number, bucket: number) {
    return this.#search(query, k, this.#buckets, bucket);
  }

  #search(query: Float32Array, k: number, buckets: number, bucket: number) {
    new Float32Array(this.#memory.buffer, this.#query).set(query);
    const found = this.#kernel.search(this.#query, k, buckets, bucket, this.#out);
    return new Uint32Array(this.#memory.buffer, this.#out + k * 4, found).slice();
  }
}
