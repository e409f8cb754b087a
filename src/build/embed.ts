import type { RgbaImage } from "../encoder/image.ts";
import { messageOf } from "../errors.ts";

/** Batches that are decoded while one is embedded, and pictures at least. */
const BATCHES_AHEAD = 2;
const PICTURES_AHEAD = 8;
/** Of the model, after which the build ends. */
const MAX_FAILURES_IN_A_ROW = 16;

export interface EmbedSource {
  /**
   * Decodes a picture and hands its pixels and its file's fingerprint to `use`; rejects with the reason
   * when it cannot.
   */
  decode<T>(name: string, use: (image: RgbaImage, fingerprint: Uint8Array) => T): Promise<T>;
}

export interface EmbedEncoder {
  /** Length of an embedding. */
  readonly dim: number;
  /** Pictures of one run. */
  readonly batch: number;
  /** Pixels to the encoder's input, [3, height, width]. */
  preprocess(image: RgbaImage): Float32Array;
  /** `count` inputs after one another to `count * dim` numbers. */
  embed(pixelValues: Float32Array, count: number): Promise<Float32Array>;
}

/** The outcome for the picture at `index`: its embedding, or why there is none. */
export type Embedded =
  | { index: number; vector: Float32Array; fingerprint: Uint8Array }
  | { index: number; error: string };

/**
 * Embeds pictures in batches, decoding the next ones while the encoder runs. Holds a few batches at a
 * time. The order of outcomes within a batch's reach may differ from that of `names`.
 *
 * @throws whatever the encoder throws, and the reason of `signal` when it aborts.
 */
export async function* embedImages(
  names: readonly string[],
  source: EmbedSource,
  encoder: EmbedEncoder,
  signal?: AbortSignal,
): AsyncGenerator<Embedded> {
  const runner = new BatchRunner(encoder);
  const prepared = prepare(names, source, encoder, signal);
  let running: Promise<Embedded[]> | undefined;
  try {
    for (;;) {
      const { batch, failed } = await nextBatch(prepared, encoder.batch);
      yield* failed;
      const previous = running;
      running = undefined;
      if (previous !== undefined) yield* await previous;
      if (batch.length === 0) return;
      signal?.throwIfAborted();
      running = runner.run(batch);
      // Its failure is taken up when it is awaited; until then it must not count as unhandled.
      running.catch(() => {});
    }
  } finally {
    // The encoder must not be released under a running batch.
    await running?.catch(() => {});
    await prepared.return(undefined);
  }
}

interface Pixels {
  index: number;
  pixels: Float32Array;
  fingerprint: Uint8Array;
}

type Prepared = Pixels | { index: number; error: string };

/** Decodes ahead, in order. */
async function* prepare(
  names: readonly string[],
  source: EmbedSource,
  encoder: EmbedEncoder,
  signal?: AbortSignal,
): AsyncGenerator<Prepared, undefined> {
  const ahead = Math.max(PICTURES_AHEAD, encoder.batch * BATCHES_AHEAD);
  const queue: Promise<Prepared>[] = [];
  let next = 0;
  try {
    for (;;) {
      while (next < names.length && queue.length < ahead) {
        signal?.throwIfAborted();
        queue.push(prepareOne(next, names[next]!, source, encoder));
        next++;
      }
      const first = queue.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    await Promise.all(queue);
  }
}

async function prepareOne(
  index: number,
  name: string,
  source: EmbedSource,
  encoder: EmbedEncoder,
): Promise<Prepared> {
  try {
    return await source.decode(name, (image, fingerprint) => ({
      index,
      pixels: encoder.preprocess(image),
      fingerprint,
    }));
  } catch (error) {
    return { index, error: messageOf(error) };
  }
}

async function nextBatch(
  prepared: AsyncGenerator<Prepared>,
  size: number,
): Promise<{ batch: Pixels[]; failed: Embedded[] }> {
  const batch: Pixels[] = [];
  const failed: Embedded[] = [];
  while (batch.length < size) {
    const { done, value } = await prepared.next();
    if (done) break;
    if ("error" in value) failed.push(value);
    else batch.push(value);
  }
  return { batch, failed };
}

/**
 * Runs batches. One that fails is tried again picture by picture, so that a picture takes no others
 * along; many failures in a row are the model's, not the pictures'.
 */
class BatchRunner {
  readonly #encoder: EmbedEncoder;
  #failuresInARow = 0;

  constructor(encoder: EmbedEncoder) {
    this.#encoder = encoder;
  }

  async run(batch: readonly Pixels[]): Promise<Embedded[]> {
    try {
      const outcomes = await runTogether(batch, this.#encoder);
      this.#failuresInARow = 0;
      return outcomes;
    } catch (failure) {
      if (batch.length > 1) return await this.#runEach(batch);
      if (++this.#failuresInARow >= MAX_FAILURES_IN_A_ROW) throw failure;
      return [{ index: batch[0]!.index, error: messageOf(failure) }];
    }
  }

  async #runEach(batch: readonly Pixels[]): Promise<Embedded[]> {
    const outcomes: Embedded[] = [];
    for (const one of batch) outcomes.push(...(await this.run([one])));
    return outcomes;
  }
}

async function runTogether(batch: readonly Pixels[], encoder: EmbedEncoder): Promise<Embedded[]> {
  const length = batch[0]!.pixels.length;
  const input = new Float32Array(batch.length * length);
  for (const [i, { pixels }] of batch.entries()) input.set(pixels, i * length);
  const output = await encoder.embed(input, batch.length);
  return batch.map(({ index, fingerprint }, i) => ({
    index,
    fingerprint,
    vector: output.slice(i * encoder.dim, (i + 1) * encoder.dim),
  }));
}
