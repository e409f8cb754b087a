import { messageOf, VisualSearchError } from "../lib/errors.ts";
import type { WireImage } from "../worker/protocol.ts";
import type { ImageSource } from "./visual-search.ts";

/**
 * An image in a form that the worker can take, without disturbing the caller's own.
 *
 * @throws VisualSearchError `unsupported-image`
 */
export async function toWireImage(image: ImageSource): Promise<WireImage> {
  // Copied as they are posted; a Blob only by reference.
  if (image instanceof Blob || image instanceof ImageData) return image;
  const isElement = image instanceof HTMLImageElement;
  const known =
    isElement ||
    image instanceof ImageBitmap ||
    image instanceof HTMLCanvasElement ||
    (typeof OffscreenCanvas !== "undefined" && image instanceof OffscreenCanvas);
  if (!known) {
    throw new VisualSearchError(
      "unsupported-image",
      "Expected a Blob, ImageBitmap, ImageData, image element or canvas, got " +
        `${Object.prototype.toString.call(image)}. For a URL, fetch it first and pass the Blob.`,
    );
  }
  try {
    if (isElement) await image.decode();
    return await createImageBitmap(image);
  } catch (cause) {
    throw new VisualSearchError(
      "unsupported-image",
      `Expected a loaded picture of the page's own origin: ${messageOf(cause)}. ` +
        "Wait for its load event, and give pictures of other origins crossorigin and CORS headers.",
      { cause },
    );
  }
}
