import type { Manifest } from "../catalog/manifest.ts";
import type { EncoderBinding, FileRef } from "../catalog/types.ts";
import {
  CANARY_TEXT,
  canaryImage,
  checkCanary,
  createImageEncoder,
  createTextEncoder,
  createTokenizer,
  type ImageEncoder,
  MODEL_CONFIG_FILES,
  type ModelFiles,
  type ModelManifest,
  preprocess,
  preprocessingId,
  type Runtime,
  readModel,
  type TextEncoder,
} from "../encoder/index.ts";
import { VisualSearchError } from "../errors.ts";
import type { BytesListener, ContentRef, Store } from "../store/store.ts";
import type { DevicePreference, EncoderState, LoadProgress, Modality } from "../types.ts";
import { countBytes } from "./progress.ts";
import { SharedTask } from "./shared-task.ts";

/** The smallest cosine of a self-check embedding to the one the catalog recorded. */
const MIN_CANARY_COSINE = 0.995;

/** Starts a runtime, and says in one sentence why it is the one. `load` gets its files. */
export type RuntimeLoader = (
  device: DevicePreference,
  load: (file: ContentRef, url: string) => Promise<Uint8Array>,
) => Promise<{ runtime: Runtime; reason: string }>;

export interface LoadedImageEncoder {
  encoder: ImageEncoder;
  model: ModelManifest;
}

export interface EncodersOptions {
  manifest: Manifest;
  /** Absolute URL of the model's folder, or `undefined` where none is known. */
  modelUrl: string | undefined;
  device: DevicePreference;
  store: Store;
  loadRuntime: RuntimeLoader;
  /** The file that `loadRuntime` loads. */
  runtimeFile: ContentRef;
  /** Called when an encoder's state, or the runtime, has changed. */
  onChange: () => void;
  onProgress: (progress: LoadProgress) => void;
}

const TOKENIZER_PATH = "tokenizer.json";

/** The encoders of a catalog's model: each is loaded when first needed, checked, and then kept. */
export class Encoders {
  readonly states: Record<Modality, EncoderState> = { image: "idle", text: "idle" };
  runtime: { runtime: Runtime; reason: string } | undefined;
  readonly #options: EncodersOptions;
  readonly #imageEncoder: SharedTask<LoadedImageEncoder>;
  readonly #textEncoder: SharedTask<TextEncoder>;
  readonly #runtime: SharedTask<{ runtime: Runtime; reason: string }>;

  constructor(options: EncodersOptions) {
    this.#options = options;
    this.#imageEncoder = this.#track("image", (signal) => this.#loadImage(signal));
    this.#textEncoder = this.#track("text", (signal) => this.#loadText(signal));
    this.#runtime = new SharedTask((signal) => this.#loadRuntime(signal));
  }

  /** Loads it if need be. What has been fetched until all callers have given up stays stored. */
  image(signal?: AbortSignal): Promise<LoadedImageEncoder> {
    return this.#imageEncoder.get(signal);
  }

  /** As `image`. */
  text(signal?: AbortSignal): Promise<TextEncoder> {
    return this.#textEncoder.get(signal);
  }

  #track<T>(modality: Modality, load: (signal: AbortSignal) => Promise<T>): SharedTask<T> {
    return new SharedTask(async (signal) => {
      this.#setState(modality, "loading");
      try {
        await this.#prepareStore(modality);
        const loaded = await load(signal);
        this.#setState(modality, "ready");
        return loaded;
      } catch (error) {
        this.#setState(modality, signal.aborted ? "idle" : "failed");
        throw error;
      }
    });
  }

  async #prepareStore(modality: Modality): Promise<void> {
    const { manifest, modelUrl, runtimeFile, store } = this.#options;
    if (modelUrl === undefined) return;
    const runtime = this.runtime ? [] : [runtimeFile];
    await store.prepare([...encoderFiles(manifest.encoder, modality), ...runtime]);
  }

  #setState(modality: Modality, state: EncoderState): void {
    this.states[modality] = state;
    this.#options.onChange();
  }

  async #loadImage(signal: AbortSignal): Promise<LoadedImageEncoder> {
    const path = this.#weightsPath("image");
    const [config, weights, { runtime }] = await Promise.all([
      this.#loadConfig(signal),
      this.#load(path, signal, this.#counter("image", [path])),
      this.#runtime.get(signal),
    ]);
    signal.throwIfAborted();
    const model = this.#readModel(config);
    const encoder = await createImageEncoder(runtime, weights, model);
    const pixels = preprocess(canaryImage(), model.processor);
    await this.#checkCanary("image", encoder, () => encoder.embed(pixels, 1));
    return { encoder, model };
  }

  async #loadText(signal: AbortSignal): Promise<TextEncoder> {
    const path = this.#weightsPath("text");
    const counter = this.#counter("text", [path, TOKENIZER_PATH]);
    const [config, tokenizer, weights, { runtime }] = await Promise.all([
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
    await this.#checkCanary("text", encoder, () => encoder.embed([CANARY_TEXT]));
    return encoder;
  }

  async #loadRuntime(signal: AbortSignal): Promise<{ runtime: Runtime; reason: string }> {
    const { device, loadRuntime, store, onProgress } = this.#options;
    this.runtime = await loadRuntime(device, (file, url) =>
      store.load(file, url, { signal, onBytes: countBytes("runtime", [file], onProgress) }),
    );
    return this.runtime;
  }

  /** Drivers and runtimes that compute nonsense exist; the first embedding also warms the model up. */
  async #checkCanary(
    modality: Modality,
    encoder: { release(): Promise<void> },
    embed: () => Promise<Float32Array>,
  ): Promise<void> {
    const expected = this.#options.manifest.encoder.weights[0].canary[modality];
    try {
      const cosine = checkCanary(Float32Array.from(expected), await embed());
      if (cosine >= MIN_CANARY_COSINE) return;
      const device = this.runtime!.runtime.device;
      throw new VisualSearchError(
        device === "webgpu" ? "device-unavailable" : "runtime-failed",
        `Expected the ${modality} encoder to give the catalog's self-check embedding (cosine at least ` +
          `${MIN_CANARY_COSINE}), got cosine ${cosine.toFixed(4)} on ${device}. ` +
          (device === "webgpu"
            ? "This GPU or driver computes wrongly; use the device wasm."
            : "Build the catalog again with this version of Vitrine."),
      );
    } catch (error) {
      await encoder.release();
      throw error;
    }
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

  #weightsPath(modality: Modality): string {
    return weightsPath(this.#options.manifest.encoder, modality);
  }

  #file(path: string): FileRef {
    return fileOf(this.#options.manifest.encoder, path);
  }
}

/**
 * The files that an encoder is loaded from.
 *
 * @throws VisualSearchError `catalog-invalid` where the manifest lacks one
 */
export function encoderFiles(encoder: EncoderBinding, modality: Modality): FileRef[] {
  const configs = MODEL_CONFIG_FILES.filter(
    (path) => modality === "text" || path !== TOKENIZER_PATH,
  );
  return [...configs, weightsPath(encoder, modality)].map((path) => fileOf(encoder, path));
}

function weightsPath(encoder: EncoderBinding, modality: Modality): string {
  return encoder.weights[0][modality];
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
