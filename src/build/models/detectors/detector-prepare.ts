/** Prepares a detector for browsers, and checks one that is prepared. */
import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { createDetector } from "../../../encoder/detect/detector.ts";
import {
  DETECTOR_FORMAT,
  DETECTOR_MANIFEST_PATH,
  DETECTOR_VERSION,
  type DetectorInput,
  type DetectorManifest,
  type DetectorOutput,
  MAX_DETECTOR_MANIFEST_BYTES,
  parseDetectorManifest,
} from "../../../encoder/detect/detector-manifest.ts";
import { readDetectorRepository } from "../../../encoder/detect/detector-repository.ts";
import { loadNodeWasmRuntime } from "../../../encoder/runtime/node-runtime.ts";
import type { Runtime, ValueInfo } from "../../../encoder/runtime/runtime.ts";
import { selfCheckImage } from "../../../encoder/self-check.ts";
import { invalidArgument } from "../../../lib/checks.ts";
import { messageOf, VisualSearchError } from "../../../lib/errors.ts";
import { hashChunks, sha256Hex } from "../../../lib/hash.ts";
import type { Detection } from "../../../lib/types.ts";
import { checkOptions } from "../../options/check.ts";
import type { WithDefaults } from "../../options/option.ts";
import {
  PREPARE_DETECTOR_OPTIONS,
  type PrepareDetectorOptions,
} from "../../options/tables/detector-options.ts";
import { orOutputFailed, writeWhole } from "../../write/whole-file.ts";
import { COCO_LABELS, COCO_WORN } from "./coco-labels.ts";

/** A detector that has been run on the self-check picture, in the runtime of browsers. */
export interface DetectorCheck {
  dir: string;
  manifest: DetectorManifest;
  /** Milliseconds to open it, and of its second run; the first is to warm up. */
  loadMs: number;
  runMs: number;
  /** What it finds in the self-check picture, which shows nothing real. */
  found: Detection[];
}

/** Paths of weights in a repository, the preferred first: what a browser loads fastest. */
const WEIGHTS = ["onnx/model_quantized.onnx", "onnx/model.onnx", "model.onnx"];
/** Grey around the pictures that YOLO detectors are trained with. */
const YOLO_FILL = 114;
const YOLOX_STRIDES = [8, 16, 32];

/**
 * Writes the folder whose URL is the option `detector` of `openVisualSearch`: the weights, and a `detector.json` with
 * their SHA-256. The model is run on the self-check picture first.
 *
 * @throws VisualSearchError `invalid-argument`, `model-invalid`, `runtime-failed` or `output-failed`
 * @example
 * await prepareDetector({ model: "yolos-tiny", out: "public/detector" });
 */
export async function prepareDetector(given: PrepareDetectorOptions): Promise<DetectorCheck> {
  const options = checkOptions(PREPARE_DETECTOR_OPTIONS, given);
  const { model, out } = options;
  const isFolder = (await stat(model).catch(() => undefined))?.isDirectory() === true;
  const path = isFolder ? await findWeights(model) : model;
  const bytes = await read(path);
  const runtime = await loadNodeWasmRuntime({ threads: 1 });
  const described = isFolder
    ? await describeRepository(model)
    : await describeFile(runtime, bytes, options);
  const name = options.name ?? basename(resolve(model)).replace(/\.onnx$/, "");
  const text = JSON.stringify(
    {
      format: DETECTOR_FORMAT,
      version: DETECTOR_VERSION,
      name,
      file: {
        path: basename(path),
        bytes: bytes.length,
        sha256: await sha256Hex(bytes),
        ...(await hashChunks(bytes)),
      },
      ...described,
      keep: options.keep ?? COCO_WORN.filter((label) => described.labels.includes(label)),
    },
    undefined,
    2,
  );
  const manifest = parseDetectorManifest(text);
  const check = await tryOut(runtime, bytes, manifest);
  await writeDetector(out, path, bytes, `${text}\n`);
  return { dir: out, manifest, ...check };
}

/**
 * Verifies a detector's folder, and runs the detector on the self-check picture.
 *
 * @throws VisualSearchError `model-invalid`, `integrity` or `runtime-failed`
 * @example
 * const { manifest, runMs } = await checkDetector("public/detector");
 * console.log(`${manifest.labels.length} labels, ${runMs} ms`);
 */
