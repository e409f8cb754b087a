import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { isThumbnailPath, listThumbnails, type Thumbnails } from "../catalog/thumbnails.ts";
import type { CatalogItem } from "../catalog/types.ts";
import { messageOf, VisualSearchError } from "../errors.ts";
import type { DiskCache } from "./images/disk-cache.ts";
import type { Pictures } from "./images/pictures.ts";
import {
  type MadeThumbnail,
  Thumbnails as Maker,
  type ThumbnailSettings,
  targetBytes,
} from "./images/thumbnails.ts";
import type { OutputFile } from "./output.ts";
import type { Product } from "./pictures.ts";
import type { ThumbnailCounts } from "./report.ts";

export interface CatalogThumbnails {
  /** For the manifest. */
  thumbnails: Thumbnails;
  files: OutputFile[];
  counts: ThumbnailCounts;
}

export interface ThumbnailSource {
  /** Their first pictures get one. */
  products: readonly Product[];
  /** SHA-256 of each of those. */
  hashes: readonly Uint8Array[];
  /** The thumbnail of a product's picture in the catalog before, made with the same settings. */
  previous: (product: number) => string | undefined;
  previousFolder: string | undefined;
  settings: ThumbnailSettings;
  pictures: Pictures;
  disk: DiskCache;
  onDone: (count: number) => void;
  onFailure: (product: Product, reason: string) => void;
  signal: AbortSignal | undefined;
}

/**
 * Makes the thumbnails of a catalog's products, and has the products show them: `image` is the thumbnail
 * of their first picture then, and `imageSource` what it was.
 *
 * @throws `output-failed`, or the reason of `signal`
 */
export async function makeThumbnails(source: ThumbnailSource): Promise<CatalogThumbnails> {
  const { products, settings, onDone, onFailure, signal } = source;
  const maker = new Maker(source.disk, settings);
  const files = new Map<string, MadeThumbnail>();
  const counts = { made: 0, reused: 0 };
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < products.length) {
      signal?.throwIfAborted();
      const i = next++;
      try {
        const thumbnail = await thumbnailOf(i, source, maker, counts);
        files.set(thumbnail.path, thumbnail);
        show(products[i]!.item, thumbnail.path);
      } catch (error) {
        if (error instanceof VisualSearchError) throw error;
        signal?.throwIfAborted();
        onFailure(products[i]!, messageOf(error));
      }
      onDone(++done);
    }
  };
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, work));
  const sizes = [...files.values()].map(({ path, bytes }) => ({ path, bytes }));
  const { thumbnails, list } = await listThumbnails(settings, sizes);
  const target = targetBytes(settings);
  return {
    thumbnails,
    files: [list, ...files.values()],
    counts: {
      count: thumbnails.count,
      bytes: thumbnails.bytes,
      ...counts,
      overTarget: sizes.filter(({ bytes }) => bytes > target).length,
      targetBytes: target,
    },
  };
}

async function thumbnailOf(
  i: number,
  { products, hashes, previous, previousFolder, pictures }: ThumbnailSource,
  maker: Maker,
  counts: Pick<ThumbnailCounts, "made" | "reused">,
): Promise<MadeThumbnail> {
  const found = await maker.find(hashes[i]!);
  if (found) {
    counts.reused++;
    return found;
  }
  const path = previous(i);
  if (path !== undefined && previousFolder !== undefined && isThumbnailPath(path)) {
    const from = join(previousFolder, path);
    const bytes = (await stat(from).catch(() => undefined))?.size;
    if (bytes !== undefined) {
      counts.reused++;
      return { path, bytes, from };
    }
  }
  const made = await pictures.open(products[i]!.pictures[0]!.name, (picture) =>
    maker.make(picture),
  );
  counts.made++;
  return made;
}

function show(item: CatalogItem, path: string): void {
  if (item.image !== undefined) item.imageSource = item.image;
  item.image = path;
}
