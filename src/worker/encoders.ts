import type { FileRef } from "../catalog/files/file-ref.ts";
import type { EncoderBinding, ModelWeights } from "../catalog/manifest/encoder-binding.ts";
import type { Manifest } from "../catalog/manifest/manifest.ts";
import {
  createImageEncoder,
  createTextEncoder,
  createTokenizer,
  type GpuInfo,
  type ImageEncoder,
  type ImageProcessor,
  MODEL_CONFIG_FILES,
  type ModelFiles,
  type ModelManifest,
  preprocess,
  preprocessingId,
  type Runtime,
  readModel,
  SELF_CHECK_TEXT,
  selfCheckCosine,
  selfCheckImage,
  type TextEncoder,
} from "../encoder/index.ts";
import { messageOf, VisualSearchError, type VisualSearchWarning } from "../lib/errors.ts";
import type { DevicePreference, EncoderState, LoadProgress, Modality } from "../lib/types.ts";
import type { BytesListener, ContentRef, Store } from "../store/store.ts";
import { type Backend, chooseBackend, wasmWeights } from "./device.ts";
import { IdleTime } from "./idle.ts";
import { countBytes } from "./progress.ts";
import { SharedTask } from "./shared-task.ts";

/** The smallest cosine of a self-check embedding to the one the catalog recorded. */
const MIN_CANARY_COSINE = 0.995;

/** A warm self-check picture that takes a GPU longer than this many milliseconds is better off with WASM. */
const SLOW_GPU_MS = 1000;

/** What the encoders need of the platform. */
export interface EncoderPlatform {
  findGpu: () => Promise<GpuInfo | string>;
  /** Starts a runtime; `load` gets its files. */
  loadRuntime: (
    device: Backend["device"],
    load: (file: ContentRef, url: string) => Promise<Uint8Array>,
  ) => Promise<Runtime>;
  /** The file that `loadRuntime` loads. */
  runtimeFile: (device: Backend["device"]) => ContentRef;
  /** In a sentence, why the runtime has the threads that it has. */
  explainThreads: (runtime: Runtime) => string;
  /** Name and version of the browser: what has passed a self-check in it need not pass it at every visit. */
  browser: string;
}

export interface EncodersOptions {
  manifest: Manifest;
  /** Absolute URL of the model's folder, or `undefined` where none is known. */
  modelUrl: string | undefined;
  device: DevicePreference;
  store: Store;
  platform: EncoderPlatform;
  /** Encoders that were not used for so many milliseconds are released. Default: never. */
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

const TOKENIZER_PATH = "tokenizer.json";

/** The encoders of a catalog's model: each is loaded when first needed, checked, and then kept. */
export class Encoders {
  readonly states: Record<Modality, EncoderState> = { image: "idle", text: "idle" };
  /** Cosine of each encoder's self-check embedding to the one the catalog recorded. */
  readonly canary: Partial<Record<Modality, number>> = {};
  /** Where the encoders run; known once the first is being loaded. */
  backend: Backend | undefined;
  /** Started with the first encoder. */
  runtime: Runtime | undefined;
  readonly #options: EncodersOptions;
  readonly #model: SharedTask<ModelManifest>;
  readonly #image: SharedTask<ImageEncoder>;
  readonly #text: SharedTask<TextEncoder>;
  readonly #runtime: SharedTask<Runtime>;
  #choosing: Promise<Backend> | undefined;
  #retreat: Promise<void> | undefined;
  readonly #idle: IdleTime;

