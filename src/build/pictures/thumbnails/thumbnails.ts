import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import {
  isThumbnailPath,
  listThumbnails,
  type Thumbnails,
} from "../../../catalog/files/thumbnail-list.ts";
import type { CatalogItem } from "../../../catalog/items/catalog-item.ts";
import { messageOf, VisualSearchError } from "../../../lib/errors.ts";
import type { Picture, Product } from "../../products/product-pictures.ts";
import type { ThumbnailCounts } from "../../report/report.ts";
import type { OutputFile } from "../../write/output.ts";
import type { DiskCache } from "../caches/disk-cache.ts";
import type { Pictures } from "../pictures.ts";
import {
  type MadeThumbnail,
  Thumbnails as Maker,
  type ThumbnailSettings,
  targetBytes,
} from "./thumbnail-encoder.ts";

export interface CatalogThumbnails {
  /** For the manifest. */
  thumbnails: Thumbnails;
  files: OutputFile[];
  counts: ThumbnailCounts;
}

export interface ThumbnailSource {
  /** All of their pictures get one. */
  products: readonly Product[];
  /** SHA-256 of each of those. */
  hashes: readonly Uint8Array[];
  /** The thumbnail of a product's picture, from 0, in the catalog before, made with the same settings. */
  previous: (product: number, picture: number) => string | undefined;
  previousFolder: string | undefined;
  settings: ThumbnailSettings;
  pictures: Pictures;
  disk: DiskCache;
  onDone: (count: number) => void;
  onFailure: (product: Product, picture: Picture, reason: string) => void;
  signal: AbortSignal | undefined;
}

/** A picture that gets one. */
interface Place {
  product: number;
  /** Which of its pictures, from 0. */
  picture: number;
}

/**
 * Makes the thumbnails of a catalog's products, and has the products show them: `image` is the thumbnail
 * of their first picture then, and `imageSource` what it was; `images` those of the others, and
 * `imageSources` what they were.
 *
 * @throws `output-failed`, or the reason of `signal`
 */
export async function makeThumbnails(source: ThumbnailSource): Promise<CatalogThumbnails> {
  const { products, settings, onDone, onFailure, signal } = source;
  const maker = new Maker(source.disk, settings);
  const files = new Map<string, MadeThumbnail>();
  const counts = { made: 0, reused: 0 };
  const paths: (string | undefined)[][] = products.map(({ pictures }) =>
    new Array(pictures.length).fill(undefined),
  );
  const places = paths.flatMap((ofOne, product) =>
    Array.from(ofOne, (_, picture): Place => ({ product, picture })),
  );
  const found = new Map<string, Promise<MadeThumbnail>>();
  /** Of a picture that several products have, once. */
  const find = (place: Place, hash: Uint8Array): Promise<MadeThumbnail> => {
    const key = Buffer.from(hash).toString("hex");
    const known = found.get(key);
    if (known) {
      counts.reused++;
      return known;
    }
    const thumbnail = thumbnailOf(place, hash, source, maker, counts);
    found.set(key, thumbnail);
    return thumbnail;
  };
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < places.length) {
      signal?.throwIfAborted();
      const at = next++;
      const { product, picture } = places[at]!;
      try {
        const thumbnail = await find(places[at]!, source.hashes[at]!);
        files.set(thumbnail.path, thumbnail);
        paths[product]![picture] = thumbnail.path;
      } catch (error) {
        if (error instanceof VisualSearchError) throw error;
        signal?.throwIfAborted();
        const whose = products[product]!;
        onFailure(whose, whose.pictures[picture]!, messageOf(error));
      }
      onDone(++done);
    }
  };
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, work));
  for (const [i, { item }] of products.entries()) show(item, paths[i]!);
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
  { product, picture }: Place,
  hash: Uint8Array,
  { products, previous, previousFolder, pictures }: ThumbnailSource,
  maker: Maker,
  counts: Pick<ThumbnailCounts, "made" | "reused">,
): Promise<MadeThumbnail> {
  const found = await maker.find(hash);
  if (found) {
    counts.reused++;
    return found;
  }
  const path = previous(product, picture);
  if (path !== undefined && previousFolder !== undefined && isThumbnailPath(path)) {
    const from = join(previousFolder, path);
    const bytes = (await stat(from).catch(() => undefined))?.size;
    if (bytes !== undefined) {
      counts.reused++;
      return { path, bytes, from };
    }
  }
  const { name } = products[product]!.pictures[picture]!;
  const made = await pictures.open(name, (one) => maker.make(one));
  counts.made++;
  return made;
}

/** @param paths of the thumbnails of its pictures, where they could be made */
function show(item: CatalogItem, [first, ...others]: readonly (string | undefined)[]): void {
  if (first !== undefined) {
    if (item.image !== undefined) item.imageSource = item.image;
    item.image = first;
  }
  const { images: own = [] } = item;
  const images = others.map((path, i) => path ?? own[i] ?? "");
  const sources = others.map((path, i) => (path === undefined ? "" : (own[i] ?? "")));
  setUrls(item, "images", images);
  setUrls(item, "imageSources", sources);
}

/** Without those at the end that are empty. */
function setUrls(
  item: CatalogItem,
  field: "images" | "imageSources",
  urls: readonly string[],
): void {
  const last = urls.findLastIndex((url) => url !== "");
  if (last >= 0) item[field] = urls.slice(0, last + 1);
}
