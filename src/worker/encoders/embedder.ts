/** Photos and texts as embeddings: what is known is reused; a photo is decoded, preprocessed and encoded. */
import { preprocess } from "../../encoder/index.ts";
import type { QueryTiming, Region } from "../../lib/types.ts";
import { meanDirection } from "../../ranking/query/compose.ts";
import type { WireImage } from "../contract.ts";
import type { Platform } from "../platform.ts";
import type { Encoders } from "./encoders.ts";
import { Recent } from "./recent.ts";

/** Some 2 kB each. */
const KEPT_EMBEDDINGS = 64;

/** What making an embedding took; `reused` counts those that were known. */
export type EmbeddingTiming = Pick<
  QueryTiming,
  "decodeMs" | "preprocessMs" | "encodeMs" | "runMs" | "reused"
>;

export interface Embedding {
  /** Of unit length. */
  vector: Float32Array;
  timing: EmbeddingTiming;
}

const NO_TIME: EmbeddingTiming = {
  decodeMs: 0,
  preprocessMs: 0,
  encodeMs: 0,
  runMs: 0,
  reused: 0,
};

export class Embedder {
  readonly #encoders: Encoders;
  readonly #decode: Platform["decode"];
  readonly #dim: number;
  /** Embeddings of images by id and region, and of texts. */
  readonly #recent = new Recent<Float32Array>(KEPT_EMBEDDINGS);

  /** @param dim length of an embedding */
  constructor(encoders: Encoders, decode: Platform["decode"], dim: number) {
    this.#encoders = encoders;
    this.#decode = decode;
    this.#dim = dim;
  }

  /**
   * The embedding of a photo or of a part of it.
   *
   * @throws VisualSearchError what decoding the photo and loading or running the encoder throw; or the signal's reason
   */
  async image(
    image: WireImage,
    region: Region | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Embedding> {
    const key = image.id === undefined ? undefined : `image ${JSON.stringify([image.id, region])}`;
    const known = key === undefined ? undefined : this.#recent.get(key);
    if (known) return { vector: known, timing: { ...NO_TIME, reused: 1 } };
    // Before the picture is decoded, so that its pixels need not wait for a download.
    await this.#encoders.load("image", signal);
    const processor = await this.#encoders.processor(signal);
    signal?.throwIfAborted();

    const start = performance.now();
    const { pixels, ...view } = await this.#decode(image.source, {
      region,
      size: processor.output,
    });
    const decoded = performance.now();
    signal?.throwIfAborted();
    const values = preprocess(pixels, processor, view);
    const preprocessed = performance.now();
    const { rows: vector, runMs } = await this.#encoders.embedImage(values, signal);
    const end = performance.now();

    if (key !== undefined) this.#recent.set(key, vector);
    const timing = {
      ...NO_TIME,
      decodeMs: decoded - start,
      preprocessMs: preprocessed - decoded,
      encodeMs: end - preprocessed,
      runMs,
    };
    return { vector, timing };
  }

  /** The mean of the texts' embeddings, at unit length. Throws as `image` does. */
  async texts(texts: readonly string[], signal: AbortSignal | undefined): Promise<Embedding> {
    const dim = this.#dim;
    const vectors = new Map<string, Float32Array>();
    for (const text of texts) {
      const known = this.#recent.get(`text ${text}`);
      if (known) vectors.set(text, known);
    }
    const missing = texts.filter((text) => !vectors.has(text));
    const timing = { ...NO_TIME, reused: texts.length - missing.length };
    if (missing.length > 0) {
      await this.#encoders.load("text", signal);
      const start = performance.now();
      const { rows, runMs } = await this.#encoders.embedTexts(missing, signal);
      timing.encodeMs = performance.now() - start;
      timing.runMs = runMs;
      missing.forEach((text, i) => {
        const vector = rows.slice(i * dim, (i + 1) * dim);
        this.#recent.set(`text ${text}`, vector);
        vectors.set(text, vector);
      });
    }
    const all = new Float32Array(texts.length * dim);
    texts.forEach((text, i) => {
      all.set(vectors.get(text)!, i * dim);
    });
    return { vector: meanDirection(all, dim), timing };
  }
}

/** What several embeddings took together. */
export function sumTimings(timings: readonly EmbeddingTiming[]): EmbeddingTiming {
  const sum = { ...NO_TIME };
  for (const timing of timings) {
    for (const stage of Object.keys(sum) as (keyof EmbeddingTiming)[]) sum[stage] += timing[stage];
  }
  return sum;
}
