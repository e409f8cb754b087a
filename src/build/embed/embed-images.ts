/** Embeds pictures in batches, decoding ahead of the encoder. */
import type { RgbaImage } from "../../encoder/rgba-image.ts";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import { factsOf, type PictureFacts } from "../pictures/picture-facts.ts";

/** Batches that are decoded while one is embedded, and the least number of pictures. */
const BATCHES_AHEAD = 2;
const PICTURES_AHEAD = 8;
/** Pictures that fail or are known already, and are passed on together. */
const MAX_SETTLED = 256;
/** Failures of the model after which the build ends. */
const MAX_FAILURES_IN_A_ROW = 16;

/** A picture's file, as far as embedding needs it. */
export interface EmbedPicture {
  /** SHA-256 of the file, 32 bytes. */
  readonly sha256: Uint8Array;
  /** Decodes it and hands its pixels to `use`; rejects with the reason if it cannot. */
  decode<T>(use: (image: RgbaImage) => T): Promise<T>;
}

export interface EmbedSource {
  /** Hands the picture at an address to `use`; rejects with the reason if there is none. */
  open<T>(address: string, use: (picture: EmbedPicture) => Promise<T>): Promise<T>;
}

/** Embeddings of earlier builds, by the SHA-256 of the picture. */
export interface EmbedMemory {
  get(sha256: Uint8Array): Promise<Known | undefined>;
  put(pictures: readonly (Known & { sha256: Uint8Array })[]): Promise<void>;
}

interface Known {
  vector: Float32Array;
  facts: PictureFacts;
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
export type EmbedOutcome =
  | (Known & { index: number; sha256: Uint8Array; remembered: boolean })
  | { index: number; error: string };

export interface EmbedOptions {
  memory?: EmbedMemory;
  /** The least number of pictures that are opened ahead, so that slow servers keep nobody waiting. */
  ahead?: number;
  signal?: AbortSignal | undefined;
}

/**
 * Embeds pictures in batches, and opens and decodes the next ones while the encoder runs. Pictures that the memory
 * knows are not even decoded. A few batches are held at a time, and within their reach the order of outcomes may
 * differ from that of `addresses`. An embedding is in the memory before it is yielded.
 *
 * @throws what the encoder throws, `output-failed` of a source or the memory, or the reason of `signal`
 */
export async function* embedImages(
  addresses: readonly string[],
  source: EmbedSource,
  encoder: EmbedEncoder,
  options: EmbedOptions = {},
): AsyncGenerator<EmbedOutcome> {
  const { memory, signal } = options;
  const runner = new BatchRunner(encoder, memory);
  const prepared = prepare(addresses, source, encoder, options);
  let running: Promise<EmbedOutcome[]> | undefined;
  try {
    for (;;) {
      const { batch, settled } = await nextBatch(prepared, encoder.batch);
      yield* settled;
      const previous = running;
      running = undefined;
      if (previous !== undefined) yield* await previous;
      if (batch.length === 0 && settled.length === 0) return;
      if (batch.length === 0) continue;
      signal?.throwIfAborted();
      running = runner.run(batch);
      // A failure is handled when the promise is awaited; until then it must not count as unhandled.
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
  sha256: Uint8Array;
  facts: PictureFacts;
  pixels: Float32Array;
}

type Prepared = Pixels | EmbedOutcome;

/** Decodes ahead, in order. */
async function* prepare(
  addresses: readonly string[],
  source: EmbedSource,
  encoder: EmbedEncoder,
  { memory, ahead = 0, signal }: EmbedOptions,
): AsyncGenerator<Prepared, undefined> {
  const most = Math.max(PICTURES_AHEAD, encoder.batch * BATCHES_AHEAD, ahead);
  const queue: Promise<Prepared>[] = [];
  let next = 0;
  try {
    for (;;) {
      while (next < addresses.length && queue.length < most) {
        signal?.throwIfAborted();
        const one = prepareOne(next, addresses[next]!, source, encoder, memory);
        // A failure is handled in its turn; until then it must not count as unhandled.
        one.catch(() => {});
        queue.push(one);
        next++;
      }
      const first = queue.shift();
      if (first === undefined) return;
      const prepared = await first;
      // A failure after an abort says nothing about the picture.
      signal?.throwIfAborted();
      yield prepared;
    }
  } finally {
    await Promise.allSettled(queue);
  }
}

async function prepareOne(
  index: number,
  address: string,
  source: EmbedSource,
  encoder: EmbedEncoder,
  memory: EmbedMemory | undefined,
): Promise<Prepared> {
  try {
    return await source.open(address, async (picture): Promise<Prepared> => {
      const { sha256 } = picture;
      const known = await memory?.get(sha256);
      if (known) return { index, sha256, ...known, remembered: true };
      return await picture.decode((image) => ({
        index,
        sha256,
        facts: factsOf(image),
        pixels: encoder.preprocess(image),
      }));
    });
  } catch (error) {
    // A full disk is not the fault of the picture.
    if (error instanceof VisualSearchError && error.code === "output-failed") throw error;
    return { index, error: messageOf(error) };
  }
}

async function nextBatch(
  prepared: AsyncGenerator<Prepared>,
  size: number,
): Promise<{ batch: Pixels[]; settled: EmbedOutcome[] }> {
  const batch: Pixels[] = [];
  const settled: EmbedOutcome[] = [];
  // Known pictures are passed on in time, too, so that a catalog of known pictures is not held in memory.
  while (batch.length < size && settled.length < MAX_SETTLED) {
    const { done, value } = await prepared.next();
    if (done) break;
    if ("pixels" in value) batch.push(value);
    else settled.push(value);
  }
  return { batch, settled };
}

/**
 * Runs batches. A batch that fails is repeated picture by picture, so that one picture does not fail the others. Many
 * failures in a row are those of the model, not of the pictures.
 */
class BatchRunner {
  readonly #encoder: EmbedEncoder;
  readonly #memory: EmbedMemory | undefined;
  #failuresInARow = 0;

  constructor(encoder: EmbedEncoder, memory: EmbedMemory | undefined) {
    this.#encoder = encoder;
    this.#memory = memory;
  }

  async run(batch: readonly Pixels[]): Promise<EmbedOutcome[]> {
    try {
      const outcomes = await runTogether(batch, this.#encoder);
      this.#failuresInARow = 0;
      await this.#memory?.put(outcomes);
      return outcomes;
    } catch (failure) {
      if (failure instanceof VisualSearchError && failure.code === "output-failed") throw failure;
      if (batch.length > 1) return await this.#runEach(batch);
      if (++this.#failuresInARow >= MAX_FAILURES_IN_A_ROW) throw failure;
      return [{ index: batch[0]!.index, error: messageOf(failure) }];
    }
  }

  async #runEach(batch: readonly Pixels[]): Promise<EmbedOutcome[]> {
    const outcomes: EmbedOutcome[] = [];
    for (const one of batch) outcomes.push(...(await this.run([one])));
    return outcomes;
  }
}

async function runTogether(batch: readonly Pixels[], encoder: EmbedEncoder) {
  const length = batch[0]!.pixels.length;
  const input = new Float32Array(batch.length * length);
  for (const [i, { pixels }] of batch.entries()) input.set(pixels, i * length);
  const output = await encoder.embed(input, batch.length);
  return batch.map(({ index, sha256, facts }, i) => ({
    index,
    sha256,
    facts,
    remembered: false,
    vector: output.slice(i * encoder.dim, (i + 1) * encoder.dim),
  }));
}
