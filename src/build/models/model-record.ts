/** The record of a fetched model, and the SHA-256 of its files, both in the model's folder. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { VisualSearchError } from "../../lib/errors.ts";
import {
  check,
  exactOptional,
  integer,
  listOf,
  object,
  oneOf,
  parseJson,
  pipe,
  sha256,
  text,
} from "../../lib/schema.ts";
import { DTYPES, type Dtype, type Modality } from "../../lib/types.ts";
import { orOutputFailed, writeWhole } from "../write/whole-file.ts";

/** What `vitrine model fetch` writes beside a model's files. */
export const RECORD_PATH = "vitrine-model.json";
/** SHA-256 of the model's files, as `sha256sum --check` reads them. */
export const SUMS_PATH = "SHA256SUMS";

/** A file of a fetched model. */
export interface ModelFile {
  /** Relative to the model's folder, with forward slashes. */
  path: string;
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
}

/** Where a fetched model came from. */
export interface ModelRecord {
  format: "vitrine-model";
  version: 1;
  /** Name of the repository, such as "ff13/fashion-clip", or of the folder that the model came from. */
  repository: string;
  /** URL of the hub or of the folder; absent for a model that came with the package. */
  source?: string;
  /** Commit of the repository that every file is of; absent if the server does not name it. */
  commit?: string;
  /** SPDX identifier, if known. */
  licence?: string;
  /** Number formats that the repository has. */
  available: Record<Modality, Dtype[]>;
  /** The files that are in the folder. */
  files: ModelFile[];
}

const MAX_BYTES = 1_000_000;
const MAX_FILES = 1000;
const MAX_TEXT = 2000;

const DTYPE_LIST = listOf(oneOf(...DTYPES), { most: DTYPES.length });
const RECORD = object({
  format: oneOf("vitrine-model"),
  version: oneOf(1),
  repository: text(MAX_TEXT),
  source: exactOptional(text(MAX_TEXT)),
  commit: exactOptional(text(MAX_TEXT)),
  licence: exactOptional(text(MAX_TEXT)),
  available: object({ image: DTYPE_LIST, text: DTYPE_LIST }),
  files: listOf(
    object({
      path: pipe(text(MAX_TEXT), check(isPath, "the path of a file within the folder")),
      bytes: integer(0, Number.MAX_SAFE_INTEGER),
      sha256: sha256(),
    }),
    { most: MAX_FILES },
  ),
});

/**
 * The record in a model's folder, if there is one.
 *
 * @throws `model-invalid` if it cannot be read
 */
export async function readModelRecord(dir: string): Promise<ModelRecord | undefined> {
  const path = join(dir, RECORD_PATH);
  const json = await readFile(path, "utf8").catch(() => undefined);
  if (json === undefined) return undefined;
  const remedy = "Delete it, and fetch the model again.";
  if (json.length > MAX_BYTES) {
    throw new VisualSearchError(
      "model-invalid",
      `Expected at most ${MAX_BYTES} characters in ${path}, got ${json.length}. ${remedy}`,
    );
  }
  return parseJson(RECORD, json, { name: path, code: "model-invalid", remedy });
}

/** @throws `output-failed` */
export async function writeModelRecord(dir: string, record: ModelRecord): Promise<void> {
  await writeFile(join(dir, RECORD_PATH), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Writes the sums of a model that is complete. @throws `output-failed` */
export async function writeSums(dir: string, files: readonly ModelFile[]): Promise<void> {
  const lines = files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).sort();
  await writeFile(join(dir, SUMS_PATH), lines.join(""));
}

async function writeFile(path: string, text: string): Promise<void> {
  await orOutputFailed(path, () => writeWhole(path, text));
}

/** The sums in a model's folder by path; `undefined` if it has none. @throws `model-invalid` */
export async function readSums(dir: string): Promise<Map<string, string> | undefined> {
  const file = join(dir, SUMS_PATH);
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const sums = new Map<string, string>();
  for (const line of text.slice(0, MAX_BYTES).split("\n")) {
    if (line === "") continue;
    const [, sha256, path] = /^([0-9a-f]{64}) [ *](?:\.\/)?(.+)$/.exec(line.trimEnd()) ?? [];
    if (sha256 === undefined || path === undefined || !isPath(path)) {
      throw new VisualSearchError(
        "model-invalid",
        `Expected lines of a SHA-256 and a path in ${file}, got ${JSON.stringify(line.slice(0, 100))}. Fetch ` +
          "the model again.",
      );
    }
    sums.set(path, sha256);
  }
  return sums;
}

/** Whether a path stays within its folder. */
function isPath(path: string): boolean {
  return path.split("/").every((part) => /^[\w-][\w.-]*$/.test(part));
}
