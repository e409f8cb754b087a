import type { EncoderBinding } from "../catalog/types.ts";
import { CANARY_TEXT, canaryImage, checkCanary } from "../encoder/canary.ts";
import { createImageEncoder, createTextEncoder, type ImageEncoder } from "../encoder/encoder.ts";
import type { Dtype } from "../encoder/model.ts";
import { loadNodeRuntime, loadNodeWasmRuntime } from "../encoder/node-runtime.ts";
import { preprocess, preprocessingId } from "../encoder/preprocess.ts";
import type { Runtime } from "../encoder/runtime.ts";
import { messageOf, VisualSearchError } from "../errors.ts";
import type { EmbedEncoder } from "./embed.ts";
import { type ModelFolder, readModelFolder } from "./model-files.ts";

/** Cosine with the WASM runtime's canary from which on the native runtime is trusted. */
const TRUSTED_COSINE = 0.999;
const BATCH = 16;

/** Where a build runs its model: `auto` takes the native runtime where it is right. */
export type BuildRuntime = "auto" | "wasm";

export interface ModelOptions {
  /** Default: q8 if the model has it, else fp32. */
  dtype?: Dtype;
  /** Where the browser gets the model, relative to the manifest. */
  url?: string;
  /** Threads of the runtime. */
  threads: number;
  runtime?: BuildRuntime;
}

/** A model ready to embed pictures, and what the catalog says of it. */
export interface BuildModel extends EmbedEncoder {
  readonly binding: EncoderBinding;
  /** Why the runtime is what it is, where the user can do something about it. */
  readonly notes: readonly string[];
  release(): Promise<void>;
}

/**
 * Opens the model of a build. The WASM runtime, which browsers use, embeds the canary inputs; the
 * native runtime embeds the catalog where it is installed and its canary agrees, since int8 products
 * saturate natively on x86 without VNNI. Otherwise the WASM runtime embeds the catalog, too.
 *
 * @throws `model-invalid`, `runtime-failed` or `invalid-argument`.
 */
export async function openModel(dir: string, options: ModelOptions): Promise<BuildModel> {
  const folder = await readModelFolder(dir, options.dtype);
  const wasm = await loadNodeWasmRuntime({ threads: options.threads });
  const input = preprocess(canaryImage(), folder.manifest.processor);
  const text = await textCanary(wasm, folder);
  const wasmEncoder = await createImageEncoder(wasm, folder.image, folder.manifest);
  const image = await wasmEncoder.embed(input, 1);
  const native =
    options.runtime === "wasm"
      ? { note: undefined }
      : await tryNative(folder, input, image, options.threads);
  let encoder = wasmEncoder;
  if ("encoder" in native) {
    encoder = native.encoder;
    await wasmEncoder.release();
  }
  const notes = "note" in native && native.note !== undefined ? [native.note] : [];
  const embeddedWith = ("runtime" in native ? native.runtime : wasm).name;
  return {
    dim: folder.manifest.dim,
    batch: batchOf(folder.image),
    binding: bindingOf(folder, embeddedWith, { image, text }, options.url),
    notes,
    preprocess: (picture) => preprocess(picture, folder.manifest.processor),
    embed: (pixelValues, count) => encoder.embed(pixelValues, count),
    release: () => encoder.release(),
  };
}

async function textCanary(runtime: Runtime, folder: ModelFolder): Promise<Float32Array> {
  const encoder = await createTextEncoder(runtime, folder.text, folder.manifest, folder.tokenizer);
  try {
    return await encoder.embed([CANARY_TEXT]);
  } finally {
    await encoder.release();
  }
}

/** The native encoder where it gives the same canary, or why it is not used. */
async function tryNative(
  folder: ModelFolder,
  input: Float32Array,
  expected: Float32Array,
  threads: number,
): Promise<{ encoder: ImageEncoder; runtime: Runtime } | { note: string }> {
  let encoder: ImageEncoder | undefined;
  try {
    const runtime = await loadNodeRuntime({ threads });
    encoder = await createImageEncoder(runtime, folder.image, folder.manifest);
    const cosine = checkCanary(expected, await encoder.embed(input, 1));
    if (cosine >= TRUSTED_COSINE) return { encoder, runtime };
    await encoder.release();
    return {
      note:
        `The native runtime computes this model otherwise than browsers do (cosine ` +
        `${cosine.toFixed(4)}, at least ${TRUSTED_COSINE} expected), so the slower WASM runtime ` +
        "embeds. With --dtype fp32, where the model has it, the native runtime agrees.",
    };
  } catch (error) {
    await encoder?.release();
    if (error instanceof VisualSearchError && error.code === "dependency-missing") {
      return {
        note: "The slower WASM runtime embeds. To use the native one: npm install onnxruntime-node",
      };
    }
    return { note: `The WASM runtime embeds, since the native one failed: ${messageOf(error)}` };
  }
}

function bindingOf(
  folder: ModelFolder,
  embeddedWith: string,
  canary: { image: Float32Array; text: Float32Array },
  url: string | undefined,
): EncoderBinding {
  return {
    id: folder.id,
    revision: folder.revision,
    ...(url === undefined ? {} : { url }),
    dtype: folder.dtype,
    dim: folder.manifest.dim,
    preprocessing: preprocessingId(folder.manifest.processor),
    embeddedWith,
    files: folder.files,
    canary: { image: [...canary.image], text: [...canary.text] },
  };
}

/**
 * Activations that are quantised while running take one scale for the whole batch, so that an
 * embedding would depend on the other pictures in it. Browsers embed one at a time; so do such models
 * here.
 */
function batchOf(model: Uint8Array): number {
  return Buffer.from(model.buffer, model.byteOffset, model.byteLength).includes(
    "DynamicQuantizeLinear",
  )
    ? 1
    : BATCH;
}
