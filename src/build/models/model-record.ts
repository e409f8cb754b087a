import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import { DTYPES, type Dtype, type Modality } from "../../lib/types.ts";

/** What `vitrine model fetch` writes of a model beside its files. */
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
  /** Name of the repository, such as "ff13/fashion-clip", or the name of the folder it came from. */
  repository: string;
  /** URL of the hub or of the folder; absent for a model that came with the package. */
  source?: string;
  /** Commit of the repository that every file is of; absent where the server told none. */
  commit?: string;
  /** SPDX identifier, where known. */
  licence?: string;
  /** Number formats that the repository has. */
  available: Record<Modality, Dtype[]>;
  /** The files that are in the folder. */
  files: ModelFile[];
}

const MOST_BYTES = 1_000_000;

/**
 * The record in a model's folder, if there is one.
 *
 * @throws `model-invalid` for a record that cannot be read.
 */
export async function readModelRecord(dir: string): Promise<ModelRecord | undefined> {
  let text: string;
  try {
    text = await readFile(join(dir, RECORD_PATH), "utf8");
  } catch {
    return undefined;
  }
  const record = text.length > MOST_BYTES ? undefined : parse(text);
  if (record) return record;
  throw new VisualSearchError(
    "model-invalid",
    `Expected ${join(dir, RECORD_PATH)} as vitrine model fetch writes it, found something else. ` +
      "Remove it, and fetch the model again.",
  );
}

/** Writes the record and, once the model is whole, its sums. Throws `output-failed`. */
export async function writeModelRecord(dir: string, record: ModelRecord): Promise<void> {
  await writeWhole(join(dir, RECORD_PATH), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** @throws `output-failed`. */
export async function writeSums(dir: string, files: readonly ModelFile[]): Promise<void> {
  const lines = files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).sort();
  await writeWhole(join(dir, SUMS_PATH), lines.join(""));
}

/** The sums in a model's folder by path; `undefined` where it has none. Throws `model-invalid`. */
export async function readSums(dir: string): Promise<Map<string, string> | undefined> {
  let text: string;
  try {
    text = await readFile(join(dir, SUMS_PATH), "utf8");
  } catch {
    return undefined;
  }
  const sums = new Map<string, string>();
  for (const line of text.slice(0, MOST_BYTES).split("\n")) {
    if (line === "") continue;
    const [, sha256, path] = /^([0-9a-f]{64}) [ *](?:\.\/)?(.+)$/.exec(line.trimEnd()) ?? [];
    if (sha256 === undefined || !isPath(path)) {
      throw new VisualSearchError(
        "model-invalid",
        `Expected lines of a SHA-256 and a path in ${join(dir, SUMS_PATH)}, found ` +
          `${JSON.stringify(line.slice(0, 100))}. Fetch the model again.`,
      );
    }
    sums.set(path, sha256);
  }
  return sums;
}

function parse(text: string): ModelRecord | undefined {
  let value: Partial<ModelRecord> | null;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { format, version, repository, source, commit, licence, available, files } = value;
  const optional = [source, commit, licence];
  const valid =
    format === "vitrine-model" &&
    version === 1 &&
    typeof repository === "string" &&
    optional.every((entry) => entry === undefined || typeof entry === "string") &&
    [available?.image, available?.text].every(
      (list) => Array.isArray(list) && list.every((dtype) => DTYPES.includes(dtype)),
    ) &&
    Array.isArray(files) &&
    files.every(
      (file) =>
        isPath(file?.path) &&
        Number.isSafeInteger(file.bytes) &&
        file.bytes >= 0 &&
        typeof file.sha256 === "string" &&
        /^[0-9a-f]{64}$/.test(file.sha256),
    );
  return valid ? (value as ModelRecord) : undefined;
}

function isPath(path: unknown): path is string {
  return typeof path === "string" && path.split("/").every((part) => /^[\w-][\w.-]*$/.test(part));
}

/** Whole or not at all, whatever ends the process. */
async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp-${process.pid}`;
  try {
    const handle = await open(temporary, "w");
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    throw new VisualSearchError(
      "output-failed",
      `${path} cannot be written: ${messageOf(error)}. Check space and permissions.`,
      { cause: error },
    );
  }
}
