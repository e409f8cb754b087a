/** The image and the text encoder of a model: pixels or texts in, embeddings of unit length out. */
import { VisualSearchError } from "../lib/errors.ts";
import { EmbeddingModel } from "./model/embedding-model.ts";
import type { ModelManifest } from "./model/model-config.ts";
import type { FeedTensor, Runtime } from "./runtime/runtime.ts";
import type { Tokenizer } from "./tokenizer.ts";

interface Encoder {
  /** Length of an embedding. */
  readonly dim: number;
  /** Name of the model's output that is the embedding. */
  readonly output: string;
  /** Milliseconds that the last `embed` spent in the model itself; 0 before the first. */
  readonly lastRunMs: number;
  /** Frees the model's memory, after what is queued. */
  release(): Promise<void>;
}

export interface ImageEncoder extends Encoder {
  /**
   * Embeds `count` images: `pixelValues` holds what `preprocess` gave for each, one after another.
   * Gives `count * dim` values; every row has unit length. Images run one by one if the model
   * has a fixed batch of 1.
   *
   * Rejects with `invalid-argument`, `runtime-failed` (also for NaN or zero vectors) or
   * `model-invalid` (the length is not what the configuration promised).
   */
  embed(pixelValues: Float32Array, count: number): Promise<Float32Array>;
}

export interface TextEncoder extends Encoder {
  /** As `ImageEncoder.embed`, for 1 or more texts. */
  embed(texts: readonly string[]): Promise<Float32Array>;
}

/**
 * Opens the image encoder of a model from the bytes of its `vision_model*.onnx`.
 * Rejects with `model-invalid` if the file does not fit `model`, or `runtime-failed`.
 */
export async function createImageEncoder(
  runtime: Runtime,
  bytes: Uint8Array,
  model: ModelManifest,
): Promise<ImageEncoder> {
  const encoder = await EmbeddingModel.open({
    runtime,
    bytes,
    modality: "image",
    dim: model.dim,
    required: ["pixel_values"],
    optional: [],
  });
  const { width, height } = model.processor.output;
  const shape = [3, height, width];
  await releaseUnless(encoder, () => checkFixedShape(encoder, shape));
  const valuesEach = 3 * width * height;

  return {
    dim: encoder.dim,
    output: encoder.output,
    get lastRunMs() {
      return encoder.lastRunMs;
    },
    release: () => encoder.release(),
    embed: async (pixelValues, count) => {
      if (!Number.isInteger(count) || count < 1 || pixelValues.length !== count * valuesEach) {
        throw new VisualSearchError(
          "invalid-argument",
          `Expected 1 or more images of 3 x ${height} x ${width} values, got ` +
            `${pixelValues.length} values for ${count}. Pass what preprocess gives.`,
        );
      }
      return encoder.embed(count, (first, n) => {
        const data = pixelValues.subarray(first * valuesEach, (first + n) * valuesEach);
        return { pixel_values: { type: "float32", data, shape: [n, ...shape] } };
      });
    },
  };
}

/**
 * Opens the text encoder of a model from the bytes of its `text_model*.onnx`.
 * Rejects with `model-invalid` if the file does not fit `model`, or `runtime-failed`.
 */
export async function createTextEncoder(
  runtime: Runtime,
  bytes: Uint8Array,
  model: ModelManifest,
  tokenizer: Tokenizer,
): Promise<TextEncoder> {
  const encoder = await EmbeddingModel.open({
    runtime,
    bytes,
    modality: "text",
    dim: model.dim,
    required: ["input_ids"],
    optional: ["attention_mask"],
  });
  const fixedLength = encoder.fixedSize("input_ids", 1) ?? 0;
  await releaseUnless(encoder, () => checkFixedLength(fixedLength, model.text));

  return {
    dim: encoder.dim,
    output: encoder.output,
    get lastRunMs() {
      return encoder.lastRunMs;
    },
    release: () => encoder.release(),
    embed: async (texts) => {
      if (!Array.isArray(texts) || texts.length === 0) {
        throw new VisualSearchError(
          "invalid-argument",
          "Expected a list of 1 or more texts to embed, got none. Wrap a single text in a list.",
        );
      }
      return encoder.embed(texts.length, (first, n) => {
        const batch = tokenizer.encodeBatch(texts.slice(first, first + n), fixedLength);
        const feeds: Record<string, FeedTensor> = {
          input_ids: { type: "int64", data: batch.ids, shape: batch.shape },
        };
        if (encoder.hasInput("attention_mask")) {
          feeds.attention_mask = { type: "int64", data: batch.mask, shape: batch.shape };
        }
        return feeds;
      });
    },
  };
}

async function releaseUnless(encoder: EmbeddingModel, check: () => void): Promise<void> {
  try {
    check();
  } catch (error) {
    await encoder.release();
    throw error;
  }
}

function checkFixedShape(encoder: EmbeddingModel, shape: readonly number[]): void {
  const fixed = shape.map((_, axis) => encoder.fixedSize("pixel_values", axis + 1));
  if (fixed.every((size, axis) => size === undefined || size === shape[axis])) return;
  throw new VisualSearchError(
    "model-invalid",
    `Expected a model for images of ${shape.join(" x ")} values, as preprocessor_config.json says, got one whose ` +
      `input pixel_values takes ${fixed.map((size) => size ?? "any").join(" x ")}. Check that both belong to the ` +
      "same model.",
  );
}

function checkFixedLength(fixedLength: number, text: ModelManifest["text"]): void {
  if (fixedLength === 0) return;
  const always = text.padTo === null || text.padTo === fixedLength;
  if (fixedLength >= text.contextLength && always) return;
  throw new VisualSearchError(
    "model-invalid",
    `Expected a model for texts of ${text.contextLength} ids, as the configuration says, got one whose input ` +
      `input_ids takes ${fixedLength}. Check that both belong to the same model.`,
  );
}
