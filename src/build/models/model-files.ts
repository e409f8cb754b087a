/** Reads a model's folder: its configuration, its tokenizer, and which weights there are. */
import { readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { FileRef } from "../../catalog/files/file-ref.ts";
import {
  MODEL_CONFIG_FILES,
  type ModelManifest,
  modelPath,
  readModel,
} from "../../encoder/model/model-config.ts";
import { createTokenizer, type Tokenizer } from "../../encoder/tokenizer.ts";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import { hashChunks } from "../../lib/hash.ts";
import { DTYPES, type Dtype, type Modality } from "../../lib/types.ts";
import { sha256Text } from "../hashes.ts";
import { readModelRecord } from "./model-record.ts";

/** The two halves of a model in one number format; see `ModelWeights`. */
export interface WeightsFiles {
  dtype: Dtype;
  textDtype?: Dtype;
  /** Paths within the folder. */
  image: string;
  text: string;
}

/** The configuration of a model repository on disk, read and checked. */
export interface ModelFolder {
  dir: string;
  /** The repository's name. */
  id: string;
  manifest: ModelManifest;
  tokenizer: Tokenizer;
  /** The kind that `tokenizer.json` names: "BPE" or "Unigram". */
  tokenizerKind: string;
  /** The configuration files. */
  files: FileRef[];
}

/** Number formats to choose from if none is asked for, the preferred first: what a browser loads fastest. */
const PREFERRED: readonly Dtype[] = ["q8", "fp32", ...DTYPES];

/**
 * Reads the configuration of a model repository in the layout of transformers.js.
 *
 * @throws `model-invalid` if a file is missing or not understood
 */
export async function readModelFolder(dir: string): Promise<ModelFolder> {
  const contents = new Map<string, Uint8Array>();
  for (const path of MODEL_CONFIG_FILES) contents.set(path, await readModelFile(dir, path));
  const json = (path: (typeof MODEL_CONFIG_FILES)[number]) => parseJson(path, contents.get(path)!);
  const config = json("config.json");
  const tokenizer = json("tokenizer.json");
  const tokenizerConfig = json("tokenizer_config.json");
  const preprocessor = json("preprocessor_config.json");
  const manifest = readModel({ config, preprocessor, tokenizer, tokenizerConfig });
  return {
    dir,
    id: (await readModelRecord(dir))?.repository ?? nameOf(config, dir),
    manifest,
    tokenizer: createTokenizer(tokenizer, tokenizerConfig, manifest.text),
    tokenizerKind: kindOf(tokenizer),
    files: await Promise.all([...contents].map(([path, bytes]) => fileRef(path, bytes))),
  };
}

/** Number formats in which a half of the model is in the folder. */
export async function findDtypes(dir: string, modality: Modality): Promise<Dtype[]> {
  const found: Dtype[] = [];
  for (const dtype of DTYPES) {
    const there = await stat(join(dir, modelPath(modality, dtype))).catch(() => undefined);
    if (there?.isFile()) found.push(dtype);
  }
  return found;
}

/** Formats that stand in for one that the text half does not have, the nearest in kind first. */
const FLOAT_TEXT: readonly Dtype[] = ["fp16", "fp32", "q4f16", "q4", "q8", "int8", "uint8", "bnb4"];
const INTEGER_TEXT: readonly Dtype[] = [
  "q8",
  "int8",
  "uint8",
  "fp32",
  "fp16",
  "q4",
  "q4f16",
  "bnb4",
];

/** The format of the text half that goes with a format of the image half. */
export function textFor(dtype: Dtype, texts: readonly Dtype[]): Dtype | undefined {
  if (texts.includes(dtype)) return dtype;
  const float = dtype !== "q8" && dtype !== "int8" && dtype !== "uint8";
  return (float ? FLOAT_TEXT : INTEGER_TEXT).find((candidate) => texts.includes(candidate));
}

/** Which number formats a build takes. */
export interface DtypeChoice {
  /** The one to embed with. Default: q8 if the model has it, else fp32, else the most precise. */
  dtype?: Dtype;
  /** Those to offer. Default: every one of the image half. */
  dtypes?: readonly Dtype[];
}

/**
 * The weights in a folder, the ones to embed with first. An entry is named by the format of its image half; if the
 * text half does not have that format, the nearest in kind goes with it.
 *
 * @throws `model-invalid` if the folder lacks a half, or a format that was asked for
 */
export async function findWeights(
  dir: string,
  { dtype, dtypes }: DtypeChoice = {},
): Promise<[WeightsFiles, ...WeightsFiles[]]> {
  const images = await findDtypes(dir, "image");
  const texts = await findDtypes(dir, "text");
  const asked = [...(dtypes ?? []), ...(dtype ? [dtype] : [])];
  const missing = asked.find((one) => !images.includes(one));
  const offered = images.filter((one) => dtypes?.includes(one) ?? true);
  const first = dtype ?? PREFERRED.find((one) => offered.includes(one));
  if (missing !== undefined || first === undefined || texts.length === 0) {
    const path = (modality: Modality) => modelPath(modality, missing ?? PREFERRED[0]!);
    const found = images.length === 0 ? "none" : images.join(", ");
    throw new VisualSearchError(
      "model-invalid",
      `Expected ${path("image")} and ${path("text")} in the model folder ${dir}, got image weights in ${found} ` +
        `and text weights in ${texts.join(", ") || "none"}. ` +
        (images.length > 0 && texts.length > 0
          ? "Choose one of these with --dtype."
          : "Give the folder of a model in the layout of transformers.js, or run vitrine model fetch."),
    );
  }
  const entry = (image: Dtype): WeightsFiles => {
    const text = textFor(image, texts)!;
    return {
      dtype: image,
      ...(text !== image && { textDtype: text }),
      image: modelPath("image", image),
      text: modelPath("text", text),
    };
  };
  return [entry(first), ...offered.filter((one) => one !== first).map(entry)];
}

/** Length and hash of a file of the folder. */
export async function readFileRef(dir: string, path: string): Promise<FileRef> {
  return await fileRef(path, await readModelFile(dir, path));
}

async function fileRef(path: string, bytes: Uint8Array): Promise<FileRef> {
  const chunks = await hashChunks(bytes);
  return { path, bytes: bytes.byteLength, sha256: sha256Text(bytes), ...chunks };
}

/** SHA-256 (hex) over the lines "sha256 path", sorted and joined by LF. */
export function revisionOf(files: readonly FileRef[]): string {
  const lines = files.map((file) => `${file.sha256} ${file.path}`).sort();
  return sha256Text(lines.join("\n"));
}

/** @throws `model-invalid` if the file cannot be read */
export async function readModelFile(dir: string, path: string): Promise<Uint8Array> {
  try {
    return await readFile(join(dir, path));
  } catch (error) {
    throw new VisualSearchError(
      "model-invalid",
      `Expected ${path} in the model folder ${dir}, got ${messageOf(error)}. Download the whole repository, as ` +
        "vitrine model fetch does.",
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
      `Expected JSON in the model's ${path}, got what cannot be parsed: ${messageOf(error)}. Download it again.`,
      { cause: error },
    );
  }
}

/** The name in the configuration if it is that of a repository, else the name of the folder. */
function nameOf(config: unknown, dir: string): string {
  const name: unknown = (config as { _name_or_path?: unknown } | null)?._name_or_path;
  // Trainers also leave paths of their own machine there.
  if (typeof name === "string" && /^[\w.-]+\/[\w.-]+$/.test(name)) return name;
  return basename(resolve(dir));
}

/** Older files name no kind if it is BPE. */
function kindOf(tokenizer: unknown): string {
  const type: unknown = (tokenizer as { model?: { type?: unknown } }).model?.type;
  return typeof type === "string" ? type : "BPE";
}
