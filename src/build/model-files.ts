import { createHash } from "node:crypto";
import { access, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { FileRef } from "../catalog/types.ts";
import {
  DTYPES,
  type Dtype,
  MODEL_CONFIG_FILES,
  type ModelManifest,
  modelPath,
  readModel,
} from "../encoder/model.ts";
import { createTokenizer, type Tokenizer } from "../encoder/tokenizer.ts";
import { messageOf, VisualSearchError } from "../errors.ts";

/** A model repository on disk, read and checked. */
export interface ModelFolder {
  /** The repository's name. */
  id: string;
  /** SHA-256 (hex) over the sorted lines "sha256 path" of `files`. */
  revision: string;
  dtype: Dtype;
  manifest: ModelManifest;
  tokenizer: Tokenizer;
  /** Every file that a browser needs. */
  files: FileRef[];
  image: Uint8Array;
  text: Uint8Array;
}

/** Precisions taken when none is asked for, the preferred first: what a browser loads fastest. */
const PREFERRED: readonly Dtype[] = ["q8", "fp32"];

/**
 * Reads a model repository in the layout of transformers.js.
 *
 * @throws `model-invalid` when a file is missing or not understood.
 */
export async function readModelFolder(dir: string, dtype?: Dtype): Promise<ModelFolder> {
  const chosen = dtype ?? (await findDtype(dir));
  const imagePath = modelPath("image", chosen);
  const textPath = modelPath("text", chosen);
  const contents = new Map<string, Uint8Array>();
  for (const path of [...MODEL_CONFIG_FILES, imagePath, textPath]) {
    contents.set(path, await readModelFile(dir, path));
  }
  const json = (path: (typeof MODEL_CONFIG_FILES)[number]) => parseJson(path, contents.get(path)!);
  const config = json("config.json");
  const tokenizerJson = json("tokenizer.json");
  const tokenizerConfig = json("tokenizer_config.json");
  const manifest = readModel({
    config,
    preprocessor: json("preprocessor_config.json"),
    tokenizer: tokenizerJson,
    tokenizerConfig,
  });
  const files = [...contents].map(([path, bytes]) => ({
    path,
    bytes: bytes.byteLength,
    sha256: sha256(bytes),
  }));
  return {
    id: nameOf(config, dir),
    revision: revisionOf(files),
    dtype: chosen,
    manifest,
    tokenizer: createTokenizer(tokenizerJson, tokenizerConfig, manifest.text),
    files,
    image: contents.get(imagePath)!,
    text: contents.get(textPath)!,
  };
}

/** SHA-256 (hex) over the lines "sha256 path", sorted and joined by LF. */
export function revisionOf(files: readonly FileRef[]): string {
  const lines = files.map((file) => `${file.sha256} ${file.path}`).sort();
  return sha256(Buffer.from(lines.join("\n")));
}

async function findDtype(dir: string): Promise<Dtype> {
  for (const dtype of PREFERRED) if (await hasDtype(dir, dtype)) return dtype;
  const found: Dtype[] = [];
  for (const dtype of DTYPES) if (await hasDtype(dir, dtype)) found.push(dtype);
  const paths = PREFERRED.map((dtype) => modelPath("image", dtype)).join(" or ");
  throw new VisualSearchError(
    "model-invalid",
    `The model folder ${dir} should have ${paths} and the text model beside it, and has ` +
      (found.length === 0
        ? "neither. Give the folder of a model in the layout of transformers.js."
        : `neither, but other precisions. Choose one with --dtype: ${found.join(", ")}.`),
  );
}

async function hasDtype(dir: string, dtype: Dtype): Promise<boolean> {
  try {
    await access(join(dir, modelPath("image", dtype)));
    await access(join(dir, modelPath("text", dtype)));
    return true;
  } catch {
    return false;
  }
}

async function readModelFile(dir: string, path: string): Promise<Uint8Array> {
  try {
    return await readFile(join(dir, path));
  } catch (error) {
    throw new VisualSearchError(
      "model-invalid",
      `The model folder ${dir} should have ${path}, and it cannot be read: ${messageOf(error)}. ` +
        "Download the whole repository, or choose another precision with --dtype.",
      { cause: error },
    );
  }
}

function parseJson(path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new VisualSearchError(
      "model-invalid",
      `The model's ${path} should be JSON, and is not: ${messageOf(error)}. Download it again.`,
      { cause: error },
    );
  }
}

/** The name in the configuration where it is that of a repository, else the folder's. */
function nameOf(config: unknown, dir: string): string {
  const name: unknown = (config as { _name_or_path?: unknown } | null)?._name_or_path;
  // Trainers also leave paths of their own machine there.
  if (typeof name === "string" && /^[\w.-]+\/[\w.-]+$/.test(name)) return name;
  return basename(resolve(dir));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
