/** The sources of a model: the package itself, a folder on a web server, a repository of the hub. */
import { copyFile, mkdir, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type DownloadOptions, download, measure, statusError } from "../../http/download.ts";
import type { HttpClient } from "../../http/http-client.ts";
import { starterFolder } from "../../package-files.ts";
import { orOutputFailed } from "../../write/whole-file.ts";
import { MODEL_PATHS, probe, type RemoteFile, readLicence, readTree } from "./hub-listing.ts";
import type { SourceSpec } from "./source-spec.ts";

/** No configuration file is longer; tokenizers have a few megabytes. */
const MAX_CONFIG_BYTES = 64 * 2 ** 20;
/** A catalog cannot name a longer file. */
const MAX_WEIGHTS_BYTES = 2 ** 32;

/** A repository at one commit, or a folder on a server. */
export interface ModelSource {
  /** As `ModelRecord` has them. */
  repository: string;
  source?: string;
  commit?: string;
  licence?: string;
  /** The files of the model: configuration, and weights in every number format. */
  list(): Promise<Map<string, RemoteFile>>;
  fetch(
    path: string,
    target: string,
    known: RemoteFile,
    options: Pick<DownloadOptions, "onBytes" | "signal">,
  ): Promise<{ bytes: number; sha256: string }>;
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
      await orOutputFailed(target, async () => {
        await mkdir(dirname(target), { recursive: true });
        await copyFile(join(folder, path), `${target}.partial`);
        await rename(`${target}.partial`, target);
      });
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
 * @throws `network` if the repository or the revision is not there
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

/** The commit that the hub names in its answers; `undefined` if a mirror names none. */
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
      maxBytes: path.endsWith(".json") ? MAX_CONFIG_BYTES : MAX_WEIGHTS_BYTES,
    });
}
