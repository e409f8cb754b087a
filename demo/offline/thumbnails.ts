/** Stores the catalog's thumbnails for offline visits. */
import type { KeepReport } from "./messages.ts";

/** Number of requests at a time: few, as the visitor's own come first. */
const AT_ONCE = 4;
/** A visit never fetches more pictures than this by itself. */
const MOST_PICTURES = 20_000;
const REPORT_EVERY = 100;

interface ThumbnailList {
  files: { path: string }[];
}

/**
 * Puts every thumbnail of a catalog and further pictures into a cache, and removes those that the catalog no longer has.
 * Thumbnails are named by their content, so that none is ever stale. Continues after an interruption, as when the browser
 * stopped the worker.
 */
export async function keepPictures(
  cacheName: string,
  catalog: string,
  others: readonly string[],
  onProgress: (report: KeepReport) => void,
): Promise<void> {
  const wanted = new Set([...(await thumbnailsOf(catalog)), ...others]);
  const cache = await caches.open(cacheName);
  const stored = new Set((await cache.keys()).map(({ url }) => url));
  await Promise.all([...stored].filter((url) => !wanted.has(url)).map((url) => cache.delete(url)));
  const missing = [...wanted].filter((url) => !stored.has(url));
  const total = wanted.size;
  let kept = total - missing.length;
  onProgress({ kept, total });
  const next = async (): Promise<void> => {
    for (let url = missing.pop(); url !== undefined; url = missing.pop()) {
      await cache.add(url);
      kept++;
      if (kept % REPORT_EVERY === 0 || kept === total) onProgress({ kept, total });
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  } catch (error) {
    missing.length = 0;
    onProgress({ kept, total, failed: true });
    throw error;
  }
}

/** URLs of the thumbnails that a catalog's manifest lists, within its folder. */
async function thumbnailsOf(catalog: string): Promise<string[]> {
  const manifest = (await json(new URL("manifest.json", catalog))) as {
    thumbnails?: { list?: { path?: unknown } };
  };
  const path = manifest.thumbnails?.list?.path;
  if (typeof path !== "string") return [];
  const { files } = (await json(new URL(path, catalog))) as ThumbnailList;
  if (!Array.isArray(files) || files.length > MOST_PICTURES) {
    throw new Error(
      `Expected at most ${MOST_PICTURES} thumbnails in ${path}, got ${files?.length ?? "no list"}.`,
    );
  }
  return files
    .map((file) => new URL(file.path, catalog).href)
    .filter((url) => url.startsWith(catalog));
}

async function json(url: URL): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Expected ${url.pathname}, got the status ${response.status}.`);
  return response.json();
}
