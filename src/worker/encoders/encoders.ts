/** The encoders of a catalog's model: each is loaded when it is first needed, checked, and then kept. */
import type { EncoderBinding } from "../../catalog/manifest/encoder-binding.ts";
import type { ImageEncoder, ImageProcessor, Runtime, TextEncoder } from "../../encoder/index.ts";
import type { VisualSearchWarning } from "../../lib/errors.ts";
import type { DevicePreference, EncoderState, LoadProgress, Modality } from "../../lib/types.ts";
import type { Store } from "../../store/store.ts";
import { IdleTimer } from "../loading/idle-timer.ts";
import { countBytes } from "../loading/progress.ts";
import { SharedTask } from "../loading/shared-task.ts";
import type { Platform } from "../platform.ts";
import type { Backend } from "./backend.ts";
import { GpuFallback } from "./gpu-fallback.ts";
import { type LoadSource, loadImageEncoder, loadTextEncoder } from "./load-encoder.ts";
import { ModelFiles } from "./model-files.ts";

const MODALITIES = ["image", "text"] as const satisfies readonly Modality[];

export interface EncodersOptions {
  binding: EncoderBinding;
  /** Absolute URL of the model's folder, or `undefined` if none is known. */
  modelUrl: string | undefined;
  device: DevicePreference;
  store: Store;
  platform: Platform;
  /** Encoders that were not used for this many milliseconds are released. Default: never. */
  releaseAfterMs?: number | undefined;
  /** Called when an encoder's state, or the runtime, has changed. */
  onChange: () => void;
  onProgress: (progress: LoadProgress) => void;
  onWarning: (warning: VisualSearchWarning) => void;
}

/** Embeddings, and the milliseconds spent in the model itself. */
export interface Embedded {
  rows: Float32Array;
  runMs: number;
}

export class Encoders {
  readonly states: Record<Modality, EncoderState> = { image: "idle", text: "idle" };
  /** Where the encoders run, and their self-checks. */
  readonly fallback: GpuFallback;
  /** Started with the first encoder. */
  runtime: Runtime | undefined;
  readonly #options: EncodersOptions;
  readonly #files: ModelFiles;
  readonly #image: SharedTask<ImageEncoder>;
  readonly #text: SharedTask<TextEncoder>;
  readonly #runtime: SharedTask<Runtime>;
  readonly #idle: IdleTimer;

  constructor(options: EncodersOptions) {
    this.#options = options;
    this.#files = new ModelFiles(options);
    this.fallback = new GpuFallback({ ...options, onFallback: () => this.#forgetGpu() });
    this.#image = this.#tracked("image", loadImageEncoder);
    this.#text = this.#tracked("text", loadTextEncoder);
    this.#runtime = new SharedTask((signal) => this.#startRuntime(signal));
    this.#idle = new IdleTimer(options.releaseAfterMs, () => {
      // An encoder that cannot be released is no worse than one that stays.
      this.release().catch(() => {});
    });
  }

  /** Loads an encoder if it is not there. What was fetched until every caller has given up stays stored. */
  async load(modality: Modality, signal?: AbortSignal): Promise<void> {
    await this.fallback.run(() => this.#encoder(modality, signal));
    this.#idle.start();
  }

  /** The runtime of the encoders, for another model to run in. */
  loadRuntime(signal?: AbortSignal): Promise<Runtime> {
    return this.fallback.run(() => this.#runtime.get(signal));
  }

  /** How the model wants its pictures. */
  async processor(signal?: AbortSignal): Promise<ImageProcessor> {
    return (await this.#files.model(signal)).processor;
  }

  /** Embeds a picture, as `preprocess` gave it. */
  embedImage(pixelValues: Float32Array, signal?: AbortSignal): Promise<Embedded> {
    return this.#embed(async () => {
      const encoder = await this.#image.get(signal);
      return { rows: await encoder.embed(pixelValues, 1), runMs: encoder.lastRunMs };
    });
  }

  embedTexts(texts: readonly string[], signal?: AbortSignal): Promise<Embedded> {
    return this.#embed(async () => {
      const encoder = await this.#text.get(signal);
      signal?.throwIfAborted();
      return { rows: await encoder.embed(texts), runMs: encoder.lastRunMs };
    });
  }

  /** Gives the encoders' memory back to the runtime, which uses it for the next ones. */
  async release(): Promise<void> {
    this.#idle.stop();
    for (const modality of MODALITIES) {
      if (this.states[modality] !== "ready") continue;
      const encoder = await this.#encoder(modality);
      this.#task(modality).clear();
      this.#setState(modality, "idle");
      await encoder.release();
    }
  }

  async #embed(task: () => Promise<Embedded>): Promise<Embedded> {
    this.#idle.stop();
    try {
      return await this.fallback.run(task);
    } finally {
      this.#idle.start();
    }
  }

  #task(modality: Modality): SharedTask<ImageEncoder> | SharedTask<TextEncoder> {
    return modality === "image" ? this.#image : this.#text;
  }

  #encoder(modality: Modality, signal?: AbortSignal): Promise<ImageEncoder | TextEncoder> {
    return this.#task(modality).get(signal);
  }

  /** An encoder's loading, with its state. */
  #tracked<T extends ImageEncoder | TextEncoder>(
    modality: Modality,
    load: (source: LoadSource) => Promise<T>,
  ): SharedTask<T> {
    return new SharedTask(async (signal) => {
      const { fallback } = this;
      const backend = fallback.backend!;
      this.#setState(modality, "loading");
      try {
        await this.#prepareStore(backend, modality);
        fallback.expectStill(backend);
        const runtime = this.#runtime;
        const loaded = await load({ files: this.#files, backend, runtime, fallback, signal });
        // Whoever hears that it is there may go offline.
        await this.#options.store.settled();
        if (fallback.backend !== backend) await loaded.release();
        fallback.expectStill(backend);
        this.#setState(modality, "ready");
        return loaded;
      } catch (error) {
        // After a move to WASM, the state is that of the encoder there.
        if (fallback.backend === backend) {
          this.#setState(modality, signal.aborted ? "idle" : "failed");
        }
        throw error;
      }
    });
  }

  async #prepareStore({ device, weights }: Backend, modality: Modality): Promise<void> {
    const runtime = this.runtime ? [] : [this.#options.platform.runtimeFile(device)];
    await this.#files.prepare(weights, modality, runtime);
  }

  async #startRuntime(signal: AbortSignal): Promise<Runtime> {
    const { platform, store, onProgress } = this.#options;
    const backend = this.fallback.backend!;
    const runtime = await platform.loadRuntime(backend.device, (file, url) =>
      store.load(file, url, { signal, onBytes: countBytes("runtime", [file], onProgress) }),
    );
    if (this.fallback.backend === backend) this.runtime = runtime;
    return runtime;
  }

  #forgetGpu(): void {
    for (const modality of MODALITIES) {
      if (this.states[modality] !== "ready") continue;
      // Not waited for: a GPU that is lost may never answer.
      this.#encoder(modality)
        .then((encoder) => encoder.release())
        .catch(() => {});
    }
    for (const task of [this.#image, this.#text, this.#runtime]) task.clear();
    for (const modality of MODALITIES) {
      if (this.states[modality] === "ready") this.#setState(modality, "idle");
    }
    this.runtime = undefined;
    this.#options.onChange();
  }

  #setState(modality: Modality, state: EncoderState): void {
    this.states[modality] = state;
    this.#options.onChange();
  }
}
