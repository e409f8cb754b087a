/** Images on their way to the worker. */
import { messageOf, VisualSearchError } from "../lib/errors.ts";
import type { WireImage } from "../worker/contract.ts";
import type { ImageSource } from "./visual-search.ts";

/**
 * An image in a form that the worker can take, without touching the caller's own.
 *
 * @throws VisualSearchError `unsupported-image`
 */
export async function toWireImage(image: ImageSource): Promise<WireImage> {
  const id = identify(image);
  return { source: await toPostable(image), ...(id && { id }) };
}

const imageIds = new WeakMap<object, number>();
let lastImageId = 0;

/** A number for an image that never changes, so that it need not be encoded twice. */
function identify(image: ImageSource): number | undefined {
  if (!(image instanceof Blob) && !(image instanceof ImageBitmap)) return undefined;
  const known = imageIds.get(image);
  if (known !== undefined) return known;
  imageIds.set(image, ++lastImageId);
  return lastImageId;
}

async function toPostable(image: ImageSource): Promise<WireImage["source"]> {
  // These are copied when they are posted, a Blob only by reference.
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
      `Expected a loaded picture of the page's own origin, got one that cannot be read (${messageOf(cause)}). ` +
        "Wait for its load event, and give pictures of other origins crossorigin and CORS headers.",
      { cause },
    );
  }
}