  constructor(options: EncodersOptions) {
    this.#options = options;
    this.#model = new SharedTask(async (signal) => this.#readModel(await this.#loadConfig(signal)));
    this.#image = this.#track("image", (backend, signal) => this.#loadImage(backend, signal));
    this.#text = this.#track("text", (backend, signal) => this.#loadText(backend, signal));
    this.#runtime = new SharedTask((signal) => this.#loadRuntime(signal));
    this.#idle = new IdleTime(options.releaseAfterMs, () => {
      // An encoder that cannot be released is no worse than one that stays.
      this.release().catch(() => {});
    });
  }

  /** Loads an encoder if need be. What has been fetched until all callers have given up stays stored. */
  async load(modality: Modality, signal?: AbortSignal): Promise<void> {
    await this.#onBackend(() => this.#encoder(modality, signal));
    this.#idle.start();
  }

  /** The runtime of the encoders, for another model to run in. */
  async loadRuntime(signal?: AbortSignal): Promise<Runtime> {
    return this.#onBackend(() => this.#runtime.get(signal));
  }

  /** Where the encoders run or, as far as can be told, would run. */
  async plannedBackend(): Promise<Backend> {
    const { manifest, device, platform } = this.#options;
    return this.backend ?? planBackend(manifest.encoder, device, platform);
  }

  /** How the model wants its pictures. */
  async processor(signal?: AbortSignal): Promise<ImageProcessor> {
    return (await this.#model.get(signal)).processor;
  }

  /** Embeds a picture, as `preprocess` gave it. A GPU that fails at it leaves it to WASM. */
  embedImage(pixelValues: Float32Array, signal?: AbortSignal): Promise<Embedded> {
    return this.#embed(async () => {
      const encoder = await this.#image.get(signal);
      return { rows: await encoder.embed(pixelValues, 1), runMs: encoder.lastRunMs };
    });
  }

  /** As `embedImage`, for texts. */
  embedTexts(texts: readonly string[], signal?: AbortSignal): Promise<Embedded> {
    return this.#embed(async () => {
      const encoder = await this.#text.get(signal);
      signal?.throwIfAborted();
      return { rows: await encoder.embed(texts), runMs: encoder.lastRunMs };
    });
  }

  /** Gives the encoders' memory back to the runtime, which uses it for the next. */
  async release(): Promise<void> {
    this.#idle.stop();
    for (const modality of ["image", "text"] as const) {
      if (this.states[modality] !== "ready") continue;
      const encoder = await this.#encoder(modality);
      this.#taskOf(modality).clear();
      this.#setState(modality, "idle");
      await encoder.release();
    }
  }

  async #embed(task: () => Promise<Embedded>): Promise<Embedded> {
    this.#idle.stop();
    try {
      return await this.#onBackend(task);
    } finally {
      this.#idle.start();
    }
  }

  #taskOf(modality: Modality): SharedTask<ImageEncoder> | SharedTask<TextEncoder> {
    return modality === "image" ? this.#image : this.#text;
  }

  #encoder(modality: Modality, signal?: AbortSignal): Promise<ImageEncoder | TextEncoder> {
    return this.#taskOf(modality).get(signal);
  }

  /** Does something with an encoder, and does it once more on WASM where the GPU fails. */
  async #onBackend<T>(task: () => Promise<T>): Promise<T> {
    for (;;) {
      const backend = await this.#choose();
      try {
        return await task();
      } catch (error) {
        // Of those who were at it together, one has seen first that the GPU fails.
        if (this.backend !== backend) continue;
        if (!this.#isGpuFailure(error)) throw error;
        await this.#moveToWasm(messageOf(error));
      }
    }
  }

  /** Whoever insists on WebGPU is told that it does not start; once it has run, its end is no one's wish. */
  #isGpuFailure(error: unknown): boolean {
    if (this.backend?.device !== "webgpu" || !(error instanceof VisualSearchError)) return false;
    const hasRun = Object.keys(this.canary).length > 0;
    return (
      (error.code === "runtime-failed" || error.code === "device-unavailable") &&
      (hasRun || this.#options.device === "auto")
    );
  }

  #moveToWasm(why: string): Promise<void> {
    // Several callers may fail at the same GPU.
    this.#retreat ??= (async () => {
      for (const modality of ["image", "text"] as const) {
        if (this.states[modality] !== "ready") continue;
        // Not waited for: a GPU that is lost may never answer.
        this.#encoder(modality)
          .then((encoder) => encoder.release())
          .catch(() => {});
      }
      const failed = [this.#image, this.#text] as const;
      for (const task of [...failed, this.#runtime]) task.clear();
      for (const modality of ["image", "text"] as const) {
        delete this.canary[modality];
        if (this.states[modality] === "ready") this.#setState(modality, "idle");
      }
      this.runtime = undefined;
      this.backend = {
        device: "wasm",
        weights: wasmWeights(this.#options.manifest.encoder),
        reason: `The GPU was given up: ${why}`,
      };
      this.#choosing = Promise.resolve(this.backend);
      this.#options.onWarning({
        code: "device-fallback",
        message: `The encoders move from the GPU to WASM, which is slower but right: ${why}`,
      });
      this.#options.onChange();
    })();
    return this.#retreat;
  }

  #choose(): Promise<Backend> {
    const { manifest, device, platform } = this.#options;
    this.#choosing ??= (async () => {
      const gpu = device === "wasm" ? "" : await platform.findGpu();
      const chosen = chooseBackend(manifest.encoder, device, gpu);
      if (typeof chosen === "string") {
        this.#choosing = undefined;
        throw new VisualSearchError(
          "device-unavailable",
          `Expected a GPU for the device webgpu. ${chosen} Use the device auto or wasm, or serve the ` +
            "page over https in a browser with WebGPU.",
        );
      }
      this.backend = chosen;
      return chosen;
    })();
    return this.#choosing;
  }

  #track<T extends ImageEncoder | TextEncoder>(
    modality: Modality,
    load: (backend: Backend, signal: AbortSignal) => Promise<T>,
  ): SharedTask<T> {
    return new SharedTask(async (signal) => {
      const backend = this.backend!;
      this.#setState(modality, "loading");
      try {
        await this.#prepareStore(backend, modality);
        this.#expectStill(backend);
        const loaded = await load(backend, signal);
        // Who is told that it is there may go offline.
        await this.#options.store.settled();
        if (this.backend !== backend) await loaded.release();
        this.#expectStill(backend);
        this.#setState(modality, "ready");
        return loaded;
      } catch (error) {
        // After a move to WASM, the state is that of the encoder there.
        if (this.backend === backend) this.#setState(modality, signal.aborted ? "idle" : "failed");
        throw error;
      }
    });
  }

  /** What was made for a GPU that was given up meanwhile is of no use. `#onBackend` makes it anew. */
  #expectStill(backend: Backend): void {
    if (this.backend === backend) return;
    throw new VisualSearchError(
      "runtime-failed",
      "The GPU was given up while an encoder was being loaded for it. Try again.",
    );
  }

  async #prepareStore({ device, weights }: Backend, modality: Modality): Promise<void> {
    const { manifest, modelUrl, platform, store } = this.#options;
    if (modelUrl === undefined) return;
    const runtime = this.runtime ? [] : [platform.runtimeFile(device)];
    await store.prepare([...encoderFiles(manifest.encoder, weights, modality), ...runtime]);
  }

  #setState(modality: Modality, state: EncoderState): void {
    this.states[modality] = state;
    this.#options.onChange();
  }

  async #loadImage(backend: Backend, signal: AbortSignal): Promise<ImageEncoder> {
    const path = backend.weights.image;
    const [model, weights, runtime] = await Promise.all([
      this.#model.get(signal),
      this.#load(path, signal, this.#counter("image", [path])),
      this.#runtime.get(signal),
    ]);
    signal.throwIfAborted();
    const encoder = await createImageEncoder(runtime, weights, model);
    const pixels = preprocess(selfCheckImage(), model.processor);
    await this.#selfCheckCosine(backend, "image", encoder, () => encoder.embed(pixels, 1));
    return encoder;
  }

  async #loadText(backend: Backend, signal: AbortSignal): Promise<TextEncoder> {
    const path = backend.weights.text;
    const counter = this.#counter("text", [path, TOKENIZER_PATH]);
    const [config, tokenizer, weights, runtime] = await Promise.all([
      this.#loadConfig(signal),
      this.#loadJson(TOKENIZER_PATH, signal, counter),
      this.#load(path, signal, counter),
      this.#runtime.get(signal),
    ]);
    signal.throwIfAborted();
    const model = this.#readModel({ ...config, tokenizer });
    const encoder = await createTextEncoder(
      runtime,
      weights,
      model,
      createTokenizer(tokenizer, config.tokenizerConfig, model.text),
    );
    await this.#selfCheckCosine(backend, "text", encoder, () => encoder.embed([SELF_CHECK_TEXT]));
    return encoder;
  }

  async #loadRuntime(signal: AbortSignal): Promise<Runtime> {
    const { platform, store, onProgress } = this.#options;
    const backend = this.backend!;
    const runtime = await platform.loadRuntime(backend.device, (file, url) =>
      store.load(file, url, { signal, onBytes: countBytes("runtime", [file], onProgress) }),
    );
    if (this.backend === backend) this.runtime = runtime;
    return runtime;
  }

  /** Drivers and runtimes that compute nonsense exist; the first embedding also warms the model up. */
  async #selfCheckCosine(
    backend: Backend,
    modality: Modality,
    encoder: ImageEncoder | TextEncoder,
    embed: () => Promise<Float32Array>,
  ): Promise<void> {
    const { device, weights } = backend;
    const proof = this.#proofName(backend, modality);
    try {
      const proven = proof === undefined ? undefined : await this.#options.store.proof(proof);
      if (proven !== undefined) {
        this.#expectStill(backend);
        this.canary[modality] = proven;
        return;
      }
      const cosine = selfCheckCosine(Float32Array.from(weights.canary[modality]), await embed());
      if (!(cosine >= MIN_CANARY_COSINE)) {
        throw new VisualSearchError(
          device === "webgpu" ? "device-unavailable" : "runtime-failed",
          `Expected the ${modality} encoder to give the catalog's self-check embedding (cosine at least ` +
            `${MIN_CANARY_COSINE}), got cosine ${cosine.toFixed(4)} on ${device}. ` +
            (device === "webgpu"
              ? "This GPU or driver computes wrongly; use the device wasm."
              : "Build the catalog again with this version of Vitrine."),
        );
      }
      if (device === "webgpu" && modality === "image" && this.#options.device === "auto") {
        await embed();
        checkSpeed(encoder.lastRunMs);
      }
      this.#expectStill(backend);
      this.canary[modality] = cosine;
      if (proof !== undefined) await this.#options.store.putProof(proof, cosine);
    } catch (error) {
      await encoder.release();
      throw error;
    }
  }

  /**
   * What a passed self-check is remembered by: WASM computes the same at every visit, as long as the files and
   * the browser are the same. Of a GPU, the driver may change.
   */
  #proofName({ device, weights }: Backend, modality: Modality): string | undefined {
    const { manifest, platform } = this.#options;
    if (device !== "wasm") return undefined;
    const file = fileOf(manifest.encoder, weights[modality]);
    return [platform.runtimeFile(device).sha256, file.sha256, platform.browser].join(" ");
  }

  async #loadConfig(signal: AbortSignal): Promise<Omit<ModelFiles, "tokenizer">> {
    const [config, preprocessor, tokenizerConfig] = await Promise.all([
      this.#loadJson("config.json", signal),
      this.#loadJson("preprocessor_config.json", signal),
      this.#loadJson("tokenizer_config.json", signal),
    ]);
    return { config, preprocessor, tokenizerConfig };
  }

  #readModel(files: ModelFiles): ModelManifest {
    const model = readModel(files);
    const { encoder } = this.#options.manifest;
    const preprocessing = preprocessingId(model.processor);
    if (model.dim !== encoder.dim || preprocessing !== encoder.preprocessing) {
      throw new VisualSearchError(
        "encoder-mismatch",
        `Expected a model with ${encoder.dim} dimensions and the preprocessing ${encoder.preprocessing}, ` +
          `got ${model.dim} and ${preprocessing}. Build the catalog again with this version of Vitrine.`,
      );
    }
    return model;
  }

  async #loadJson(path: string, signal: AbortSignal, onBytes?: BytesListener): Promise<unknown> {
    try {
      return JSON.parse(new TextDecoder().decode(await this.#load(path, signal, onBytes)));
    } catch (error) {
      if (error instanceof SyntaxError) {
        throw new VisualSearchError(
          "model-invalid",
          `Expected JSON in the model's ${path}: ${error.message}. Build the catalog with a whole model.`,
          { cause: error },
        );
      }
      // Weights of the right model may be damaged; another configuration means another model.
      if (error instanceof VisualSearchError && error.code === "integrity") {
        const { id, revision } = this.#options.manifest.encoder;
        throw new VisualSearchError(
          "encoder-mismatch",
          `Expected the model ${id} (revision ${revision.slice(0, 12)}) that this catalog was built ` +
            `with at ${this.#options.modelUrl}, found another there. Give the right model's URL, or ` +
            "build the catalog with this model.",
          { cause: error },
        );
      }
      throw error;
    }
  }

  async #load(path: string, signal: AbortSignal, onBytes?: BytesListener): Promise<Uint8Array> {
    const { modelUrl, store, manifest } = this.#options;
    if (modelUrl === undefined) {
      throw new VisualSearchError(
        "model-missing",
        `Expected the URL of the model ${manifest.encoder.id}, for this query needs an encoder. ` +
          "Pass it as `model` to openVisualSearch, or build the catalog with --model-url.",
      );
    }
    return store.load(this.#file(path), new URL(path, modelUrl).href, { signal, onBytes });
  }

  /** Reports the bytes of the files that make up nearly all of an encoder. */
  #counter(modality: Modality, paths: readonly string[]): BytesListener {
    const files = paths.map((path) => this.#file(path));
    return countBytes(`${modality}-encoder`, files, this.#options.onProgress);
  }

  #file(path: string): FileRef {
    return fileOf(this.#options.manifest.encoder, path);
  }
}

/** The backend that would be chosen; WASM's where the device asked for is not to be had. */
export async function planBackend(
  binding: EncoderBinding,
  device: DevicePreference,
  platform: EncoderPlatform,
): Promise<Backend> {
  const chosen = chooseBackend(binding, device, device === "wasm" ? "" : await platform.findGpu());
  if (typeof chosen !== "string") return chosen;
  return { device: "wasm", weights: wasmWeights(binding), reason: chosen };
}

function checkSpeed(runMs: number): void {
  if (runMs <= SLOW_GPU_MS) return;
  throw new VisualSearchError(
    "device-unavailable",
    `Expected the GPU to encode a picture within ${SLOW_GPU_MS} ms, it took ${Math.round(runMs)} ms.`,
  );
}

/**
 * The files that an encoder is loaded from.
 *
 * @throws VisualSearchError `catalog-invalid` where the manifest lacks one
 */
export function encoderFiles(
  encoder: EncoderBinding,
  weights: ModelWeights,
  modality: Modality,
): FileRef[] {
  const configs = MODEL_CONFIG_FILES.filter(
    (path) => modality === "text" || path !== TOKENIZER_PATH,
  );
  return [...configs, weights[modality]].map((path) => fileOf(encoder, path));
}

function fileOf(encoder: EncoderBinding, path: string): FileRef {
  const file = encoder.files.find((candidate) => candidate.path === path);
  if (file) return file;
  throw new VisualSearchError(
    "catalog-invalid",
    `Expected the file ${path} among those of the model ${encoder.id} in the catalog's manifest. ` +
      "Build the catalog again.",
  );
}
