/** What is compared in the page: two libraries, each as a page uses it. */
import type { QueryTiming, VisualSearch } from "../../src/index.ts";
import { connect, type Remote } from "./rpc.ts";
import type { TransformersApi, TransformersOptions } from "./transformers-worker.ts";

export type Modality = "image" | "text";
export type Stages = Partial<QueryTiming>;

export interface SubjectOptions {
  model: string;
  device: "wasm" | "webgpu";
  threads: number;
}

export interface Subject {
  /** Gets the code that the page itself needs; nothing is measured yet. */
  load(): Promise<void>;
  /** From here on a first visit counts. `mark` notes how far it has come. */
  open(options: SubjectOptions, mark: (step: string) => void): Promise<void>;
  image(blob: Blob): Promise<Float32Array>;
  text(query: string): Promise<Float32Array>;
  /** Milliseconds by stage of one photo, by the library's own clock. */
  stages(blob: Blob): Promise<Stages>;
  describe(): Promise<Record<string, unknown>>;
}

class Vitrine implements Subject {
  #library!: typeof import("../../src/index.ts");
  #search!: VisualSearch;

  async load() {
    const url = "/dist/index.js";
    this.#library = await import(url);
  }

  async open({ model, device }: SubjectOptions, mark: (step: string) => void) {
    this.#search = await this.#library.openVisualSearch({
      catalog: `/catalogs/${model}/`,
      device,
      onProgress: ({ phase, loadedBytes, totalBytes }) => {
        if (loadedBytes === totalBytes) mark(`${phase} bytes`);
      },
    });
    mark("open");
  }

  image(blob: Blob) {
    return this.#search.embed(blob);
  }

  text(query: string) {
    return this.#search.embed(query);
  }

  async stages(blob: Blob) {
    await this.#search.query({ image: blob }, { limit: 1 });
    return this.#search.info.lastQuery!;
  }

  async describe() {
    const { device, threads, reason, storage } = this.#search.info;
    return { device, threads, reason, storage };
  }
}

export class Transformers implements Subject {
  readonly #build: TransformersOptions["build"];
  #worker!: Remote<TransformersApi>;

  constructor(build: TransformersOptions["build"]) {
    this.#build = build;
  }

  async load() {
    // All of its code is the worker's.
  }

  async open(options: SubjectOptions, mark: (step: string) => void) {
    this.#worker = connect<TransformersApi>("/peer/transformers.js");
    await this.#worker.configure({ ...options, build: this.#build });
    mark("worker");
  }

  async image(blob: Blob) {
    return (await this.#worker.image(blob)).vector;
  }

  text(query: string) {
    return this.#worker.text(query);
  }

  async stages(blob: Blob) {
    return (await this.#worker.image(blob)).timing;
  }

  tokens(query: string) {
    return this.#worker.tokens(query);
  }

  describe() {
    return this.#worker.versions();
  }
}

export const SUBJECTS = {
  vitrine: () => new Vitrine(),
  transformers: () => new Transformers(".asyncify"),
  /** With the runtime's build that cannot use WebGPU, as Vitrine has it. */
  "transformers-plain": () => new Transformers(""),
} satisfies Record<string, () => Subject>;

export type SubjectName = keyof typeof SUBJECTS;
