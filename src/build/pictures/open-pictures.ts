/** Opens the pictures of a build: folder, web servers and cache. */

import type { BuildSettings } from "../options/build-settings.ts";
import { MEGABYTE } from "../options/tables/build-options.ts";
import { DiskCache } from "./caches/disk-cache.ts";
import { FileHashes } from "./caches/file-hashes.ts";
import { Pictures } from "./pictures.ts";
import { HttpCache } from "./sources/http-cache.ts";
import { HttpSource } from "./sources/http-source.ts";

/** The pictures of a build, with the cache behind them. */
export interface BuildPictures {
  pictures: Pictures;
  http: HttpSource;
  disk: DiskCache;
}

/** @throws VisualSearchError `invalid-argument`, `dependency-missing` or `output-failed` */
export async function openPictures(settings: BuildSettings): Promise<BuildPictures> {
  const { images, cache, cacheSize, imageTimeout, signal } = settings;
  const { concurrency, perHost, attempts, offline } = settings;
  const maxBytes = cacheSize === undefined ? undefined : Math.round(cacheSize * MEGABYTE);
  const disk = new DiskCache(cache, maxBytes);
  const http = new HttpSource(new HttpCache(disk), {
    ...{ concurrency, perHost, attempts, offline },
    totalMs: imageTimeout * 1000,
    ...(signal && { signal }),
  });
  const pictures = await Pictures.open({ folder: images, http });
  await pictures.remember((folder) => FileHashes.open(disk, folder));
  return { pictures, http, disk };
}
