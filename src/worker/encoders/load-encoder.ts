/** Loading an encoder: its files and the runtime at the same time, then a session, then its self-check. */
import {
  createImageEncoder,
  createTextEncoder,
  createTokenizer,
  type ImageEncoder,
  preprocess,
  type Runtime,
  SELF_CHECK_TEXT,
  selfCheckImage,
  type TextEncoder,
} from "../../encoder/index.ts";
import type { SharedTask } from "../loading/shared-task.ts";
import type { Backend } from "./backend.ts";
import type { GpuFallback } from "./gpu-fallback.ts";
import { type ModelFiles, TOKENIZER_PATH } from "./model-files.ts";

/** What loading an encoder needs. */
export interface LoadSource {
  files: ModelFiles;
  backend: Backend;
  runtime: SharedTask<Runtime>;
  fallback: GpuFallback;
  /** Aborted once nobody waits for the encoder any more. */
  signal: AbortSignal;
}

/**
 * @throws VisualSearchError `network`, `integrity`, `model-missing`, `model-invalid`, `encoder-mismatch`,
 *   `device-unavailable` or `runtime-failed`; or the signal's reason
 */
export async function loadImageEncoder(source: LoadSource): Promise<ImageEncoder> {
  const { files, backend, fallback, signal } = source;
  const path = backend.weights.image;
  const [model, weights, runtime] = await Promise.all([
    files.model(signal),
    files.load(path, signal, files.counter("image", [path])),
    source.runtime.get(signal),
  ]);
  signal.throwIfAborted();
  const encoder = await createImageEncoder(runtime, weights, model);
  const pixels = preprocess(selfCheckImage(), model.processor);
  await fallback.selfCheck(backend, "image", encoder, () => encoder.embed(pixels, 1));
  return encoder;
}

/** Throws as `loadImageEncoder` does. */
export async function loadTextEncoder(source: LoadSource): Promise<TextEncoder> {
  const { files, backend, fallback, signal } = source;
  const path = backend.weights.text;
  const counter = files.counter("text", [path, TOKENIZER_PATH]);
  const [config, tokenizer, weights, runtime] = await Promise.all([
    files.configuration(signal),
    files.json(TOKENIZER_PATH, signal, counter),
    files.load(path, signal, counter),
    source.runtime.get(signal),
  ]);
  signal.throwIfAborted();
  const model = files.read({ ...config, tokenizer });
  const ids = createTokenizer(tokenizer, config.tokenizerConfig, model.text);
  const encoder = await createTextEncoder(runtime, weights, model, ids);
  await fallback.selfCheck(backend, "text", encoder, () => encoder.embed([SELF_CHECK_TEXT]));
  return encoder;
}
