/** Opens a model for a build, in the fastest runtime that computes what browsers compute. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { EncoderBinding } from "../../catalog/manifest/encoder-binding.ts";
import { createImageEncoder, type ImageEncoder } from "../../encoder/encoder.ts";
import { preprocess, preprocessingId } from "../../encoder/preprocess.ts";
import type { RgbaImage } from "../../encoder/rgba-image.ts";
import { loadNodeWasmRuntime } from "../../encoder/runtime/node-runtime.ts";
import type { Runtime } from "../../encoder/runtime/runtime.ts";
import type { EmbedEncoder } from "../embed/embed-images.ts";
import { Agreement } from "../embed/self-check/agreement.ts";
import { SelfCheckVectors } from "../embed/self-check/self-check-vectors.ts";
import type { BuildRuntime } from "../options/tables/common-options.ts";
import type { DiskCache } from "../pictures/caches/disk-cache.ts";
import {
  type DtypeChoice,
  findWeights,
  type ModelFolder,
  readModelFile,
  readModelFolder,
  revisionOf,
  type WeightsFiles,
} from "./model-files.ts";
import { loadNative, tryNative } from "./native-runtime.ts";
import { offerWeights, weightsRefs } from "./offered-weights.ts";
import { openTextModel, type TextEmbedder } from "./text-model.ts";

const BATCH = 16;
/** Bytes of a model above which the memory that WASM keeps costs more than the start of a thread. */
const LARGE_MODEL_BYTES = 32 * 2 ** 20;

export interface ModelOptions extends DtypeChoice {
  /** Where the browser gets the model, relative to the manifest. */
  url?: string;
  /** Threads of the runtime. */
  threads: number;
  runtime?: BuildRuntime;
  /** Keeps self-check vectors, and which runtimes agreed, for the next build. */
  memory?: Pick<DiskCache, "read" | "write">;
  /**
   * Pictures that the runtime of browsers is to embed, unless it is known to agree. That happens before the native
   * runtime is opened, because otherwise two models would be in memory.
   */
  sample?: (preprocess: Preprocess) => AsyncIterable<SampleInput>;
}

export type Preprocess = EmbedEncoder["preprocess"];

/** A picture as a model takes it. */
export interface SampleInput {
  /** Its name among the vectors of the sample. */
  key: string;
  input: Float32Array;
}

/** A model that is ready to embed pictures, and what the catalog says of it. */
export interface BuildModel extends EmbedEncoder {
  readonly binding: EncoderBinding;
  /** Why the runtime was chosen, if the user can do something about it. */
  readonly notes: readonly string[];
  /** Opens the half that embeds texts, in the same number format. */
  openTexts(): Promise<TextEmbedder>;
  /** What browsers would embed pictures with, if something else embeds them here. */
  readonly reference: ReferenceEncoder | undefined;
  release(): Promise<void>;
}

/** The encoder of pictures in the runtime that browsers have. */
export interface ReferenceEncoder {
  /** The runtime and its version. */
  readonly runtime: string;
  /** Whether it agreed in earlier builds; absent without a memory. */
  readonly agreement: Agreement | undefined;
  /** Its vectors of the sample, of unit length, by key. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
  /**
   * Opens it instead of the model's own encoder, which is released: both at once would need twice the memory. It
   * takes the same inputs.
   *
   * @throws `model-invalid` or `runtime-failed`
   */
  open(): Promise<Pick<ImageEncoder, "embed" | "release">>;
}

/**
 * Opens the model of a build. The WASM runtime, which browsers use, embeds the self-check inputs with every number
 * format, unless `memory` has the vectors. The native runtime embeds the catalog if it is installed and
 * reproduces the self-check vector: int8 products saturate natively on x86 without VNNI. Otherwise the WASM
 * runtime embeds the catalog, too. `options.sample` is embedded before the native runtime has a model.
 *
 * @throws `model-invalid`, `runtime-failed`, `invalid-argument`, or `output-failed` of the memory
 */
