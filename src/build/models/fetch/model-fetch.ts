/** Fetches a model into a folder of its own. */
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { MODEL_CONFIG_FILES, modelPath } from "../../../encoder/model/model-config.ts";
import { VisualSearchError } from "../../../lib/errors.ts";
import { DTYPES, type Dtype } from "../../../lib/types.ts";
import { measure } from "../../http/download.ts";
import { HttpClient } from "../../http/http-client.ts";
import { checkOptions } from "../../options/check.ts";
import { ProgressMeter } from "../../options/progress.ts";
import { FETCH_MODEL_OPTIONS, type FetchModelOptions } from "../../options/tables/model-options.ts";
import { orOutputFailed } from "../../write/whole-file.ts";
import { textFor } from "../model-files.ts";
import {
  type ModelFile,
  type ModelRecord,
  RECORD_PATH,
  readModelRecord,
  writeModelRecord,
  writeSums,
} from "../model-record.ts";
import type { RemoteFile } from "./hub-listing.ts";
import {
  folderSource,
  hubSource,
  type ModelSource,
  packageSource,
  resolveRevision,
} from "./model-source.ts";
import { HUB, readSource, type SourceSpec } from "./source-spec.ts";

/** What is in the folder afterwards. */
export interface FetchReport extends ModelRecord {
  /** The model's folder. */
  dir: string;
  /** Bytes that this run has fetched; 0 if everything was there. */
  fetchedBytes: number;
  /** Sum of the files' bytes. */
  bytes: number;
  /** What the user should know. */
  notes: string[];
}

/** The first is quick on every device, the second on GPUs. */
const DEFAULT_DTYPES: readonly Dtype[] = ["q8", "fp16"];

/**
 * Fetches a model for self-hosting: its configuration and weights, `SHA256SUMS`, and a record of where it came from
 * (`vitrine-model.json`). Files appear when they are whole. A run that was interrupted is continued by the next;
 * a run after a complete one fetches nothing. A folder holds files of one commit only.
 *
 * @throws `invalid-argument`, `network`, `integrity`, `model-invalid`, `output-failed`, or the reason of `signal`
 * @example
 * await fetchModel({ model: "fashion-clip", out: "models/fashion-clip", dtypes: ["q8"] });
 */
export async function fetchModel(options: FetchModelOptions): Promise<FetchReport> {
  checkOptions(FETCH_MODEL_OPTIONS, options);
  const { signal } = options;
  const spec = readSource(options);
  signal?.throwIfAborted();
  const http = new HttpClient(httpOptions(options, spec));
  const fetching = new Fetching(options, spec, http);
  return await fetching.run();
}

function httpOptions({ token, signal, retryDelayMs }: FetchModelOptions, spec: SourceSpec) {
  const sent =
    token ?? (spec.kind === "hub" && spec.base === HUB ? process.env.HF_TOKEN : undefined);
  return {
    ...(signal && { signal }),
    ...(retryDelayMs !== undefined && { retryDelayMs }),
    ...(sent && spec.kind === "hub" && { token: sent, tokenOrigin: new URL(spec.base).origin }),
  };
}

class Fetching {
  readonly #options: FetchModelOptions;
  readonly #spec: SourceSpec;
  readonly #http: HttpClient;
  readonly #notes: string[] = [];

  constructor(options: FetchModelOptions, spec: SourceSpec, http: HttpClient) {
    this.#options = options;
    this.#spec = spec;
    this.#http = http;
  }

