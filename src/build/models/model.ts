import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { FileRef } from "../../catalog/files/file-ref.ts";
import type { EncoderBinding, ModelWeights } from "../../catalog/manifest/encoder-binding.ts";
import { createImageEncoder, type ImageEncoder } from "../../encoder/encoder.ts";
import { modelPath } from "../../encoder/model/model-config.ts";
import { preprocess, preprocessingId } from "../../encoder/preprocess.ts";
import type { RgbaImage } from "../../encoder/rgba-image.ts";
import { loadNodeRuntime, loadNodeWasmRuntime } from "../../encoder/runtime/node-runtime.ts";
import type { Runtime } from "../../encoder/runtime/runtime.ts";
import { selfCheckCosine, selfCheckImage } from "../../encoder/self-check.ts";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import type { Modality } from "../../lib/types.ts";
import type { EmbedEncoder } from "../embed/embed-images.ts";
import { Agreement } from "../embed/self-check/agreement.ts";
import { Canaries } from "../embed/self-check/canaries.ts";
import type { BuildRuntime } from "../options/common-options.ts";
import type { DiskCache } from "../pictures/caches/disk-cache.ts";
import {
  type DtypeChoice,
  findDtypes,
  findWeights,
  type ModelFolder,
  readModelFile,
  readModelFolder,
  revisionOf,
  type WeightsFiles,
} from "./model-files.ts";
import { openTextModel, type TextEmbedder } from "./text-model.ts";

/** Cosine with the WASM runtime's canary from which on the native runtime is trusted. */
const TRUSTED_COSINE = 0.999;
const BATCH = 16;
/** From so many bytes on, what WASM keeps of a model's memory weighs more than the start of a thread. */
const LARGE_MODEL_BYTES = 32 * 2 ** 20;

export interface ModelOptions extends DtypeChoice {
  /** Where the browser gets the model, relative to the manifest. */
  url?: string;
  /** Threads of the runtime. */
  threads: number;
  runtime?: BuildRuntime;
  /** Where the self-check's embeddings, and that runtimes agreed, are kept for the next build. */
  memory?: Pick<DiskCache, "read" | "write">;
  /**
   * Pictures that browsers' runtime is to embed, unless it is known to agree: before the native one is opened,
   * for later there were two models in memory.
   */
  sample?: (preprocess: Preprocess) => AsyncIterable<SampleInput>;
}

export type Preprocess = EmbedEncoder["preprocess"];

/** A picture as a model gets it. */
export interface SampleInput {
  /** By which its vector is found again. */
  key: string;
  input: Float32Array;
}

/** A model ready to embed pictures, and what the catalog says of it. */
export interface BuildModel extends EmbedEncoder {
  readonly binding: EncoderBinding;
  /** Why the runtime is what it is, where the user can do something about it. */
  readonly notes: readonly string[];
  /** Opens the half that embeds texts, in the same number format. */
  openTexts(): Promise<TextEmbedder>;
  /** What browsers would embed pictures with, where that is not what embeds them here. */
  readonly reference: ReferenceEncoder | undefined;
  release(): Promise<void>;
}

/** The encoder of pictures in the runtime that browsers have. */
export interface ReferenceEncoder {
  /** The runtime and its version. */
  readonly runtime: string;
  /** Whether it agreed before; absent where no memory is. */
  readonly agreement: Agreement | undefined;
  /** What it made of the sample, of unit length, by key. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
  /**
   * Its pictures' inputs are those of the model, whose own encoder it takes the place of: both at once would need
   * twice the memory.
   *
   * @throws `model-invalid` or `runtime-failed`
   */
  open(): Promise<Pick<ImageEncoder, "embed" | "release">>;
}

/**
 * Opens the model of a build. The WASM runtime, which browsers use, embeds the canary inputs with every
 * number format, unless `memory` has what it made of them; the native runtime embeds the catalog where it is
 * installed and its canary agrees, since int8 products saturate natively on x86 without VNNI. Otherwise the
 * WASM runtime embeds the catalog, too. `options.sample` is embedded before the native runtime has a model.
 *
 * @throws `model-invalid`, `runtime-failed`, `invalid-argument`, or `output-failed` of the memory.
 */
