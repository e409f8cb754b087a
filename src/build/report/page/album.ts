/** The small pictures of a report page. */
import { readFile } from "node:fs/promises";
import type { CatalogItem } from "../../../catalog/items/catalog-item.ts";
import { messageOf } from "../../../lib/errors.ts";
import { sha256Text } from "../../hashes.ts";
import type { DiskCache } from "../../pictures/caches/disk-cache.ts";
import { sealed, unsealed } from "../../pictures/caches/sealed.ts";
import type { PictureFacts } from "../../pictures/picture-facts.ts";
import { asBroken, type Picture, type Pictures } from "../../pictures/pictures.ts";
import type { PictureQuality } from "../../pictures/quality/quality.ts";
import type { OutputFile } from "../../write/output.ts";

/** Products on the contact sheet. */
const SAMPLE = 48;
/** Of each finding, products or groups, and products of a group. */
export const SHOWN_FINDINGS = 12;
export const SHOWN_OF_GROUP = 5;
/** Longest edge in pixels; twice what it is shown at on a phone. */
const SIZE = 176;
const QUALITIES = [62, 40, 20];
/** What the bytes of a small picture depend on; the number is that of what makes them. */
const PREVIEW = JSON.stringify([1, SIZE, QUALITIES]);
/** A picture in the page, and all of them, as text. */
const MAX_PICTURE = 16_000;
const MAX_ALL = 2_000_000;
const AT_ONCE = 8;

/** A picture of a product as the report shows it. */
export interface AlbumPicture {
  id: string;
  title: string;
  /** Which of the product's pictures it is, from 1. */
  picture: number;
  /** Pixels of the original, where they are known. */
  size?: { width: number; height: number };
  /** A data URL of WebP. */
  src?: string;
  /** Why there is none. */
  missing?: string;
}

export interface Album {
  /** Products at equal distances through the catalog. */
  sample: AlbumPicture[];
  /** A picture that a finding names. @param picture from 1 */
  find(id: string, picture: number): AlbumPicture | undefined;
}

/** A product that the report may show. */
export interface AlbumProduct {
  item: CatalogItem;
  pictures: readonly { name: string; facts: PictureFacts | undefined }[];
}

export interface AlbumSource {
  products: readonly AlbumProduct[];
  quality: PictureQuality;
  /** The catalog's thumbnails, of the products whose `image` and `images` name them. */
  thumbnails: readonly OutputFile[];
  pictures: Pictures;
  /** Where small pictures are kept for the next report. */
  disk?: DiskCache | undefined;
  signal: AbortSignal | undefined;
}

/**
 * Makes small pictures for a report: of a sample of the products, and of those that the findings name, at
 * most some 200 and 2 MB. If one fails, the reason stands in its place.
 *
 * @throws the reason of `signal`
 */
