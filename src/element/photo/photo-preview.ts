/** Decodes photos to show them, and fetches sample pictures. */
import { messageOf, VisualSearchError } from "../../lib/errors.ts";

/** Longest edge of a photo as it is shown, in pixels. The search has the whole photo. */
const PREVIEW_EDGE = 1600;

/**
 * A photo to be shown, upright. It is drawn on a canvas: a page's policy might not allow an address for it.
 *
 * @throws VisualSearchError `unsupported-image`
 */
export async function previewOf(photo: Blob): Promise<ImageBitmap> {
  let whole: ImageBitmap;
  try {
    whole = await createImageBitmap(photo);
  } catch (cause) {
    throw new VisualSearchError(
      "unsupported-image",
      `Expected a picture that this browser can decode, got ${photo.type || "a file of unknown type"} of ` +
        `${photo.size} bytes: ${messageOf(cause)} Choose a JPEG, PNG or WebP file.`,
      { cause },
    );
  }
  const { width, height } = whole;
  const scale = PREVIEW_EDGE / Math.max(width, height);
  if (scale >= 1) return whole;
  try {
    return await createImageBitmap(whole, {
      resizeWidth: Math.max(1, Math.round(width * scale)),
      resizeHeight: Math.max(1, Math.round(height * scale)),
      // Anything better blocks the page's thread for over 50 ms.
      resizeQuality: "low",
    });
  } finally {
    whole.close();
  }
}

/**
 * One of the page's sample pictures.
 *
 * @throws VisualSearchError `network`
 */
export async function fetchPhoto(src: string, signal: AbortSignal): Promise<Blob> {
  try {
    const response = await fetch(src, { signal });
    if (!response.ok) throw new Error(`the status ${response.status}`);
    return await response.blob();
  } catch (cause) {
    signal.throwIfAborted();
    throw new VisualSearchError(
      "network",
      `Expected the sample picture ${src}, got: ${messageOf(cause)}. Serve it from the page's origin or allow it (CORS).`,
      { cause },
    );
  }
}
