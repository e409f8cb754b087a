/** The native runtime of a build, which is taken if it computes a model as browsers do. */
import { createImageEncoder, type ImageEncoder } from "../../encoder/encoder.ts";
import { preprocess } from "../../encoder/preprocess.ts";
import { loadNodeRuntime } from "../../encoder/runtime/node-runtime.ts";
import type { Runtime } from "../../encoder/runtime/runtime.ts";
import { selfCheckCosine, selfCheckImage } from "../../encoder/self-check.ts";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import type { ModelFolder } from "./model-files.ts";

/** The least cosine to the self-check vector of the WASM runtime at which the native runtime is trusted. */
export const TRUSTED_COSINE = 0.999;

/** The native runtime, or a note on why there is none. */
export async function loadNative(threads: number): Promise<{ runtime?: Runtime; note?: string }> {
  try {
    return { runtime: await loadNodeRuntime({ threads, beside: true }) };
  } catch (error) {
    if (error instanceof VisualSearchError && error.code === "dependency-missing") {
      return {
        note: "The slower WASM runtime embeds. To use the native one: npm install onnxruntime-node",
      };
    }
    return { note: failureNote(error) };
  }
}

/**
 * The native encoder if it reproduces the self-check vector, or a note on why it is not used.
 *
 * @param bytes of the weights, which it takes over
 * @param expected what the WASM runtime makes of the self-check picture
 */
export async function tryNative(
  runtime: Runtime,
  folder: ModelFolder,
  bytes: Uint8Array,
  expected: Float32Array,
): Promise<{ encoder?: ImageEncoder; note?: string }> {
  let encoder: ImageEncoder | undefined;
  try {
    encoder = await createImageEncoder(runtime, bytes, folder.manifest);
    const input = preprocess(selfCheckImage(), folder.manifest.processor);
    const cosine = selfCheckCosine(expected, await encoder.embed(input, 1));
    if (cosine >= TRUSTED_COSINE) return { encoder };
    await encoder.release();
    return {
      note:
        `The native runtime computes this model differently from browsers (cosine ${cosine.toFixed(4)}, at least ` +
        `${TRUSTED_COSINE} expected), so the slower WASM runtime embeds. With --dtype fp32, if the model has ` +
        "it, the native runtime agrees.",
    };
  } catch (error) {
    await encoder?.release();
    return { note: failureNote(error) };
  }
}

function failureNote(error: unknown): string {
  return `The WASM runtime embeds, because the native one failed: ${messageOf(error)}`;
}