  async run(): Promise<FetchReport> {
    const { out: dir, dtypes } = this.#options;
    const before = await this.#openFolder(dir);
    let source: ModelSource | undefined;
    let listing: Map<string, RemoteFile> | undefined;
    let record: ModelRecord;
    if (before) {
      record = before;
    } else {
      source = await this.#source();
      listing = await source.list();
      record = recordOf(source, listing);
      await writeModelRecord(dir, record);
    }
    if (record.source !== undefined && record.commit === undefined) {
      this.#notes.push(
        "The server names no commit, so nothing shows whether the files are of one version. A later run does not " +
          "look for changes.",
      );
    }
    const paths = choosePaths(record.available, dtypes);
    const kept = await this.#kept(dir, record, paths);
    const missing = paths.filter((path) => !kept.has(path));
    let fetchedBytes = 0;
    if (missing.length > 0) {
      source ??= await this.#source(record.commit);
      listing ??= await source.list();
      fetchedBytes = await this.#fetchFiles(source, listing, missing, record);
    }
    // Formats of an earlier run stay part of the model.
    await writeSums(dir, record.files);
    return {
      ...record,
      dir,
      fetchedBytes,
      bytes: record.files.reduce((sum, { bytes }) => sum + bytes, 0),
      notes: this.#notes,
    };
  }

  /** The record of an earlier run that this one continues. */
  async #openFolder(dir: string): Promise<ModelRecord | undefined> {
    const remedy = "Choose another folder with --out.";
    await orOutputFailed(`the folder ${dir}`, () => mkdir(dir, { recursive: true }), remedy);
    const record = await readModelRecord(dir);
    if (!record) {
      const found = (await readdir(dir)).filter((name) => !name.startsWith("."));
      if (found.length === 0) return undefined;
      throw new VisualSearchError(
        "output-failed",
        `Expected a new or empty folder, or one of an earlier fetch with ${RECORD_PATH}, at ${dir}, got one with ` +
          `${found[0]}. ${remedy}`,
      );
    }
    const spec = this.#spec;
    const source = spec.kind === "hub" ? spec.base : spec.kind === "folder" ? spec.url : undefined;
    const repository = spec.kind === "hub" ? spec.repository : record.repository;
    if (record.source !== source || record.repository !== repository) {
      const name = spec.kind === "hub" ? `${spec.repository} of ${spec.base}` : this.#options.model;
      throw otherModel(dir, record, name);
    }
    if (spec.kind !== "hub" || record.commit === undefined) return record;
    // The default branch stays at the commit that the first run has found.
    const pinned = /^[0-9a-f]{40}$/.test(spec.revision);
    if (!pinned && !spec.asked) return record;
    const commit = pinned ? spec.revision : await resolveRevision(this.#http, spec);
    if (commit === record.commit) return record;
    throw otherModel(dir, record, `${spec.repository} at commit ${commit ?? spec.revision}`);
  }

  async #source(commit?: string): Promise<ModelSource> {
    const { signal } = this.#options;
    const spec = this.#spec;
    if (spec.kind === "package") return packageSource(spec);
    if (spec.kind === "folder") return folderSource(spec, this.#http, signal);
    return await hubSource(
      commit === undefined ? spec : { ...spec, revision: commit },
      this.#http,
      signal,
    );
  }

  /** Paths of the files that are as an earlier run has left them. */
  async #kept(dir: string, record: ModelRecord, paths: readonly string[]): Promise<Set<string>> {
    const kept = new Set<string>();
    for (const file of record.files) {
      this.#options.signal?.throwIfAborted();
      if (!paths.includes(file.path)) continue;
      const found = await measure(join(dir, file.path)).catch(() => undefined);
      if (found?.sha256 === file.sha256) kept.add(file.path);
    }
    return kept;
  }

  async #fetchFiles(
    source: ModelSource,
    listing: ReadonlyMap<string, RemoteFile>,
    paths: readonly string[],
    record: ModelRecord,
  ): Promise<number> {
    const { out: dir, onProgress, signal } = this.#options;
    const sizes = paths.map((path) => listing.get(path)?.bytes);
    const total = sizes.reduce<number | undefined>(
      (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
      0,
    );
    const meter = new ProgressMeter<"fetch">("fetch", onProgress);
    let before = 0;
    let resumed: number | undefined;
    for (const path of paths) {
      signal?.throwIfAborted();
      const known = listing.get(path) ?? {};
      const found = await source.fetch(path, join(dir, path), known, {
        ...(signal && { signal }),
        onBytes: (bytes) => {
          if (resumed === undefined) meter.begin("fetch", total, bytes);
          resumed ??= bytes;
          meter.update(before + bytes);
        },
      });
      before += found.bytes;
      const file: ModelFile = { path, ...found };
      record.files = [...record.files.filter((entry) => entry.path !== path), file].sort(byPath);
      await writeModelRecord(dir, record);
    }
    return before - (resumed ?? 0);
  }
}

