/** Verifies a model's folder and runs every one of its number formats. */
import { createImageEncoder, createTextEncoder } from "../../encoder/encoder.ts";
import { type ModelManifest, modelPath } from "../../encoder/model/model-config.ts";
import { preprocess } from "../../encoder/preprocess.ts";
import { loadNodeRuntime, loadNodeWasmRuntime } from "../../encoder/runtime/node-runtime.ts";
import type { Runtime } from "../../encoder/runtime/runtime.ts";
import { SELF_CHECK_TEXT, selfCheckCosine, selfCheckImage } from "../../encoder/self-check.ts";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import { DTYPES, type Dtype, type Modality } from "../../lib/types.ts";
import { measure } from "../http/download.ts";
import { checkOptions } from "../options/check.ts";
import { ProgressMeter } from "../options/progress.ts";
import { CHECK_MODEL_OPTIONS, type CheckModelOptions } from "../options/tables/model-options.ts";
import { findDtypes, type ModelFolder, readModelFile, readModelFolder } from "./model-files.ts";
import { readModelRecord, readSums } from "./model-record.ts";

/** A run of one half of the model in one runtime. */
export interface ModelRun {
  /** `wasm` is what browsers run; `node` is the native runtime, if it is installed. */
  runtime: "wasm" | "node";
  /** Milliseconds to load it. */
  loadMs?: number;
  /** Milliseconds of the second run with the self-check input; the first is to warm up. */
  runMs?: number;
  /** Name of the output that is the embedding. */
  output?: string;
  /** Cosine to the result of the most precise weights that ran, -1 to 1. */
  cosine?: number;
  /** Why it does not run. */
  error?: string;
}

/** One half of the model in one number format. */
export interface WeightsCheck {
  modality: Modality;
  dtype: Dtype;
  path: string;
  bytes: number;
  runs: ModelRun[];
}

/** What is in a model's folder, and whether it works. */
export interface ModelCheck {
  dir: string;
  /** The repository's name. */
  id: string;
  commit?: string;
  licence?: string;
  family: ModelManifest["family"];
  /** Length of an embedding. */
  dim: number;
  processor: ModelManifest["processor"];
  text: ModelManifest["text"] & { tokenizer: string };
  /** Whether the files match `SHA256SUMS`; `absent` if there is none. */
  sums: "right" | "wrong" | "absent";
  weights: WeightsCheck[];
  /** What is wrong. A model without problems is fit for use. */
  problems: string[];
}

/** Cosine below which two formats count as different models. The coarsest formats in use stay above 0.9. */
const SAME_MODEL_COSINE = 0.7;

/**
 * Verifies a model's folder, and runs every number format on the self-check picture and text, in the WASM runtime and,
 * if it is installed, in the native one.
 *
 * @throws `model-invalid` if the configuration is not understood, or the reason of `signal`
 * @example
 * const { problems, weights } = await checkModel("models/fashion-clip");
 * if (problems.length > 0) console.error(problems.join("\n"));
 */
export async function checkModel(
  dir: string,
  options: CheckModelOptions = {},
): Promise<ModelCheck> {
  const { threads, onProgress, signal } = checkOptions(CHECK_MODEL_OPTIONS, options);
  const problems = await checkSums(dir, signal);
  const folder = await readModelFolder(dir);
  const record = await readModelRecord(dir);
  const runtimes = await loadRuntimes(threads);
  const weights: WeightsCheck[] = [];
  const embeddings = new Map<ModelRun, Float32Array>();
  const halves = await findHalves(dir);
  const meter = new ProgressMeter<"check">("check", onProgress);
  const total = halves.length * runtimes.length;
  let done = 0;
  meter.begin("check", total);
  for (const { modality, dtype } of halves) {
    const path = modelPath(modality, dtype);
    const bytes = await readModelFile(dir, path);
    const half: WeightsCheck = { modality, dtype, path, bytes: bytes.length, runs: [] };
    weights.push(half);
    for (const runtime of runtimes) {
      signal?.throwIfAborted();
      const embedding = await tryRun(runtime, folder, half, bytes);
      if (embedding) embeddings.set(half.runs.at(-1)!, embedding);
      meter.update(++done);
    }
  }
  for (const modality of ["image", "text"] as const) {
    const found = weights.filter((half) => half.modality === modality);
    if (found.length === 0) problems.list.push(`no weights of the ${modality} half`);
    compare(found, embeddings, problems.list);
  }
  const { manifest } = folder;
  return {
    dir,
    id: folder.id,
    ...(record?.commit !== undefined && { commit: record.commit }),
    ...(record?.licence !== undefined && { licence: record.licence }),
    family: manifest.family,
    dim: manifest.dim,
    processor: manifest.processor,
    text: { ...manifest.text, tokenizer: folder.tokenizerKind },
    sums: problems.sums,
    weights,
    problems: problems.list,
  };
}