export async function checkDetector(dir: string): Promise<DetectorCheck> {
  const text = await read(join(dir, DETECTOR_MANIFEST_PATH));
  if (text.length > MAX_DETECTOR_MANIFEST_BYTES) {
    throw invalid(
      `Expected at most ${MAX_DETECTOR_MANIFEST_BYTES} bytes in ${DETECTOR_MANIFEST_PATH}, got ${text.length}. Make ` +
        "it again with vitrine detector prepare.",
    );
  }
  const manifest = parseDetectorManifest(new TextDecoder().decode(text));
  const { path, sha256 } = manifest.file;
  const bytes = await read(join(dir, path));
  const found = await sha256Hex(bytes);
  if (bytes.length !== manifest.file.bytes || found !== sha256) {
    throw new VisualSearchError(
      "integrity",
      `Expected ${manifest.file.bytes} bytes with SHA-256 ${sha256} in ${path}, got ${bytes.length} with ${found}. ` +
        "Make the folder again with vitrine detector prepare.",
    );
  }
  const runtime = await loadNodeWasmRuntime({ threads: 1 });
  return { dir, manifest, ...(await tryOut(runtime, bytes, manifest)) };
}

async function tryOut(runtime: Runtime, bytes: Uint8Array, manifest: DetectorManifest) {
  const began = performance.now();
  const detector = await createDetector(runtime, bytes, manifest);
  const loadMs = performance.now() - began;
  try {
    await detector.detect(selfCheckImage());
    const found = await detector.detect(selfCheckImage());
    return { loadMs, runMs: detector.lastRunMs, found };
  } finally {
    await detector.release();
  }
}

async function findWeights(dir: string): Promise<string> {
  for (const path of WEIGHTS) {
    const file = join(dir, path);
    if ((await stat(file).catch(() => undefined))?.isFile()) return file;
  }
  throw invalid(
    `Expected ${WEIGHTS.join(" or ")} in the repository ${dir}, got none of them. Give the folder of a repository ` +
      "in the layout of transformers.js.",
  );
}

async function describeRepository(dir: string) {
  const json = async (path: string) => {
    const bytes = await read(join(dir, path));
    try {
      return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
    } catch (error) {
      throw invalid(
        `Expected JSON in the repository's ${path}, got what cannot be parsed: ${messageOf(error)}. Download it again.`,
      );
    }
  };
  return readDetectorRepository({
    config: await json("config.json"),
    preprocessor: await json("preprocessor_config.json"),
  });
}

async function describeFile(
  runtime: Runtime,
  bytes: Uint8Array,
  {
    type,
    labels = "coco",
    size,
  }: WithDefaults<PrepareDetectorOptions, typeof PREPARE_DETECTOR_OPTIONS>,
): Promise<{ input: DetectorInput; output: DetectorOutput; labels: readonly string[] }> {
  if (type === undefined) {
    throw invalidArgument(
      "type",
      `${PREPARE_DETECTOR_OPTIONS.type.kind.expected} for an ONNX file`,
      type,
    );
  }
  const session = await runtime.createSession(bytes, { onCpu: true });
  const { inputs, outputs } = session;
  await session.release();
  const [input] = inputs;
  const [output] = outputs;
  if (inputs.length !== 1 || outputs.length === 0) {
    throw invalid(
      `Expected a detector with one input and an output, got ${inputs.length} and ${outputs.length}. ` +
        "Export it without its post-processing.",
    );
  }
  const fill = { width: sideOf(input!, 3, size), height: sideOf(input!, 2, size), fill: YOLO_FILL };
  const isYolox = type === "yolox";
  return {
    input: {
      name: input!.name,
      resize: { fit: isYolox ? "corner" : "centre", ...fill },
      channels: isYolox ? "bgr" : "rgb",
      scale: isYolox ? 1 : 1 / 255,
      mean: [0, 0, 0],
      std: [1, 1, 1],
    },
    output: isYolox
      ? { kind: type, name: output!.name, strides: YOLOX_STRIDES }
      : { kind: type, name: output!.name },
    labels: labels === "coco" ? COCO_LABELS : await readLabels(labels),
  };
}

function sideOf({ shape }: ValueInfo, axis: number, fallback: number): number {
  const side = shape?.[axis];
  return typeof side === "number" && side > 0 ? side : fallback;
}

async function readLabels(file: string): Promise<string[]> {
  const text = new TextDecoder().decode(await read(file));
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

async function writeDetector(
  out: string,
  source: string,
  bytes: Uint8Array,
  manifest: string,
): Promise<void> {
  await orOutputFailed(`the detector to ${out}`, async () => {
    await mkdir(out, { recursive: true });
    const there = await readdir(out);
    const isOwn = resolve(dirname(source)) === resolve(out);
    if (there.length > 0 && !isOwn && !there.includes(DETECTOR_MANIFEST_PATH)) {
      throw new VisualSearchError(
        "output-failed",
        `Expected a new or empty folder, or that of a detector, at ${out}, got one with other files. Choose ` +
          "another folder with --out.",
      );
    }
    // The description last, so that it never names what is not there.
    if (!isOwn) await writeWhole(join(out, basename(source)), bytes);
    await writeWhole(join(out, DETECTOR_MANIFEST_PATH), manifest);
  });
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw invalid(
      `Expected the file ${path}, got what cannot be read: ${messageOf(error)}. Check the path.`,
    );
  }
}

function invalid(message: string): VisualSearchError {
  return new VisualSearchError("model-invalid", message);
}
