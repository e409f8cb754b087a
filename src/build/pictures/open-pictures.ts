import type { CheckedOptions } from "../options/options.ts";
import { DiskCache } from "./caches/disk-cache.ts";
import { FileHashes } from "./caches/file-hashes.ts";
import { Pictures } from "./pictures.ts";
import { HttpCache } from "./sources/http-cache.ts";
import { HttpSource } from "./sources/http-source.ts";

/** The pictures of a build, with the cache that they go through. */
export interface BuildPictures {
  pictures: Pictures;
  http: HttpSource;
  disk: DiskCache;
}

/** @throws `invalid-argument`, `dependency-missing` or `output-failed` */
export async function openPictures(options: CheckedOptions): Promise<BuildPictures> {
  const { images, cache, cacheBytes, imageTimeout, signal } = options;
  const { concurrency, perHost, attempts, offline } = options;
  const disk = new DiskCache(cache, cacheBytes);
  const http = new HttpSource(new HttpCache(disk), {
    ...(concurrency !== undefined && { concurrency }),
    ...(perHost !== undefined && { perHost }),
    ...(attempts !== undefined && { attempts }),
    ...(imageTimeout !== undefined && { totalMs: imageTimeout * 1000 }),
    ...(offline !== undefined && { offline }),
    ...(signal && { signal }),
  });
  const pictures = await Pictures.open({ folder: images, http });
  await pictures.remember((folder) => FileHashes.open(disk, folder));
  return { pictures, http, disk };
}