export async function openModel(dir: string, options: ModelOptions): Promise<BuildModel> {
  const folder = await readModelFolder(dir);
  const [first, ...others] = await findWeights(dir, options);
  const { size } = await stat(join(dir, first.image));
  const beside = size >= LARGE_MODEL_BYTES;
  const wasm = await loadNodeWasmRuntime({ threads: options.threads, beside });
  const canaries = new Canaries(wasm, folder, options.memory);
  const notes: string[] = [];
  const further: ModelWeights[] = [];
  for (const files of others) {
    const weights = await offer(canaries, folder, files, notes);
    if (weights) further.push(weights);
  }
  const text = await canaries.of("text", first.text);
  const image = await canaries.of("image", first.image);
  const openWasm = async () =>
    await createImageEncoder(wasm, await readModelFile(dir, first.image), folder.manifest);
  const preprocessing = preprocessingId(folder.manifest.processor);
  const toInput = (picture: RgbaImage) => preprocess(picture, folder.manifest.processor);
  const native = options.runtime === "wasm" ? {} : await loadNative(options.threads);
  const agreementWith = async ({ name, threads }: Runtime) => {
    const { sha256 } = await canaries.ref(first.image);
    const both = { embeddedWith: name, reference: wasm.name };
    return (
      options.memory &&
      new Agreement({ weights: sha256, preprocessing, threads, ...both }, options.memory)
    );
  };
  const agreement = native.runtime && (await agreementWith(native.runtime));
  const isSampled = native.runtime && options.sample && !(await agreement?.recall());
  const vectors = isSampled ? await embedSample(openWasm, options.sample!(toInput)) : new Map();
  const bytes = await readModelFile(dir, first.image);
  const batch = batchOf(bytes);
  const tried = native.runtime ? await tryNative(native.runtime, folder, bytes, image) : {};
  const encoder = tried.encoder ?? (await openWasm());
  const embeddedWith = (tried.encoder ? native.runtime! : wasm).name;
  for (const { note } of [native, tried]) if (note !== undefined) notes.push(note);
  let released: Promise<void> | undefined;
  const release = async () => {
    released ??= encoder.release();
    await released;
  };
  const weights: EncoderBinding["weights"] = [
    { ...first, canary: { image: [...image], text: [...text] } },
    ...further,
  ];
  const files = [...folder.files, ...(await weightsRefs(canaries, weights))];
  return {
    dim: folder.manifest.dim,
    batch,
    binding: {
      id: folder.id,
      revision: revisionOf(files),
      ...(options.url === undefined ? {} : { url: options.url }),
      weights,
      dim: folder.manifest.dim,
      preprocessing,
      embeddedWith,
      files,
    },
    notes,
    preprocess: toInput,
    embed: (pixelValues, count) => encoder.embed(pixelValues, count),
    openTexts: async () => {
      const textBytes = await readModelFile(dir, first.text);
      return await openTextModel({
        wasm,
        folder,
        bytes: textBytes,
        canary: text,
        trustedCosine: TRUSTED_COSINE,
        batch: batchOf(textBytes),
        threads: options.runtime === "wasm" ? undefined : options.threads,
      });
    },
    reference: tried.encoder && {
      runtime: wasm.name,
      agreement,
      vectors,
      open: async () => {
        await release();
        return await openWasm();
      },
    },
    release,
  };
}

/**
 * Weights that browsers may choose, with the canary that they must reproduce. Half precision, which not
 * every build of the WASM runtime can compute, must reproduce that of fp32 where it does not.
 */
async function offer(
  canaries: Canaries,
  folder: ModelFolder,
  files: WeightsFiles,
  notes: string[],
): Promise<ModelWeights | undefined> {
  const half = async (modality: Modality, path: string) => {
    try {
      return [...(await canaries.of(modality, path))];
    } catch (error) {
      if (isOfMemory(error)) throw error;
      const substitute = modelPath(modality, "fp32");
      const isHalf = path === modelPath(modality, "fp16");
      if (!isHalf || !(await findDtypes(folder.dir, modality)).includes("fp32")) throw error;
      notes.push(
        `The WASM runtime cannot run ${path} (${messageOf(error)}), so its self-check embedding is ` +
          `that of ${substitute}.`,
      );
      return [...(await canaries.of(modality, substitute))];
    }
  };
  try {
    const image = await half("image", files.image);
    const text = await half("text", files.text);
    return { ...files, canary: { image, text } };
  } catch (error) {
    if (isOfMemory(error)) throw error;
    notes.push(
      `Browsers are not offered ${files.dtype}, for the WASM runtime cannot run it: ${messageOf(error)}`,
    );
    return undefined;
  }
}

/** A full disk says nothing of the model. */
function isOfMemory(error: unknown): boolean {
  return error instanceof VisualSearchError && error.code === "output-failed";
}

async function weightsRefs(
  canaries: Canaries,
  weights: readonly ModelWeights[],
): Promise<FileRef[]> {
  const refs: FileRef[] = [];
  for (const path of new Set(weights.flatMap(({ image, text }) => [image, text]))) {
    refs.push(await canaries.ref(path));
  }
  return refs;
}

async function embedSample(
  open: () => Promise<ImageEncoder>,
  sample: AsyncIterable<SampleInput>,
): Promise<Map<string, Float32Array>> {
  const vectors = new Map<string, Float32Array>();
  const encoder = await open();
  try {
    for await (const { key, input } of sample) {
      vectors.set(key, await encoder.embed(input, 1));
    }
  } finally {
    await encoder.release();
  }
  return vectors;
}

/** The native runtime, or why there is none. */
async function loadNative(threads: number): Promise<{ runtime?: Runtime; note?: string }> {
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
 * The native encoder where it gives the same canary, or why it is not used.
 *
 * @param bytes of the weights, which it takes over
 */
async function tryNative(
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
        `The native runtime computes this model otherwise than browsers do (cosine ` +
        `${cosine.toFixed(4)}, at least ${TRUSTED_COSINE} expected), so the slower WASM runtime ` +
        "embeds. With --dtype fp32, where the model has it, the native runtime agrees.",
    };
  } catch (error) {
    await encoder?.release();
    return { note: failureNote(error) };
  }
}

function failureNote(error: unknown): string {
  return `The WASM runtime embeds, since the native one failed: ${messageOf(error)}`;
}

/**
 * Activations that are quantised while running take one scale for the whole batch, so that an
 * embedding would depend on the other pictures in it. Browsers embed one at a time; so do such models
 * here.
 */
export function batchOf(model: Uint8Array): number {
  return Buffer.from(model.buffer, model.byteOffset, model.byteLength).includes(
    "DynamicQuantizeLinear",
  )
    ? 1
    : BATCH;
}
