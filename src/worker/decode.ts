import type { RgbaImage } from "../encoder/image.ts";
import { messageOf, VisualSearchError } from "../errors.ts";
import type { WireImage } from "./protocol.ts";

/** Most pixels a picture may have: 100 megapixels, 400 MB as RGBA. */
const MAX_PIXELS = 100_000_000;

/**
 * The upright pixels of an image.
 *
 * @throws VisualSearchError `unsupported-image` or `image-too-large`
 */
export async function decodeImage(image: WireImage): Promise<RgbaImage> {
  if (image instanceof ImageData) {
    checkSize(image);
    return image;
  }
  const bitmap = image instanceof Blob ? await decodeBlob(image) : image;
  try {
    checkSize(bitmap);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) {
      throw new VisualSearchError(
        "image-too-large",
        `Could not get a canvas of ${bitmap.width} x ${bitmap.height} pixels. Use a smaller picture.`,
      );
    }
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
}

async function decodeBlob(blob: Blob): Promise<ImageBitmap> {
  try {
    // Upright: browsers honour the EXIF orientation unless told otherwise.
    return await createImageBitmap(blob);
  } catch (cause) {
    throw new VisualSearchError(
      "unsupported-image",
      `Expected a picture that this browser can decode (JPEG, PNG, WebP, AVIF, GIF), got ${blob.size} ` +
        `bytes of type ${JSON.stringify(blob.type)}: ${messageOf(cause)}. ` +
        "Convert it, or take a screenshot of it.",
      { cause },
    );
  }
}

function checkSize({ width, height }: { width: number; height: number }): void {
  if (width * height > MAX_PIXELS) {
    throw new VisualSearchError(
      "image-too-large",
      `Expected at most ${MAX_PIXELS / 1e6} megapixels, got ${width} x ${height}. Use a smaller picture.`,
    );
  }
  if (width < 1 || height < 1) {
    throw new VisualSearchError(
      "unsupported-image",
      `Expected a picture with pixels, got ${width} x ${height}. Wait until it has loaded.`,
    );
  }
}
