/** voy as a peer of the vector bench. */
import { type BrowserPeer, getFile, type PageCorpus, putFile } from "./peer.ts";

interface Voy {
  add(resource: { embeddings: object[] }): void;
  search(query: Float32Array, k: number): { neighbors: { id: string }[] };
  serialize(): string;
}

interface Library {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
  Voy: { new (resource?: object): Voy; deserialize(text: string): Voy };
}

const FILE = "index.json";
const FOLDER = "/peers/voy-search";
const BATCH = 1000;

/** voy: a k-d tree; no effort to choose, no filter, and JSON as its file. */
export class VoySearch implements BrowserPeer {
  readonly hasEf = false;
  #library!: Library;
  #index!: Voy;

  async load() {
    const url = `${FOLDER}/voy_search_bg.js`;
    this.#library = await import(url);
    // Its entry imports the wasm as a module, which only bundlers can.
    const bytes = await (await fetch(`${FOLDER}/voy_search_bg.wasm`)).arrayBuffer();
    const { instance } = await WebAssembly.instantiate(bytes, {
      "./voy_search_bg.js": this.#library as unknown as WebAssembly.ModuleImports,
    });
    this.#library.__wbg_set_wasm(instance.exports);
  }

  async build(corpus: PageCorpus) {
    const { n, dim } = corpus;
    const vectors = new Float32Array(await corpus.fetch("vectors.f32"));
    const start = performance.now();
    this.#index = new this.#library.Voy();
    for (let from = 0; from < n; from += BATCH) {
      const embeddings = [];
      for (let row = from; row < Math.min(n, from + BATCH); row++) {
        const numbers = Array.from(vectors.subarray(row * dim, (row + 1) * dim));
        embeddings.push({ id: String(row), title: "", url: "", embeddings: numbers });
      }
      this.#index.add({ embeddings });
    }
    return performance.now() - start;
  }

  async store() {
    const text = this.#index.serialize();
    await putFile(FILE, text);
    return new Blob([text]).size;
  }

  async open() {
    this.#index = this.#library.Voy.deserialize(await getFile<string>(FILE));
  }

  search(query: Float32Array, k: number) {
    return this.#index.search(query, k).neighbors.map(({ id }) => Number(id));
  }
}
