/** The bench's script in the page; bundled by `pages.ts`. */
import type { BareApi } from "./bare-worker.ts";
import { connect, type Remote } from "./rpc.ts";
import {
  type Modality,
  type Stages,
  SUBJECTS,
  type Subject,
  type SubjectName,
  type SubjectOptions,
  type Transformers,
} from "./subjects.ts";

export interface Visit {
  totalMs: number;
  /** Milliseconds from the start to each step on the way. */
  marks: Record<string, number>;
}

let subject: Subject;
let bare: Remote<BareApi> | undefined;
const files = new Map<string, ArrayBuffer>();
let blobs = 0;

/** Never the same bytes twice, so that no library can answer from memory: decoders ignore a tail. */
function freshBlob(url: string): Blob {
  const type = url.endsWith(".png") ? "image/png" : "image/jpeg";
  return new Blob([files.get(url)!, Uint32Array.of(++blobs)], { type });
}

async function fetchFiles(urls: readonly string[]): Promise<void> {
  for (const url of urls.filter((url) => !files.has(url))) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    files.set(url, await response.arrayBuffer());
  }
}

const unit = (vector: Float32Array) => {
  const length = Math.hypot(...vector);
  return [...vector].map((x) => x / length);
};

const encode = (modality: Modality, input: Blob | string) =>
  modality === "image" ? subject.image(input as Blob) : subject.text(input as string);

const inputsOf = (modality: Modality, inputs: readonly string[]) =>
  modality === "image" ? inputs.map(freshBlob) : inputs;

const api = {
  fetchFiles,

  /** From opening the library to its first embedding. */
  async visit(name: SubjectName, options: SubjectOptions, modality: Modality, input: string) {
    if (modality === "image") await fetchFiles([input]);
    const [given] = inputsOf(modality, [input]);
    subject = SUBJECTS[name]();
    await subject.load();
    const marks: Record<string, number> = {};
    const start = performance.now();
    await subject.open(options, (step) => {
      marks[step] ??= performance.now() - start;
    });
    await encode(modality, given!);
    return { totalMs: performance.now() - start, marks } satisfies Visit;
  },

  /** Milliseconds of each encoding, one after another. */
  async times(modality: Modality, inputs: readonly string[]) {
    const times: number[] = [];
    for (const input of inputsOf(modality, inputs)) {
      const start = performance.now();
      await encode(modality, input);
      times.push(performance.now() - start);
    }
    return times;
  },

  async stages(urls: readonly string[]) {
    const all: Stages[] = [];
    for (const blob of inputsOf("image", urls)) all.push(await subject.stages(blob as Blob));
    return all;
  },

  /** Unit-length embeddings. */
  async embed(modality: Modality, inputs: readonly string[]) {
    if (modality === "image") await fetchFiles(inputs);
    const vectors: number[][] = [];
    for (const input of inputsOf(modality, inputs)) {
      vectors.push(unit(await encode(modality, input)));
    }
    return vectors;
  },

  async tokens(query: string) {
    return [...(await (subject as Transformers).tokens(query))].map(Number);
  },

  describe: () => subject.describe(),

  /** The longest time for which the page's thread did not get to run while photos were encoded. */
  async longestBlock(urls: readonly string[]) {
    await fetchFiles(urls);
    let longTaskMs = 0;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) longTaskMs = Math.max(longTaskMs, entry.duration);
    });
    observer.observe({ type: "longtask" });
    let gapMs = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      gapMs = Math.max(gapMs, now - last);
      last = now;
    });
    for (const blob of inputsOf("image", urls)) await subject.image(blob as Blob);
    clearInterval(timer);
    await new Promise((resolve) => setTimeout(resolve, 100));
    observer.disconnect();
    return { longTaskMs, gapMs };
  },

  /** Bytes of the page and its workers by the browser's own count; `null` where it has none. */
  async memory() {
    const { measureUserAgentSpecificMemory: measure } = performance as Performance & {
      measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }>;
    };
    if (!crossOriginIsolated || !measure) return null;
    return (await measure.call(performance)).bytes;
  },

  async loadBare(modality: Modality, url: string, threads: number) {
    bare ??= connect<BareApi>("/page/bare.js");
    await bare.load(modality, url, threads);
  },

  /** Milliseconds of `count` runs of the bare model on a ready tensor. */
  runBare: (modality: Modality, values: readonly number[], count: number) =>
    bare!.run(
      modality,
      modality === "image" ? Float32Array.from(values) : BigInt64Array.from(values, BigInt),
      count,
    ),
};

export type PageApi = typeof api;

Object.assign(globalThis, { bench: api });
