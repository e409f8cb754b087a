import { readFile, realpath, stat } from "node:fs/promises";
import { resolve, sep } from "node:path";
import type Sharp from "sharp";
import type { RgbaImage } from "../encoder/image.ts";
import { messageOf, VisualSearchError } from "../errors.ts";
import { Budget } from "./budget.ts";
import { fingerprintOf } from "./fingerprint.ts";

/** Pixels of a picture that is still decoded. */
const MAX_PIXELS = 100_000_000;
/** Bytes of a picture file that is still read. */
const MAX_BYTES = 256 * 2 ** 20;
/** Pixels that may be decoded at one time, so that memory stays bounded with large pictures. */
const PIXELS_IN_FLIGHT = 64_000_000;

type SharpModule = typeof Sharp;

/** The pictures of a feed. */
export class ImageFolder {
  readonly #root: string;
  readonly #sharp: SharpModule;
  readonly #bytes = new Budget(MAX_BYTES);
  readonly #pixels = new Budget(PIXELS_IN_FLIGHT);

  private constructor(root: string, sharp: SharpModule) {
    this.#root = root;
    this.#sharp = sharp;
  }

  /**
   * @throws `invalid-argument` when `path` is no folder, `dependency-missing` when sharp is not
   * installed.
   */
  static async open(path: string): Promise<ImageFolder> {
    const root = await realpath(path).catch(() => undefined);
    if (root === undefined || !(await stat(root)).isDirectory()) {
      throw new VisualSearchError(
        "invalid-argument",
        `The images should be in a folder, and ${path} is none. Give the folder that the feed's ` +
          "image names are relative to.",
      );
    }
    return new ImageFolder(root, await loadSharp());
  }

  /**
   * Decodes a picture to upright sRGB pixels and hands them to `use`, with the fingerprint of the file;
   * it must be done with them when its promise is. Of an animation, the first frame is taken.
   *
   * @throws an `Error` with the reason when the file is missing, outside the folder, broken or too
   * large.
   */
  async decode<T>(name: string, use: (image: RgbaImage, fingerprint: Uint8Array) => T): Promise<T> {
    return await this.#withFile(name, async (bytes) => {
      // The header is read without the limit, so that the reason can state the size.
      const pixels = await pixelCount(this.#sharp(bytes, { limitInputPixels: false }), bytes);
      return await this.#pixels.with(pixels, async () =>
        use(await this.#toPixels(bytes), fingerprintOf(bytes)),
      );
    });
  }

  /**
   * The fingerprint of a picture's file, which is not decoded.
   *
   * @throws an `Error` with the reason when the file is missing, outside the folder or too large.
   */
  async fingerprint(name: string): Promise<Uint8Array> {
    return await this.#withFile(name, async (bytes) => fingerprintOf(bytes));
  }

  async #withFile<T>(name: string, use: (bytes: Uint8Array) => Promise<T>): Promise<T> {
    const path = await this.#resolve(name);
    const { size } = await stat(path);
    if (size === 0) throw new Error("the image file is empty");
    if (size > MAX_BYTES) throw new Error(`the image file has ${size} bytes, at most ${MAX_BYTES}`);
    return await this.#bytes.with(size, async () => use(await readFile(path)));
  }

  async #toPixels(bytes: Uint8Array): Promise<RgbaImage> {
    const { data, info } = await this.#sharp(bytes, {
      limitInputPixels: MAX_PIXELS,
      failOn: "error",
      pages: 1,
    })
      .rotate()
      .toColourspace("srgb")
      .ensureAlpha()
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true })
      .catch((error: unknown) => {
        throw new Error(`the image is broken: ${firstLine(error)}`);
      });
    return {
      data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength),
      width: info.width,
      height: info.height,
    };
  }

  /** The real path of a file that is in the folder, by name and after following every link. */
  async #resolve(name: string): Promise<string> {
    const path = name.includes("\0") ? this.#root : resolve(this.#root, name);
    if (!path.startsWith(this.#root + sep))
      throw new Error("the image is outside the images folder");
    const real = await realpath(path).catch(() => undefined);
    if (real === undefined) throw new Error("the image file is not in the images folder");
    if (!real.startsWith(this.#root + sep)) {
      throw new Error("the image is a link to outside the images folder");
    }
    if (!(await stat(real)).isFile()) throw new Error("the image is not a file");
    return real;
  }
}

async function pixelCount(reader: ReturnType<SharpModule>, bytes: Uint8Array): Promise<number> {
  const size = await reader.metadata().catch((error: unknown) => {
    const start = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart().toLowerCase();
    if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
      throw new Error("the image file is an HTML page");
    }
    throw new Error(`the file is no image that can be read: ${firstLine(error)}`);
  });
  const pixels = size.width * size.height;
  if (pixels > MAX_PIXELS) {
    throw new Error(`the image has ${size.width} x ${size.height} pixels, at most ${MAX_PIXELS}`);
  }
  return pixels;
}

async function loadSharp(): Promise<SharpModule> {
  try {
    const sharp = (await import("sharp")).default;
    // Each picture is decoded once: a cache would only hold memory.
    sharp.cache(false);
    return sharp;
  } catch (error) {
    throw new VisualSearchError(
      "dependency-missing",
      `Decoding images needs the package sharp, and it cannot be loaded (${firstLine(error)}). ` +
        "Run: npm install sharp",
      { cause: error },
    );
  }
}

function firstLine(error: unknown): string {
  return messageOf(error).split("\n", 1)[0]!.trim();
}