async function checkSums(
  dir: string,
  signal: AbortSignal | undefined,
): Promise<{ sums: ModelCheck["sums"]; list: string[] }> {
  const sums = await readSums(dir);
  if (!sums) return { sums: "absent", list: [] };
  const list: string[] = [];
  for (const [path, sha256] of sums) {
    signal?.throwIfAborted();
    const found = await measure(`${dir}/${path}`).catch(() => undefined);
    if (!found) list.push(`${path}: expected a file, as SHA256SUMS names it, got nothing`);
    else if (found.sha256 !== sha256) {
      list.push(`${path}: expected the SHA-256 ${sha256}, got ${found.sha256}`);
    }
  }
  return { sums: list.length > 0 ? "wrong" : "right", list };
}

async function findHalves(dir: string): Promise<{ modality: Modality; dtype: Dtype }[]> {
  const halves: { modality: Modality; dtype: Dtype }[] = [];
  for (const modality of ["image", "text"] as const) {
    for (const dtype of await findDtypes(dir, modality)) halves.push({ modality, dtype });
  }
  return halves;
}

async function loadRuntimes(threads: number): Promise<Runtime[]> {
  const wasm = await loadNodeWasmRuntime({ threads });
  try {
    return [wasm, await loadNodeRuntime({ threads })];
  } catch (error) {
    if (error instanceof VisualSearchError && error.code === "dependency-missing") return [wasm];
    throw error;
  }
}

/** Runs a half twice, notes how that went, and returns the embedding. */
async function tryRun(
  runtime: Runtime,
  { manifest, tokenizer }: ModelFolder,
  half: WeightsCheck,
  bytes: Uint8Array,
): Promise<Float32Array | undefined> {
  const run: ModelRun = { runtime: runtime.device === "node" ? "node" : "wasm" };
  half.runs.push(run);
  try {
    const began = performance.now();
    const { encoder, embed } =
      half.modality === "image"
        ? await openImage(runtime, bytes, manifest)
        : await openText(runtime, bytes, manifest, tokenizer);
    run.loadMs = performance.now() - began;
    run.output = encoder.output;
    try {
      await embed();
      const embedding = await embed();
      run.runMs = encoder.lastRunMs;
      return embedding;
    } finally {
      await encoder.release();
    }
  } catch (error) {
    run.error = messageOf(error);
    return undefined;
  }
}

async function openImage(runtime: Runtime, bytes: Uint8Array, manifest: ModelManifest) {
  const encoder = await createImageEncoder(runtime, bytes, manifest);
  const pixels = preprocess(selfCheckImage(), manifest.processor);
  return { encoder, embed: () => encoder.embed(pixels, 1) };
}

async function openText(
  runtime: Runtime,
  bytes: Uint8Array,
  manifest: ModelManifest,
  tokenizer: ModelFolder["tokenizer"],
) {
  const encoder = await createTextEncoder(runtime, bytes, manifest, tokenizer);
  return { encoder, embed: () => encoder.embed([SELF_CHECK_TEXT]) };
}

/** Compares every run with that of the most precise weights, in the runtime of browsers if it works there. */
function compare(
  halves: readonly WeightsCheck[],
  embeddings: ReadonlyMap<ModelRun, Float32Array>,
  problems: string[],
): void {
  const ordered = [...halves].sort((a, b) => DTYPES.indexOf(a.dtype) - DTYPES.indexOf(b.dtype));
  const best = ordered.flatMap(({ runs }) => runs).find((run) => run.error === undefined);
  for (const { path, runs } of halves) {
    if (runs.every((run) => run.error !== undefined)) {
      problems.push(`${path}: no runtime can run it: ${runs[0]?.error}`);
    }
    for (const run of runs) {
      const found = embeddings.get(run);
      if (!best || !found) continue;
      run.cosine = selfCheckCosine(embeddings.get(best)!, found);
      if (run.cosine < SAME_MODEL_COSINE) {
        problems.push(
          `${path}: gives another embedding in ${run.runtime} than the most precise weights do ` +
            `(cosine ${run.cosine.toFixed(4)})`,
        );
      }
    }
  }
}
