/** Lists the files of a model on the hub, or on any web server, and reads the model's card. */
import { MODEL_CONFIG_FILES, modelPath } from "../../../encoder/model/model-config.ts";
import { integer, object, oneOf, read, sha256, text } from "../../../lib/schema.ts";
import { DTYPES, type Modality } from "../../../lib/types.ts";
import { statusError } from "../../http/download.ts";
import type { HttpClient } from "../../http/http-client.ts";

const MAX_LISTING_BYTES = 8 * 2 ** 20;
const MAX_LICENCE = 100;

/** What is known of a file before it is fetched. */
export interface RemoteFile {
  bytes?: number;
  sha256?: string;
}

/** Every path that a model in the layout of transformers.js may have and that Vitrine reads. */
export const MODEL_PATHS: readonly string[] = [
  ...MODEL_CONFIG_FILES,
  ...(["image", "text"] as const).flatMap((modality: Modality) =>
    DTYPES.map((dtype) => modelPath(modality, dtype)),
  ),
];

/** A file in the hub's list, and what a mirror of the hub may leave out. */
const TREE_ENTRY = object({ type: oneOf("file"), path: text(1000) });
const ENTRY_SIZE = object({ size: integer(0, Number.MAX_SAFE_INTEGER) });
const ENTRY_HASH = object({ lfs: object({ oid: sha256() }) });

const MODEL_CARD = object({ cardData: object({ license: text(10_000) }) });

/** The hub's list of files, with the SHA-256 of large ones; `undefined` if there is no such list. */
export async function readTree(
  http: HttpClient,
  url: string,
): Promise<Map<string, RemoteFile> | undefined> {
  const entries = await readJson(http, `${url}?recursive=true`);
  if (!Array.isArray(entries)) return undefined;
  const files = new Map<string, RemoteFile>();
  for (const entry of entries) {
    const file = read(TREE_ENTRY, entry);
    if ("problem" in file || !MODEL_PATHS.includes(file.value.path)) continue;
    const [size, hash] = [read(ENTRY_SIZE, entry), read(ENTRY_HASH, entry)];
    files.set(file.value.path, {
      ...("value" in size && { bytes: size.value.size }),
      ...("value" in hash && { sha256: hash.value.lfs.oid }),
    });
  }
  return files;
}

/** The licence that the model's card names, if any. */
export async function readLicence(
  http: HttpClient,
  { base, repository }: { base: string; repository: string },
): Promise<string | undefined> {
  const about = read(MODEL_CARD, await readJson(http, `${base}/api/models/${repository}`));
  return "value" in about ? about.value.cardData.license.slice(0, MAX_LICENCE) : undefined;
}

/** JSON that a server may not have: `undefined` if it has none. */
async function readJson(http: HttpClient, url: string): Promise<unknown> {
  const { response } = await http.retry(url, () => http.request("GET", url));
  const length = Number(response.headers.get("content-length") ?? 0);
  if (!response.ok || length > MAX_LISTING_BYTES) {
    await response.body?.cancel();
    return undefined;
  }
  try {
    return await response.json();
  } catch {
    // A web page, or half an answer: the files are asked for one by one instead.
    return undefined;
  }
}

/** Asks for each file that a model can have, for servers without a list. */
export async function probe(
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
