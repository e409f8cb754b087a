import { copyFile, mkdir, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { MODEL_CONFIG_FILES, modelPath } from "../../../encoder/model/model-config.ts";
import { invalidArgument } from "../../../lib/checks.ts";
import { messageOf, VisualSearchError } from "../../../lib/errors.ts";
import { DTYPES, type Modality } from "../../../lib/types.ts";
import { type DownloadOptions, download, measure, statusError } from "../../http/download.ts";
import type { HttpClient } from "../../http/http-client.ts";
import { FETCH_MODEL_OPTIONS, isPlainHttpUrl } from "../../options/model-options.ts";
import { starterFolder } from "../../package-files.ts";
import { findPreset } from "../presets.ts";

export const HUB = "https://huggingface.co";

/** No configuration file is longer; tokenizers have a few megabytes. */
const MOST_CONFIG_BYTES = 64 * 2 ** 20;
/** A catalog cannot name a longer file. */
const MOST_WEIGHTS_BYTES = 2 ** 32;
const MOST_LISTING_BYTES = 8 * 2 ** 20;

/** What is known of a file before it is fetched. */
export interface RemoteFile {
  bytes?: number;
  sha256?: string;
}

/** Where a model comes from, as the command line says it. */
export type SourceSpec =
  | { kind: "package"; name: string; licence: string }
  | {
      kind: "hub";
      base: string;
      repository: string;
      revision: string;
      /** Whether the revision was asked for, not taken by default. */
      asked: boolean;
      licence?: string;
    }
  | { kind: "folder"; url: string };

/** A repository at one commit, or a folder on a server. */
export interface ModelSource {
  /** As `ModelRecord` has them. */
  repository: string;
  source?: string;
  commit?: string;
  licence?: string;
  /** The model's files that are there, configuration and weights of every number format. */
  list(): Promise<Map<string, RemoteFile>>;
  fetch(
    path: string,
    target: string,
    known: RemoteFile,
    options: Pick<DownloadOptions, "onBytes" | "signal">,
  ): Promise<{ bytes: number; sha256: string }>;
}

/** Every path that a model in the layout of transformers.js may have and that Vitrine reads. */
export const MODEL_PATHS: readonly string[] = [
  ...MODEL_CONFIG_FILES,
  ...(["image", "text"] as const).flatMap((modality: Modality) =>
    DTYPES.map((dtype) => modelPath(modality, dtype)),
  ),
];

export interface SourceOptions {
  /** A preset, `owner/name` on the hub, or the URL of a folder. */
  model: string;
  revision?: string;
  baseUrl?: string;
}

/** @throws VisualSearchError `invalid-argument` */
export function readSource({ model, revision, baseUrl }: SourceOptions): SourceSpec {
  const base = baseUrl === undefined ? HUB : new URL(baseUrl).href.replace(/\/+$/, "");
  const preset = findPreset(model);
  if (preset && preset.repository === undefined) {
    refuseBoth(`the preset ${model}`, revision, baseUrl);
    return { kind: "package", name: model, licence: preset.licence };
  }
  const asked = revision !== undefined;
  if (preset?.repository !== undefined) {
    return {
      kind: "hub",
      base,
      repository: preset.repository,
      revision: revision ?? preset.revision ?? "main",
      asked,
      licence: preset.licence,
    };
  }
  if (/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(model)) {
    return { kind: "hub", base, repository: model, revision: revision ?? "main", asked };
  }
  if (/^[a-z]+:/i.test(model)) {
    refuseBoth("a URL", revision, baseUrl);
    if (!isPlainHttpUrl(model)) {
      throw invalidArgument("model", "an http(s) URL without a query or a password", model);
    }
    return { kind: "folder", url: new URL(model).href.replace(/\/*$/, "/") };
  }
  throw invalidArgument("model", FETCH_MODEL_OPTIONS.model.kind.expected, model);
}

/** Only a repository on a hub has them. */
function refuseBoth(model: string, revision: string | undefined, baseUrl: string | undefined) {
  for (const [key, value] of Object.entries({ revision, baseUrl })) {
    if (value === undefined) continue;
    throw invalidArgument(key, `nothing with ${model} as model`, value, "Leave it out.");
  }
}

/** The starter model, which comes with this package. */
export function packageSource({ name, licence }: SourceSpec & { kind: "package" }): ModelSource {
  const folder = starterFolder();
  return {
    repository: name,
    licence,
    list: async () => {
      const files = new Map<string, RemoteFile>();
      for (const path of MODEL_PATHS) {
        const found = await stat(join(folder, path)).catch(() => undefined);
        if (found?.isFile()) files.set(path, await measure(join(folder, path)));
      }
      return files;
    },
    fetch: async (path, target, _, { onBytes }) => {
      try {
        await mkdir(dirname(target), { recursive: true });
        await copyFile(join(folder, path), `${target}.partial`);
        await rename(`${target}.partial`, target);
      } catch (error) {
        throw new VisualSearchError(
          "output-failed",
          `${target} cannot be written: ${messageOf(error)}. Check space and permissions.`,
          { cause: error },
        );
      }
      const found = await measure(target);
      onBytes(found.bytes);
      return found;
    },
  };
}

/** A folder of static files, or what the hub has under `resolve/<revision>/`. */
export function folderSource(
  spec: SourceSpec & { kind: "folder" },
  http: HttpClient,
  signal?: AbortSignal,
): ModelSource {
  const { host, pathname } = new URL(spec.url);
  // In the hub's layout the repository is named before the revision.
  const [, owner, name, revision] =
    /\/([\w.-]+)\/([\w.-]+)\/resolve\/([^/]+)\/$/.exec(pathname) ?? [];
  const last = pathname.split("/").filter(Boolean).at(-1);
  return {
    repository: owner && name ? `${owner}/${name}` : (last ?? host),
    source: spec.url,
    ...(isCommit(revision) && { commit: revision }),
    list: () => probe(http, spec.url, signal),
    fetch: fetcher(http, spec.url, isCommit(revision)),
  };
}

/**
 * A repository of the hub at the commit that a revision means now.
 *
 * @throws `network` where the repository or the revision is not there.
 */
export async function hubSource(
  spec: SourceSpec & { kind: "hub" },
  http: HttpClient,
  signal?: AbortSignal,
): Promise<ModelSource> {
  const { base, repository, revision } = spec;
  const commit = isCommit(revision) ? revision : await resolveRevision(http, spec);
  const folder = `${base}/${repository}/resolve/${encodeURIComponent(commit ?? revision)}/`;
  const licence = spec.licence ?? (await readLicence(http, spec));
  return {
    repository,
    source: base,
    ...(commit !== undefined && { commit }),
    ...(licence !== undefined && { licence }),
    list: async () =>
      (await readTree(http, `${base}/api/models/${repository}/tree/${commit ?? revision}`)) ??
      (await probe(http, folder, signal)),
    fetch: fetcher(http, folder, commit !== undefined),
  };
}

/** The commit that the hub names in its answers; `undefined` where a mirror names none. */
export async function resolveRevision(
  http: HttpClient,
  { base, repository, revision }: SourceSpec & { kind: "hub" },
): Promise<string | undefined> {
  const url = `${base}/${repository}/resolve/${encodeURIComponent(revision)}/config.json`;
  const { response, firstHeaders } = await http.retry(url, () => http.request("HEAD", url));
  await response.body?.cancel();
  if (!response.ok && response.status !== 302) throw statusError(response.status, url);
  const commit = firstHeaders.get("x-repo-commit") ?? undefined;
  return isCommit(commit) ? commit : undefined;
}

function isCommit(text: string | undefined): text is string {
  return text !== undefined && /^[0-9a-f]{40}$/.test(text);
}

function fetcher(http: HttpClient, folder: string, immutable: boolean): ModelSource["fetch"] {
  return (path, target, known, options) =>
    download({
      ...options,
      ...known,
      http,
      url: folder + path,
      immutable,
      target,
      maxBytes: path.endsWith(".json") ? MOST_CONFIG_BYTES : MOST_WEIGHTS_BYTES,
    });
}

/** The hub's list of files, with the SHA-256 of large ones; `undefined` where there is no such list. */
async function readTree(
  http: HttpClient,
  url: string,
): Promise<Map<string, RemoteFile> | undefined> {
  const entries = await readJson(http, `${url}?recursive=true`);
  if (!Array.isArray(entries)) return undefined;
  const files = new Map<string, RemoteFile>();
  for (const entry of entries) {
    if (!MODEL_PATHS.includes(entry?.path) || entry.type !== "file") continue;
    const { size } = entry;
    const oid = entry.lfs?.oid;
    files.set(entry.path, {
      ...(Number.isSafeInteger(size) && size >= 0 && { bytes: size }),
      ...(typeof oid === "string" && /^[0-9a-f]{64}$/.test(oid) && { sha256: oid }),
    });
  }
  return files;
}

/** What the model's card says, where there is one. */
async function readLicence(
  http: HttpClient,
  { base, repository }: SourceSpec & { kind: "hub" },
): Promise<string | undefined> {
  const about = (await readJson(http, `${base}/api/models/${repository}`)) as
    | { cardData?: { license?: unknown } | null }
    | undefined
    | null;
  const licence = about?.cardData?.license;
  return typeof licence === "string" ? licence.slice(0, 100) : undefined;
}

/** JSON that a server may not have. */
async function readJson(http: HttpClient, url: string): Promise<unknown> {
  const { response } = await http.retry(url, () => http.request("GET", url));
  const length = Number(response.headers.get("content-length") ?? 0);
  if (!response.ok || length > MOST_LISTING_BYTES) {
    await response.body?.cancel();
    return undefined;
  }
  try {
    return await response.json();
  } catch {
    // A page for people, or half an answer: the files are asked for one by one instead.
    return undefined;
  }
}

/** Asks for each file that a model may have. */
async function probe(
  http: HttpClient,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Map<string, RemoteFile>> {
  const files = new Map<string, RemoteFile>();
  for (const path of MODEL_PATHS) {
    signal?.throwIfAborted();
    const found = await http.retry(folder + path, () => probeFile(http, folder + path));
    if (found) files.set(path, found);
  }
  return files;
}

async function probeFile(http: HttpClient, url: string): Promise<RemoteFile | undefined> {
  const { response, firstHeaders } = await http.request("HEAD", url);
  await response.body?.cancel();
  const { status } = response;
  if (status === 404 || status === 410) return undefined;
  if (status === 401) throw statusError(status, url);
  // Servers of single-page apps answer every address with their page.
  if (response.ok && response.headers.get("content-type")?.startsWith("text/html"))
    return undefined;
  if (response.ok || status === 302) {
    const size = firstHeaders.get("x-linked-size") ?? response.headers.get("content-length");
    const hash = firstHeaders.get("x-linked-etag")?.replaceAll('"', "");
    return {
      ...(size !== null && /^\d+$/.test(size) && { bytes: Number(size) }),
      ...(hash !== undefined && /^[0-9a-f]{64}$/.test(hash) && { sha256: hash }),
    };
  }
  // Some servers refuse HEAD, or sign an address for GET alone.
  const { response: one } = await http.request("GET", url, { range: "bytes=0-0" });
  await one.body?.cancel();
  if (!one.ok) return undefined;
  const range = /\/(\d+)$/.exec(one.headers.get("content-range") ?? "")?.[1];
  const total = one.status === 206 ? range : one.headers.get("content-length");
  return total ? { bytes: Number(total) } : {};
}
