/** The pictures of a feed, wherever they are: found, read and decoded. */
import type { Sharp, default as SharpDefault } from "sharp";
import type { RgbaImage } from "../../encoder/rgba-image.ts";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import { fingerprintOf, sha256Bytes } from "../hashes.ts";
import type { FileHashes } from "./caches/file-hashes.ts";
import { formatOf } from "./picture-format.ts";
import { Budget } from "./size-budget.ts";
import { DataSource } from "./sources/data-source.ts";
import { FolderSource } from "./sources/folder-source.ts";
import {
  type FoundPicture,
  type ImageSource,
  MAX_PICTURE_BYTES,
  schemeOf,
} from "./sources/picture-source.ts";
import { drawSvg } from "./svg.ts";

/** Pixels of the largest picture that is decoded. */
const MAX_PIXELS = 100_000_000;
/** Pixels that may be decoded at one time, so that memory stays bounded with large pictures. */
const PIXELS_IN_FLIGHT = 64_000_000;
/** Seconds after which libvips gives up on a picture. */
const DECODE_SECONDS = 60;

export type SharpModule = typeof SharpDefault;

export interface PictureSources {
  /** Folder of the pictures that the feed names by path. */
  folder?: string | undefined;
  /** Source of the pictures that it names by address. Default: none is fetched. */
  http?: ImageSource;
}

/** The pictures of a feed, wherever they are. */
export class Pictures {
  readonly #folder: FolderSource | undefined;
  readonly #http: ImageSource | undefined;
  readonly #data = new DataSource();
  readonly #sharp: SharpModule;
  readonly #bytes = new Budget(MAX_PICTURE_BYTES);
  readonly #pixels = new Budget(PIXELS_IN_FLIGHT);
  #hashes: FileHashes | undefined;

  private constructor(
    folder: FolderSource | undefined,
    http: ImageSource | undefined,
    sharp: SharpModule,
  ) {
    this.#folder = folder;
    this.#http = http;
    this.#sharp = sharp;
  }

  /**
   * @throws VisualSearchError `invalid-argument` if `folder` is no folder, `dependency-missing` if sharp is not
   * installed
   */
  static async open({ folder, http }: PictureSources): Promise<Pictures> {
    const source = folder === undefined ? undefined : await FolderSource.open(folder);
    return new Pictures(source, http, await loadSharp());
  }

  /**
   * Remembers hashes of the folder's files from now on.
   *
   * @param open opens the remembered hashes of a folder, by its real path
   */
  async remember(open: (folder: string) => Promise<FileHashes>): Promise<void> {
    if (!this.#folder) return;
    this.#hashes = await open(this.#folder.root);
    this.#folder.hashes = this.#hashes;
  }

  /** Saves what `remember` has gathered. @throws VisualSearchError `output-failed` */
  async saveHashes(): Promise<void> {
    await this.#hashes?.save();
  }

  /**
   * SHA-256 of the picture's file, 32 bytes. A file that has not changed since it was last read is not read.
   *
   * @throws an `Error` with the reason if there is none or it is too large
   */
  async sha256(address: string): Promise<Uint8Array> {
    const found = await this.#find(address);
    const known = found.identity === undefined ? undefined : this.#hashes?.get(found.identity);
    return known ?? (await this.#use(found, async ({ sha256 }) => sha256));
  }

  /**
   * Hands the picture at an address to `use`, and holds its bytes until the promise of that is settled.
   *
   * @throws an `Error` with the reason if there is none or it is too large, and whatever `use` throws
   */
  async open<T>(address: string, use: (picture: Picture) => Promise<T>): Promise<T> {
    return await this.#use(await this.#find(address), use);
  }

  async #use<T>(found: FoundPicture, use: (picture: Picture) => Promise<T>): Promise<T> {
    return await this.#bytes.with(found.size, async () => {
      const picture = new Picture(await found.read(), this.#sharp, this.#pixels);
      if (found.identity !== undefined) this.#hashes?.put(found.identity, picture.sha256);
      return await use(picture);
    });
  }

