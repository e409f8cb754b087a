import { createTextEncoder, type TextEncoder } from "../../encoder/encoder.ts";
import { loadNodeRuntime } from "../../encoder/runtime/node-runtime.ts";
import type { Runtime } from "../../encoder/runtime/runtime.ts";
import { SELF_CHECK_TEXT, selfCheckCosine } from "../../encoder/self-check.ts";
import type { ModelFolder } from "./model-files.ts";

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
  /** What the runtime of browsers makes of the canned text. */
  canary: Float32Array;
  /** Cosine with it from which on the native runtime is trusted. */
  trustedCosine: number;
  batch: number;
  /** Threads of the native runtime, if it may be taken. */
  threads: number | undefined;
}

/**
 * Opens the text half in the native runtime where that gives the same canary, else in that of browsers.
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

/** Why it is not taken is said where the pictures' half is tried. */
async function tryNative(
  { folder, bytes, canary, trustedCosine }: TextModelOptions,
  threads: number,
): Promise<TextEncoder | undefined> {
  let encoder: TextEncoder | undefined;
  try {
    const runtime = await loadNodeRuntime({ threads });
    encoder = await createTextEncoder(runtime, bytes, folder.manifest, folder.tokenizer);
    if (selfCheckCosine(canary, await encoder.embed([SELF_CHECK_TEXT])) >= trustedCosine)
      return encoder;
  } catch {
    // The runtime of browsers can do what the native one cannot.
  }
  await encoder?.release();
  return undefined;
}
