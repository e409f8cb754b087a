/** The files of a catalog's model: which an encoder needs, and loading them as the catalog promised them. */
import type { FileRef } from "../../catalog/files/file-ref.ts";
import type { EncoderBinding, ModelWeights } from "../../catalog/manifest/encoder-binding.ts";
import {
  MODEL_CONFIG_FILES,
  type ModelFiles as ModelJson,
  type ModelManifest,
  preprocessingId,
  readModel,
} from "../../encoder/index.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import type { LoadProgress, Modality } from "../../lib/types.ts";
import type { BytesListener, ContentRef, Store } from "../../store/store.ts";
import { countBytes } from "../loading/progress.ts";
import { SharedTask } from "../loading/shared-task.ts";

/** The tokenizer's file, which only texts need. */
export const TOKENIZER_PATH = "tokenizer.json";

export interface ModelFilesOptions {
  binding: EncoderBinding;
  /** Absolute URL of the model's folder, or `undefined` if none is known. */
  modelUrl: string | undefined;
  store: Store;
  onProgress: (progress: LoadProgress) => void;
}

export class ModelFiles {
  readonly #options: ModelFilesOptions;
  readonly #model: SharedTask<ModelManifest>;

  constructor(options: ModelFilesOptions) {
    this.#options = options;
    this.#model = new SharedTask(async (signal) => this.read(await this.configuration(signal)));
  }

  /** What the model's configuration says, read once. */
  model(signal?: AbortSignal): Promise<ModelManifest> {
    return this.#model.get(signal);
  }

  /** The configuration files but the tokenizer, which is long. */
  async configuration(signal: AbortSignal): Promise<Omit<ModelJson, "tokenizer">> {
    const [config, preprocessor, tokenizerConfig] = await Promise.all([
      this.json("config.json", signal),
      this.json("preprocessor_config.json", signal),
      this.json("tokenizer_config.json", signal),
    ]);
    return { config, preprocessor, tokenizerConfig };
  }

  /** @throws VisualSearchError `model-invalid`, or `encoder-mismatch` for a model of another shape */
  read(files: ModelJson): ModelManifest {
    const model = readModel(files);
    const { dim, preprocessing: expected } = this.#options.binding;
    const preprocessing = preprocessingId(model.processor);
    if (model.dim === dim && preprocessing === expected) return model;
    throw new VisualSearchError(
      "encoder-mismatch",
      `Expected a model with ${dim} dimensions and the preprocessing ${expected}, got ${model.dim} and ` +
        `${preprocessing}. Build the catalog again with this version of Vitrine.`,
    );
  }

  /** Stores ahead what an encoder needs, or learns that there is no room for it. */
  async prepare(weights: ModelWeights, modality: Modality, others: ContentRef[]): Promise<void> {
    const { binding, modelUrl, store } = this.#options;
    if (modelUrl === undefined) return;
    await store.prepare([...encoderFiles(binding, weights, modality), ...others]);
  }

  async json(path: string, signal: AbortSignal, onBytes?: BytesListener): Promise<unknown> {
    try {
      return JSON.parse(new TextDecoder().decode(await this.load(path, signal, onBytes)));
    } catch (error) {
      if (error instanceof SyntaxError) {
        throw new VisualSearchError(
          "model-invalid",
          `Expected JSON in the model's ${path}, got what cannot be parsed (${error.message}). Build the ` +
            "catalog with a complete model.",
          { cause: error },
        );
      }
      // Weights of the right model may be damaged; another configuration means another model.
      if (error instanceof VisualSearchError && error.code === "integrity") {
        const { binding, modelUrl } = this.#options;
        throw new VisualSearchError(
          "encoder-mismatch",
          `Expected the model ${binding.id} (revision ${binding.revision.slice(0, 12)}) that this catalog was ` +
            `built with at ${modelUrl}, got another. Give the right model's URL, or build the catalog with ` +
            "this model.",
          { cause: error },
        );
      }
      throw error;
    }
  }

  async load(path: string, signal: AbortSignal, onBytes?: BytesListener): Promise<Uint8Array> {
    const { binding, modelUrl, store } = this.#options;
    if (modelUrl === undefined) {
      throw new VisualSearchError(
        "model-missing",
        `Expected the URL of the model ${binding.id}, because this query needs an encoder, got none. Pass it ` +
          "as `model` to openVisualSearch, or build the catalog with --model-url.",
      );
    }
    const url = new URL(path, modelUrl).href;
    return store.load(fileOf(binding, path), url, { signal, onBytes });
  }

  /** Reports the bytes of the files that make up nearly all of an encoder. */
  counter(modality: Modality, paths: readonly string[]): BytesListener {
    const { binding, onProgress } = this.#options;
    const files = paths.map((path) => fileOf(binding, path));
    return countBytes(`${modality}-encoder`, files, onProgress);
  }
}

/**
 * The files that an encoder is loaded from.
 *
 * @throws VisualSearchError `catalog-invalid` if the manifest lacks one
 */
export function encoderFiles(
  binding: EncoderBinding,
  weights: ModelWeights,
  modality: Modality,
): FileRef[] {
  const configs = MODEL_CONFIG_FILES.filter(
    (path) => modality === "text" || path !== TOKENIZER_PATH,
  );
  return [...configs, weights[modality]].map((path) => fileOf(binding, path));
}

/** @throws VisualSearchError `catalog-invalid` if the manifest lacks it */
export function fileOf(binding: EncoderBinding, path: string): FileRef {
  const file = binding.files.find((candidate) => candidate.path === path);
  if (file) return file;
  throw new VisualSearchError(
    "catalog-invalid",
    `Expected the file ${path} among those of the model ${binding.id} in the catalog's manifest, got none. ` +
      "Build the catalog again.",
  );
}
