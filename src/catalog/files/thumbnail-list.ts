import { messageOf } from "../../lib/errors.ts";
import { sha256Hex } from "../../lib/hash.ts";
import type { FileRef } from "./file-ref.ts";
import type { CatalogFile } from "./file-set.ts";

export type ThumbnailFormat = "webp" | "avif";

/** Small pictures of the products, as files of the catalog. */
export interface Thumbnails {
  /** Longest edge at most, in pixels. */
  size: number;
  format: ThumbnailFormat;
  /** 1 to 100; absent where it was chosen picture by picture to keep them small. */
  quality?: number;
  count: number;
  /** Of all together. */
  bytes: number;
  /** JSON `{ "files": [{ path, bytes }] }`, sorted by path. */
  list: FileRef;
}

/** One of them; its path says the beginning of its SHA-256. */
export interface ThumbnailFile {
  path: string;
  bytes: number;
}

const PATH = /^thumbnails\/([0-9a-f]{2})\/([0-9a-f]{14})\.(?:webp|avif)$/;

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
 * @throws an `Error` with what is wrong with it
 */
export function readThumbnailList(text: string): ThumbnailFile[] {
  const { files } = Object(JSON.parse(text)) as { files?: unknown };
  if (!Array.isArray(files)) throw new Error("a list of files expected");
  return files.map((file: unknown, i) => {
    const { path, bytes } = Object(file) as Partial<ThumbnailFile>;
    if (typeof path === "string" && PATH.test(path) && Number.isSafeInteger(bytes)) {
      return { path, bytes: bytes! };
    }
    throw new Error(`entry ${i} should have the path and length of a thumbnail`);
  });
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
  if (bytes.length !== length) return `${length} bytes expected, ${bytes.length} found`;
  const [, first, rest] = PATH.exec(path) ?? [];
  if (!(await sha256Hex(bytes)).startsWith(`${first}${rest}`)) {
    return "its SHA-256 is another than its name's";
  }
  return undefined;
}
