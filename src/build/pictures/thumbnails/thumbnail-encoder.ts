/** Thumbnails of single pictures, encoded to a target size and kept in the cache. */
import {
  type ThumbnailFile,
  type ThumbnailFormat,
  thumbnailPath,
} from "../../../catalog/files/thumbnail-list.ts";
import { sha256Text } from "../../hashes.ts";
import type { DiskCache } from "../caches/disk-cache.ts";
import { asBroken, type Picture } from "../pictures.ts";

export interface ThumbnailSettings {
  /** Longest edge at most, in pixels; smaller pictures stay as they are. */
  size: number;
  format: ThumbnailFormat;
  /** 1 to 100. Default: the best of four that keeps a thumbnail within its target. */
  quality?: number;
}

/** A thumbnail in the catalog, and the file on the disk that has its bytes. */
export interface MadeThumbnail extends ThumbnailFile {
  from: string;
}

/** Part of the key of a thumbnail, beside its settings; a change of this code needs another one. */
const VERSION = 1;

/** Target size in bytes of a thumbnail of 256 pixels; other sizes by their area. */
const TARGET_BYTES = 6000;
const TARGET_SIZE = 256;
/** Qualities that look about the same in both formats, best first. */
const QUALITIES: Readonly<Record<ThumbnailFormat, readonly number[]>> = {
  webp: [75, 60, 45, 30],
  avif: [55, 45, 35, 25],
};
/** More effort makes AVIF some 5 % smaller, and takes several times as long. */
const AVIF_EFFORT = 2;

export function targetBytes({ size }: Pick<ThumbnailSettings, "size">): number {
  return Math.round(TARGET_BYTES * (size / TARGET_SIZE) ** 2);
}

/** Thumbnails by picture, made once for all builds. */
export class Thumbnails {
  readonly #disk: DiskCache;
  readonly #settings: ThumbnailSettings;
  readonly #id: string;

  constructor(disk: DiskCache, settings: ThumbnailSettings) {
    this.#disk = disk;
    this.#settings = settings;
    const { size, format, quality } = settings;
    this.#id = JSON.stringify([VERSION, size, format, quality ?? "auto"]);
  }

  /** A thumbnail that was made before. @param sha256 of the picture */
  async find(sha256: Uint8Array): Promise<MadeThumbnail | undefined> {
    const entry = await this.#disk.read("thumbnails", this.#keyOf(sha256));
    const hash = entry && new TextDecoder().decode(entry);
    if (hash === undefined || !/^[0-9a-f]{64}$/.test(hash)) return undefined;
    const bytes = await this.#disk.read("thumbnails", hash);
    return bytes && sha256Text(bytes) === hash ? this.#made(hash, bytes.length) : undefined;
  }

  /** @throws an `Error` with the reason if the picture cannot be decoded */
  async make(picture: Picture): Promise<MadeThumbnail> {
    const bytes = await encodeThumbnail(picture, this.#settings);
    const hash = sha256Text(bytes);
    await this.#disk.write("thumbnails", hash, bytes);
    await this.#disk.write(
      "thumbnails",
      this.#keyOf(picture.sha256),
      new TextEncoder().encode(hash),
    );
    return this.#made(hash, bytes.length);
  }

  #made(hash: string, bytes: number): MadeThumbnail {
    const path = thumbnailPath(hash, this.#settings.format);
    return { path, bytes, from: this.#disk.path("thumbnails", hash) };
  }

  #keyOf(sha256: Uint8Array): string {
    return `${sha256Text(`${this.#id} ${Buffer.from(sha256).toString("hex")}`)}.of`;
  }
}

/** Upright, in sRGB, with white behind what is transparent, without metadata. */
async function encodeThumbnail(picture: Picture, settings: ThumbnailSettings): Promise<Uint8Array> {
  const { size, format, quality } = settings;
  return await picture.process(async (upright, sharp) => {
    const { data, info } = await upright
      .resize({ width: size, height: size, fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#fff" })
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true })
      .catch(asBroken);
    const { width, height, channels } = info;
    const qualities = quality === undefined ? QUALITIES[format] : [quality];
    let bytes: Uint8Array = data;
    for (const one of qualities) {
      const small = sharp(data, { raw: { width, height, channels } });
      const encoded =
        format === "webp"
          ? small.webp({ quality: one, smartSubsample: true })
          : small.avif({ quality: one, effort: AVIF_EFFORT });
      bytes = await encoded.toBuffer();
      if (bytes.length <= targetBytes(settings)) break;
    }
    return bytes;
  });
}