export async function openModel(dir: string, options: ModelOptions): Promise<BuildModel> {
  const folder = await readModelFolder(dir);
  const [first, ...others] = await findWeights(dir, options);
  const { size } = await stat(join(dir, first.image));
  const beside = size >= LARGE_MODEL_BYTES;
  const wasm = await loadNodeWasmRuntime({ threads: options.threads, beside });
  const selfCheck = new SelfCheckVectors(wasm, folder, options.memory);
  const offered = await offerWeights(others, dir, selfCheck);
  const text = await selfCheck.of("text", first.text);
  const image = await selfCheck.of("image", first.image);
  const half = await openImageHalf({ folder, first, wasm, selfCheck, expected: image, options });
  const weights: EncoderBinding["weights"] = [
    { ...first, canary: { image: [...image], text: [...text] } },
    ...offered.weights,
  ];
  const files = [...folder.files, ...(await weightsRefs(weights, selfCheck))];
  const { encoder, batch, embeddedWith, preprocessing, toInput, reference, release } = half;
  return {
    dim: folder.manifest.dim,
    batch,
    binding: {
      id: folder.id,
      revision: revisionOf(files),
      ...(options.url !== undefined && { url: options.url }),
      weights,
      dim: folder.manifest.dim,
      preprocessing,
      embeddedWith,
      files,
    },
    notes: [...offered.notes, ...half.notes],
    preprocess: toInput,
    embed: (pixelValues, count) => encoder.embed(pixelValues, count),
    openTexts: async () => {
      const bytes = await readModelFile(dir, first.text);
      return await openTextModel({
        wasm,
        folder,
        bytes,
        expected: text,
        batch: batchOf(bytes),
        threads: options.runtime === "wasm" ? undefined : options.threads,
      });
    },
    reference,
    release,
  };
}

interface ImageHalfSource {
  folder: ModelFolder;
  first: WeightsFiles;
  wasm: Runtime;
  selfCheck: SelfCheckVectors;
  /** What the WASM runtime makes of the self-check picture. */
  expected: Float32Array;
  options: ModelOptions;
}

/** Opens the half that embeds pictures, natively if that agrees with browsers. */
async function openImageHalf({
  folder,
  first,
  wasm,
  selfCheck,
  expected,
  options: { runtime, threads, memory, sample },
}: ImageHalfSource) {
  const { processor } = folder.manifest;
  const preprocessing = preprocessingId(processor);
  const toInput = (picture: RgbaImage) => preprocess(picture, processor);
  const openWasm = async () =>
    await createImageEncoder(wasm, await readModelFile(folder.dir, first.image), folder.manifest);
  const native = runtime === "wasm" ? {} : await loadNative(threads);
  const { sha256 } = await selfCheck.ref(first.image);
  const terms = { weights: sha256, preprocessing, reference: wasm.name };
  const agreement =
    native.runtime &&
    memory &&
    new Agreement(
      { ...terms, embeddedWith: native.runtime.name, threads: native.runtime.threads },
      memory,
    );
  const isSampled = native.runtime && sample && !(await agreement?.recall());
  const vectors = isSampled ? await embedSample(openWasm, sample(toInput)) : new Map();
  const bytes = await readModelFile(folder.dir, first.image);
  const batch = batchOf(bytes);
  const tried = native.runtime ? await tryNative(native.runtime, folder, bytes, expected) : {};
  const encoder = tried.encoder ?? (await openWasm());
  let released: Promise<void> | undefined;
  const release = async () => {
    released ??= encoder.release();
    await released;
  };
  return {
    encoder,
    batch,
    preprocessing,
    toInput,
    embeddedWith: (tried.encoder ? native.runtime! : wasm).name,
    notes: [native, tried].flatMap(({ note }) => note ?? []),
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

/**
 * How many pictures such a model embeds at a time. Activations that are quantised at run time share one scale in a
 * batch, so an embedding would depend on the other pictures in it. Browsers embed one picture at a time, and so
 * do such models here.
 */
export function batchOf(model: Uint8Array): number {
  return Buffer.from(model.buffer, model.byteOffset, model.byteLength).includes(
    "DynamicQuantizeLinear",
  )
    ? 1
    : BATCH;
}
