/** Opens the text half of a model for a build. */
import { createTextEncoder, type TextEncoder } from "../../encoder/encoder.ts";
import { loadNodeRuntime } from "../../encoder/runtime/node-runtime.ts";
import type { Runtime } from "../../encoder/runtime/runtime.ts";
import { SELF_CHECK_TEXT, selfCheckCosine } from "../../encoder/self-check.ts";
import type { ModelFolder } from "./model-files.ts";
import { TRUSTED_COSINE } from "./native-runtime.ts";

/** The text half of a model, ready to embed. */
export interface TextEmbedder {
  readonly dim: number;
  /** Texts of one run. */
  readonly batch: number;
  /** One unit vector of `dim` numbers for each text. */
  embed(texts: readonly string[]): Promise<Float32Array>;
  release(): Promise<void>;
}

export interface TextModelOptions {
  /** The runtime of browsers. */
  wasm: Runtime;
  folder: ModelFolder;
  /** The weights. */
  bytes: Uint8Array;
  /** What the runtime of browsers makes of the self-check text. */
  expected: Float32Array;
  batch: number;
  /** Threads of the native runtime; `undefined` if it may not be taken. */
  threads: number | undefined;
}

/**
 * Opens the text half in the native runtime if that reproduces the self-check vector, else in that of browsers.
 *
 * @throws `model-invalid` or `runtime-failed`
 */
export async function openTextModel(options: TextModelOptions): Promise<TextEmbedder> {
  const { wasm, folder, bytes, batch, threads } = options;
  const native = threads === undefined ? undefined : await tryNative(options, threads);
  const encoder =
    native ?? (await createTextEncoder(wasm, bytes, folder.manifest, folder.tokenizer));
  return {
    dim: encoder.dim,
    batch,
    embed: (texts) => encoder.embed(texts),
    release: () => encoder.release(),
  };
}

/** If it is not taken, the image half says why. */
async function tryNative(
  { folder, bytes, expected }: TextModelOptions,
  threads: number,
): Promise<TextEncoder | undefined> {
  let encoder: TextEncoder | undefined;
  try {
    const runtime = await loadNodeRuntime({ threads });
    encoder = await createTextEncoder(runtime, bytes, folder.manifest, folder.tokenizer);
    const cosine = selfCheckCosine(expected, await encoder.embed([SELF_CHECK_TEXT]));
    if (cosine >= TRUSTED_COSINE) return encoder;
  } catch {
    // The runtime of browsers takes over.
  }
  await encoder?.release();
  return undefined;
}
