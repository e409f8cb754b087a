/** Thumbnails: small pictures of the products, as files of the catalog, and the list that names them all. */
import { messageOf } from "../../lib/errors.ts";
import { sha256Hex } from "../../lib/hash.ts";
import { check, integer, listOf, object, pipe, text } from "../../lib/schema.ts";
import { problemOfBytes } from "./file-problem.ts";
import type { FileRef } from "./file-ref.ts";
import type { CatalogFile } from "./file-set.ts";
import { readJsonSection } from "./invalid-file.ts";

export type ThumbnailFormat = "webp" | "avif";

/** What a manifest says of the thumbnails. */
export interface Thumbnails {
  /** Longest edge at most, in pixels. */
  size: number;
  format: ThumbnailFormat;
  /** 1 to 100; absent if it was chosen picture by picture to keep them small. */
  quality?: number;
  count: number;
  /** Of all together. */
  bytes: number;
  /** JSON `{ "files": [{ path, bytes }] }`, sorted by path. */
  list: FileRef;
}

/** One of them. Its path has the beginning of its SHA-256. */
export interface ThumbnailFile {
  path: string;
  bytes: number;
}

const PATH = /^thumbnails\/([0-9a-f]{2})\/([0-9a-f]{14})\.(?:webp|avif)$/;
const MAX_PATH = 100;
const MAX_FILES = 2 ** 32 - 1;

const LIST = object({
  files: listOf(
    object({
      path: pipe(text(MAX_PATH), check(isThumbnailPath, "the path of a thumbnail")),
      bytes: integer(0, Number.MAX_SAFE_INTEGER),
    }),
    { most: MAX_FILES },
  ),
});

/** @param sha256 lower-case hex */
export function thumbnailPath(sha256: string, format: ThumbnailFormat): string {
  return `thumbnails/${sha256.slice(0, 2)}/${sha256.slice(2, 16)}.${format}`;
}

export function isThumbnailPath(path: string): boolean {
  return PATH.test(path);
}

/** The entry of the manifest for these files, and the list that it names. */
export async function listThumbnails(
  settings: Pick<Thumbnails, "size" | "format" | "quality">,
  files: Iterable<ThumbnailFile>,
): Promise<{ thumbnails: Thumbnails; list: Omit<CatalogFile, "reused"> }> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const bytes = new TextEncoder().encode(`${JSON.stringify({ files: sorted })}\n`);
  const sha256 = await sha256Hex(bytes);
  const path = `segments/thumbnails-${sha256.slice(0, 16)}.json`;
  const thumbnails: Thumbnails = {
    ...settings,
    count: sorted.length,
    bytes: sorted.reduce((sum, file) => sum + file.bytes, 0),
    list: { path, bytes: bytes.length, sha256 },
  };
  return { thumbnails, list: { path, bytes } };
}

/**
 * The files of a list, which may come from anywhere.
 *
 * @throws VisualSearchError `catalog-invalid`
 */
export function readThumbnailList(bytes: Uint8Array): ThumbnailFile[] {
  return readJsonSection(bytes, LIST, "the list of thumbnails").files;
}

/** What is wrong with a thumbnail, if anything is. */
export async function problemOfThumbnail(
  { path, bytes: length }: ThumbnailFile,
  read: (path: string) => Promise<Uint8Array>,
): Promise<string | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await read(path);
  } catch (error) {
    return messageOf(error);
  }
  const [, first, rest] = PATH.exec(path) ?? [];
  return problemOfBytes(bytes, { bytes: length, sha256: `${first}${rest}` });
}