export async function makeAlbum(source: AlbumSource): Promise<Album> {
  const { products, quality, signal } = source;
  const sampled = sampleOf(products.length).map((i) => ({ id: products[i]!.item.id, picture: 1 }));
  const wanted = new Map<string, AlbumPicture>();
  for (const { id, picture } of [...sampled, ...namedBy(quality)]) {
    wanted.set(keyOf(id, picture), { id, picture, title: "" });
  }
  const found = locate(products, wanted);
  const files = new Map<string, string>();
  for (const file of source.thumbnails) if ("from" in file) files.set(file.path, file.from);
  let room = MAX_ALL;
  let next = 0;
  const work = async () => {
    while (next < found.length) {
      signal?.throwIfAborted();
      const { entry, product } = found[next++]!;
      try {
        const small = await smallPicture(product, entry.picture, files, source);
        const src = `data:image/webp;base64,${Buffer.from(small).toString("base64")}`;
        if (src.length > Math.min(MAX_PICTURE, room)) entry.missing = "left out to save room";
        else {
          room -= src.length;
          entry.src = src;
        }
      } catch (error) {
        signal?.throwIfAborted();
        entry.missing = messageOf(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return {
    sample: sampled.map(({ id, picture }) => wanted.get(keyOf(id, picture))!),
    find: (id, picture) => wanted.get(keyOf(id, picture)),
  };
}

function keyOf(id: string, picture: number): string {
  return `${picture} ${id}`;
}

/** Positions at equal distances. */
function sampleOf(count: number): number[] {
  const size = Math.min(SAMPLE, count);
  return Array.from({ length: size }, (_, i) => Math.floor(((i + 0.5) * count) / size));
}

function namedBy(quality: PictureQuality): { id: string; picture: number }[] {
  const { tooSmall, blank, extremeAspect, unlike } = quality;
  const { exactDuplicates, nearDuplicates, shared } = quality;
  const named: { id: string; picture: number }[] = [];
  for (const { ids, pictures } of [unlike, tooSmall, blank, extremeAspect]) {
    for (const [i, id] of ids.slice(0, SHOWN_FINDINGS).entries()) {
      named.push({ id, picture: pictures[i]! });
    }
  }
  for (const [finding, most] of [
    [nearDuplicates, SHOWN_OF_GROUP],
    // One picture stands for a file.
    [shared, 1],
    [exactDuplicates, 1],
  ] as const) {
    for (const [g, group] of finding.examples.slice(0, SHOWN_FINDINGS).entries()) {
      for (const [i, id] of group.slice(0, most).entries()) {
        named.push({ id, picture: finding.pictures[g]![i]! });
      }
    }
  }
  return named;
}

/** Fills in what is known of the pictures that are wanted. */
function locate(
  products: readonly AlbumProduct[],
  wanted: ReadonlyMap<string, AlbumPicture>,
): { entry: AlbumPicture; product: AlbumProduct }[] {
  const found: { entry: AlbumPicture; product: AlbumProduct }[] = [];
  for (const product of products) {
    for (const [p, { facts }] of product.pictures.entries()) {
      const entry = wanted.get(keyOf(product.item.id, p + 1));
      if (entry === undefined) continue;
      entry.title = product.item.title;
      if (facts) entry.size = { width: facts.width, height: facts.height };
      found.push({ entry, product });
    }
  }
  return found;
}

async function smallPicture(
  { item, pictures }: AlbumProduct,
  number: number,
  thumbnails: ReadonlyMap<string, string>,
  source: AlbumSource,
): Promise<Uint8Array> {
  const address = number === 1 ? item.image : item.images?.[number - 2];
  const file = address === undefined ? undefined : thumbnails.get(address);
  if (file !== undefined) {
    const thumbnail = source.pictures.ofBytes(await readFile(file));
    return await remembered(source.disk, thumbnail.sha256, () => shrink(thumbnail));
  }
  const { name } = pictures[number - 1]!;
  const sha256 = await source.pictures.sha256(name);
  return await remembered(source.disk, sha256, () => source.pictures.open(name, shrink));
}

/** What `make` gives, made once for all reports. @param sha256 of the picture */
async function remembered(
  disk: DiskCache | undefined,
  sha256: Uint8Array,
  make: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  if (!disk) return await make();
  const key = sha256Text(`${PREVIEW} ${Buffer.from(sha256).toString("hex")}`);
  const kept = await disk.read("previews", key);
  const known = kept && unsealed(kept);
  if (known) return known;
  const bytes = await make();
  await disk.write("previews", key, sealed(bytes));
  return bytes;
}

async function shrink(picture: Picture): Promise<Uint8Array> {
  return await picture.process(async (upright, sharp) => {
    const { data, info } = await upright
      .resize({ width: SIZE, height: SIZE, fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#fff" })
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true })
      .catch(asBroken);
    const { width, height, channels } = info;
    let bytes: Uint8Array = data;
    for (const quality of QUALITIES) {
      bytes = await sharp(data, { raw: { width, height, channels } }).webp({ quality }).toBuffer();
      // In base64, four characters stand for three bytes.
      if ((bytes.length * 4) / 3 < MAX_PICTURE - 100) break;
    }
    return bytes;
  });
}
