import { messageOf, VisualSearchError } from "../../lib/errors.ts";

/** Longest edge of a photo as it is kept to be shown, in pixels; the search has the whole of it. */
const PREVIEW_EDGE = 1600;

/**
 * A photo to be shown, upright. It is drawn and never given an address, which a page's policy might not allow.
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
      // Scaling is the page's own work, and anything better keeps its thread for over 50 ms.
      resizeQuality: "low",
    });
  } finally {
    whole.close();
  }
}

/**
 * A picture of the page to search with.
 *
 * @throws VisualSearchError `network`
 */
export async function fetchPhoto(src: string, signal: AbortSignal): Promise<Blob> {
  try {
    const response = await fetch(src, { signal });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return await response.blob();
  } catch (cause) {
    signal.throwIfAborted();
    throw new VisualSearchError(
      "network",
      `Expected the sample picture ${src}: ${messageOf(cause)}. Serve it from the page's origin or allow it (CORS).`,
      { cause },
    );
  }
}
