/** Makes the small pictures of a catalog's products, or takes them from the cache or the previous catalog. */
import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Catalog } from "../../../catalog/catalog.ts";
import {
  isThumbnailPath,
  listThumbnails,
  type Thumbnails,
} from "../../../catalog/files/thumbnail-list.ts";
import { messageOf, VisualSearchError } from "../../../lib/errors.ts";
import type { EmbeddedPicture, EmbeddedProduct } from "../../embed/embed-products.ts";
import type { OutputFile } from "../../write/output.ts";
import type { DiskCache } from "../caches/disk-cache.ts";
import type { Pictures } from "../pictures.ts";
import type { ThumbnailCounts } from "./thumbnail-counts.ts";
import {
  type MadeThumbnail,
  Thumbnails as Maker,
  type ThumbnailSettings,
  targetBytes,
} from "./thumbnail-encoder.ts";

/** The thumbnails of a catalog, each once. */
export interface ThumbnailSet {
  /** For the manifest. */
  thumbnails: Thumbnails;
  files: OutputFile[];
  counts: Omit<ThumbnailCounts, "made" | "reused">;
}

export interface MadeThumbnails extends ThumbnailSet {
  /** For each product the thumbnail's path of each picture; `undefined` if none could be made. */
  paths: (string | undefined)[][];
  counts: ThumbnailCounts;
}

export interface ThumbnailContext {
  settings: ThumbnailSettings;
  /** The catalog before, and its folder. */
  previous: { catalog: Catalog; folder: string } | undefined;
  pictures: Pictures;
  disk: DiskCache;
  onDone: (count: number) => void;
  onFailure: (product: EmbeddedProduct, picture: EmbeddedPicture, reason: string) => void;
  signal: AbortSignal | undefined;
}

/** A picture of a product. */
interface Place {
  product: number;
  /** Which of its pictures, from 0. */
  picture: number;
}

/** @throws `output-failed`, or the reason of `signal` */
export async function makeThumbnails(
  products: readonly EmbeddedProduct[],
  context: ThumbnailContext,
): Promise<MadeThumbnails> {
  const { settings, onDone, onFailure, signal } = context;
  const finder = new ThumbnailFinder(context);
  const files = new Map<string, MadeThumbnail>();
  const paths: (string | undefined)[][] = products.map(({ pictures }) =>
    new Array(pictures.length).fill(undefined),
  );
  const places = paths.flatMap((ofOne, product) =>
    Array.from(ofOne, (_, picture): Place => ({ product, picture })),
  );
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < places.length) {
      signal?.throwIfAborted();
      const { product, picture } = places[next++]!;
      const owner = products[product]!;
      const one = owner.pictures[picture]!;
      try {
        const thumbnail = await finder.find(owner, one);
        files.set(thumbnail.path, thumbnail);
        paths[product]![picture] = thumbnail.path;
      } catch (error) {
        if (error instanceof VisualSearchError) throw error;
        signal?.throwIfAborted();
        onFailure(owner, one, messageOf(error));
      }
      onDone(++done);
    }
  };
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, work));
  const set = await thumbnailSet(settings, [...files.values()]);
  const { count, bytes, ...target } = set.counts;
  return { ...set, counts: { count, bytes, ...finder.counts, ...target }, paths };
}

/** The set of these files, listed for the manifest and counted. */
export async function thumbnailSet(
  settings: ThumbnailSettings,
  files: readonly MadeThumbnail[],
): Promise<ThumbnailSet> {
  const sizes = files.map(({ path, bytes }) => ({ path, bytes }));
  const { thumbnails, list } = await listThumbnails(settings, sizes);
  const target = targetBytes(settings);
  return {
    thumbnails,
    files: [list, ...files],
    counts: {
      count: thumbnails.count,
      bytes: thumbnails.bytes,
      overTarget: sizes.filter(({ bytes }) => bytes > target).length,
      targetBytes: target,
    },
  };
}

/** Finds or makes the thumbnails of pictures; of a picture that several products have, once. */
class ThumbnailFinder {
  readonly counts = { made: 0, reused: 0 };
  readonly #maker: Maker;
  readonly #pictures: Pictures;
  /** The catalog before, if its thumbnails have the same settings. */
  readonly #previous: ThumbnailContext["previous"];
  readonly #found = new Map<string, Promise<MadeThumbnail>>();

  constructor({ settings, previous, pictures, disk }: ThumbnailContext) {
    const { size, format, quality } = previous?.catalog.manifest.thumbnails ?? {};
    const isSame =
      size === settings.size && format === settings.format && quality === settings.quality;
    this.#maker = new Maker(disk, settings);
    this.#pictures = pictures;
    this.#previous = isSame ? previous : undefined;
  }

  find(product: EmbeddedProduct, picture: EmbeddedPicture): Promise<MadeThumbnail> {
    const key = Buffer.from(picture.sha256).toString("hex");
    const known = this.#found.get(key);
    if (known) {
      this.counts.reused++;
      return known;
    }
    const thumbnail = this.#findOne(product, picture);
    this.#found.set(key, thumbnail);
    return thumbnail;
  }

  async #findOne(product: EmbeddedProduct, picture: EmbeddedPicture): Promise<MadeThumbnail> {
    const known =
      (await this.#maker.find(picture.sha256)) ?? (await this.#inPrevious(product, picture));
    if (known) {
      this.counts.reused++;
      return known;
    }
    const made = await this.#pictures.open(picture.name, (one) => this.#maker.make(one));
    this.counts.made++;
    return made;
  }

  async #inPrevious(
    { item }: EmbeddedProduct,
    { kept }: EmbeddedPicture,
  ): Promise<MadeThumbnail | undefined> {
    if (!this.#previous || kept < 0) return undefined;
    const { catalog, folder } = this.#previous;
    const { image, images } = catalog.item(catalog.rowOf(item.id)!);
    const path = kept === 0 ? image : images?.[kept - 1];
    if (path === undefined || !isThumbnailPath(path)) return undefined;
    const from = join(folder, path);
    const bytes = (await stat(from).catch(() => undefined))?.size;
    return bytes === undefined ? undefined : { path, bytes, from };
  }
}