function byPath(a: ModelFile, b: ModelFile): number {
  return a.path < b.path ? -1 : 1;
}

function recordOf(source: ModelSource, listing: ReadonlyMap<string, RemoteFile>): ModelRecord {
  const { repository, source: from, commit, licence } = source;
  const available = {
    image: DTYPES.filter((dtype) => listing.has(modelPath("image", dtype))),
    text: DTYPES.filter((dtype) => listing.has(modelPath("text", dtype))),
  };
  if (listing.size === 0) {
    throw new VisualSearchError(
      "network",
      `Expected the files of ${repository}${commit === undefined ? "" : ` at commit ${commit}`} at ` +
        `${from}, got none. Check the name and the revision; private repositories need HF_TOKEN.`,
    );
  }
  const absent = MODEL_CONFIG_FILES.filter((path) => !listing.has(path));
  if (absent.length > 0 || available.image.length === 0 || available.text.length === 0) {
    const what = [
      ...absent,
      ...(available.image.length === 0 ? [modelPath("image", "q8")] : []),
      ...(available.text.length === 0 ? [modelPath("text", "q8")] : []),
    ];
    throw new VisualSearchError(
      "model-invalid",
      `Expected a model in the layout of transformers.js in ${repository}, got one that lacks ` +
        `${what.join(", ")}. Choose a repository with separate vision_model and text_model files.`,
    );
  }
  return {
    format: "vitrine-model",
    version: 1,
    repository,
    ...(from !== undefined && { source: from }),
    ...(commit !== undefined && { commit }),
    ...(licence !== undefined && { licence }),
    available,
    files: [],
  };
}

/** The files to fetch: configuration, and weights in the formats asked for. @throws `model-invalid` */
export function choosePaths(
  available: ModelRecord["available"],
  dtypes: FetchModelOptions["dtypes"],
): string[] {
  const { image, text } = available;
  const asked = dtypes === "all" ? undefined : dtypes;
  const unknown = asked?.filter((dtype) => !image.includes(dtype) && !text.includes(dtype)) ?? [];
  const wanted = dtypes === "all" ? DTYPES : (dtypes ?? DEFAULT_DTYPES);
  let images = image.filter((dtype) => wanted.includes(dtype));
  if (images.length === 0 && asked === undefined) images = image;
  if (unknown.length > 0 || images.length === 0) {
    throw new VisualSearchError(
      "model-invalid",
      `Expected a model with weights in ${(asked ?? []).join(", ")}, got an image half in ${image.join(", ")} and ` +
        `a text half in ${text.join(", ")}. Choose from these with --dtypes.`,
    );
  }
  const texts = new Set(text.filter((dtype) => wanted.includes(dtype)));
  for (const dtype of images) texts.add(textFor(dtype, text)!);
  return [
    ...MODEL_CONFIG_FILES,
    ...images.map((dtype) => modelPath("image", dtype)),
    ...[...texts].map((dtype) => modelPath("text", dtype)),
  ];
}

function otherModel(dir: string, record: ModelRecord, wanted: string): VisualSearchError {
  const at = record.commit === undefined ? "" : ` at commit ${record.commit}`;
  return new VisualSearchError(
    "output-failed",
    `Expected ${wanted} in ${dir}, got ${record.repository}${at}; files of two versions are not mixed. Choose ` +
      `another folder with --out${record.commit ? ", or give --revision that commit" : ""}.`,
  );
}