  /** The picture of a file's bytes. */
  ofBytes(bytes: Uint8Array): Picture {
    return new Picture(bytes, this.#sharp, this.#pixels);
  }

  async #find(address: string): Promise<FoundPicture> {
    const scheme = schemeOf(address);
    if (scheme === "data") return await this.#data.find(address);
    if (scheme === "http" || scheme === "https") {
      const name = lastSegment(address);
      if (this.#folder && name !== "" && (await this.#folder.has(name))) {
        return await this.#folder.find(name);
      }
      if (this.#http) return await this.#http.find(address);
      throw new Error("the image is at an address, and nothing is fetched");
    }
    if (scheme !== undefined && scheme !== "file") {
      throw new Error(`the image is at a ${scheme}: address, which is not read`);
    }
    if (this.#folder) return await this.#folder.find(address);
    throw new Error("the image is a file, and no images folder was given");
  }
}

/** A picture's file. */
export class Picture {
  readonly bytes: Uint8Array;
  /** 32 bytes. */
  readonly sha256: Uint8Array;
  readonly #sharp: SharpModule;
  readonly #pixels: Budget;

  constructor(bytes: Uint8Array, sharp: SharpModule, pixels: Budget) {
    this.bytes = bytes;
    this.sha256 = sha256Bytes(bytes);
    this.#sharp = sharp;
    this.#pixels = pixels;
  }

  get fingerprint(): Uint8Array {
    return fingerprintOf(this.sha256);
  }

  /**
   * Decodes to upright sRGB pixels and hands them to `use`, which must be done with them when it returns.
   * Of an animation, the first frame is taken.
   *
   * @throws an `Error` with the reason if the file is broken or has too many pixels
   */
  async decode<T>(use: (image: RgbaImage) => T): Promise<T> {
    return await this.process(async (upright) => {
      const { data, info } = await upright
        .ensureAlpha()
        .raw({ depth: "uchar" })
        .toBuffer({ resolveWithObject: true })
        .catch(asBroken);
      return use({
        data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength),
        width: info.width,
        height: info.height,
      });
    });
  }

  /** Like `decode`, for anything that sharp can make of the upright sRGB picture. */
  async process<T>(work: (upright: Sharp, sharp: SharpModule) => Promise<T>): Promise<T> {
    const isSvg = formatOf(this.bytes) === "svg";
    const bytes = isSvg ? await drawSvg(this.bytes) : this.bytes;
    // The header is read without the limit, so that the reason can state the size.
    const pixels = await pixelCount(this.#sharp(bytes, { limitInputPixels: false }), bytes);
    return await this.#pixels.with(pixels, async () => {
      const upright = this.#sharp(bytes, {
        limitInputPixels: MAX_PIXELS,
        failOn: "error",
        pages: 1,
      })
        .timeout({ seconds: DECODE_SECONDS })
        .rotate()
        .toColourspace("srgb");
      return await work(upright, this.#sharp);
    });
  }
}

/** Throws what sharp says of a picture. */
export function asBroken(error: unknown): never {
  throw new Error(`the image is broken: ${firstLine(error)}`);
}

async function pixelCount(reader: Sharp, bytes: Uint8Array): Promise<number> {
  const size = await reader.metadata().catch((error: unknown) => {
    const what =
      formatOf(bytes) === "heif"
        ? "a HEIF picture that sharp cannot read"
        : "no image that can be read";
    throw new Error(`the file is ${what}: ${firstLine(error)}`);
  });
  if (size.format === "heif" && size.compression === "hevc") {
    throw new Error("the image file is HEIC, which the installed sharp cannot decode");
  }
  const pixels = size.width * size.height;
  if (pixels > MAX_PIXELS) {
    throw new Error(`the image has ${size.width} x ${size.height} pixels, at most ${MAX_PIXELS}`);
  }
  return pixels;
}

/** The name of an address's file. */
function lastSegment(address: string): string {
  try {
    const { pathname } = new URL(address, "https://shop.invalid/");
    return decodeURIComponent(pathname.slice(pathname.lastIndexOf("/") + 1));
  } catch {
    return "";
  }
}

async function loadSharp(): Promise<SharpModule> {
  try {
    const sharp = (await import("sharp")).default;
    // Each picture is decoded once: a cache would only take memory.
    sharp.cache(false);
    return sharp;
  } catch (error) {
    throw new VisualSearchError(
      "dependency-missing",
      `Expected the package sharp, which decodes images; it cannot be loaded (${firstLine(error)}). ` +
        "Run: npm install sharp",
      { cause: error },
    );
  }
}

function firstLine(error: unknown): string {
  return messageOf(error).split("\n", 1)[0]!.trim();
}
