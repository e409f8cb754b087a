import { messageOf, VisualSearchError } from "../lib/errors.ts";
import type { Detection, DetectOptions } from "../lib/types.ts";
import type { WireImage } from "../worker/protocol.ts";
import { toWireImage } from "./image.ts";
import type { Detector, ImageSource } from "./types.ts";

const DEFAULT_LIMIT = 20;
const MOST = 1000;

/**
 * Asks a detector of the page's own.
 *
 * @param image stays as it is; the detector gets a copy, which is closed
 * @throws VisualSearchError `invalid-argument`, also for regions outside of the photo; `unsupported-image`;
 *   `runtime-failed` where the function fails; or the signal's reason
 */
export async function detectInPage(
  detector: Detector,
  image: ImageSource,
  signal: AbortSignal | undefined,
  { minScore = 0, limit = DEFAULT_LIMIT }: Omit<DetectOptions, "signal">,
): Promise<Detection[]> {
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) {
    throw bad(`an integer of 1 to ${MOST} as limit`, limit);
  }
  if (!(minScore >= 0 && minScore <= 1)) throw bad("a number of 0 to 1 as minScore", minScore);
  const bitmap = await toBitmap(await toWireImage(image));
  const run = (async () => {
    try {
      return await call(detector, bitmap, signal);
    } finally {
      bitmap.close();
    }
  })();
  const found: unknown = await abortable(run, signal);
  if (!Array.isArray(found) || !found.every(isDetection)) {
    const wrong = Array.isArray(found) ? found.find((one) => !isDetection(one)) : found;
    throw bad(
      "detections { region, label, score } of the page's own detector, regions as fractions of the photo " +
        "and scores of 0 to 1",
      wrong,
    );
  }
  return found.filter(({ score }) => score >= minScore).slice(0, limit);
}

async function call(
  detector: Detector,
  bitmap: ImageBitmap,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  try {
    return await detector(bitmap, { signal: signal ?? new AbortController().signal });
  } catch (error) {
    // The detector may have heard of it first.
    signal?.throwIfAborted();
    throw new VisualSearchError(
      "runtime-failed",
      `The page's own detector failed: ${messageOf(error)}. See the error's cause.`,
      { cause: error },
    );
  }
}

async function toBitmap(image: WireImage): Promise<ImageBitmap> {
  if (image instanceof ImageBitmap) return image;
  try {
    return await createImageBitmap(image);
  } catch (cause) {
    throw new VisualSearchError(
      "unsupported-image",
      `Expected a picture that this browser can decode: ${messageOf(cause)}. Convert it to JPEG or PNG.`,
      { cause },
    );
  }
}

/** Rejects with the signal's reason as soon as it is aborted, whatever becomes of the promise. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal!.reason);
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal?.removeEventListener("abort", onAbort));
  });
}

/** Room for what adding fractions loses. */
const TOLERANCE = 1e-6;

function isDetection(value: unknown): value is Detection {
  const { region, label, score } = (value ?? {}) as Partial<Detection>;
  const { x, y, width, height } = region ?? ({} as Partial<Detection["region"]>);
  const inside = (start: unknown, extent: unknown) =>
    typeof start === "number" &&
    typeof extent === "number" &&
    start >= 0 &&
    extent > 0 &&
    start + extent <= 1 + TOLERANCE;
  const isScore = typeof score === "number" && score >= 0 && score <= 1;
  return inside(x, width) && inside(y, height) && typeof label === "string" && isScore;
}

function bad(expected: string, got: unknown): VisualSearchError {
  const shown = (JSON.stringify(got) ?? String(got)).slice(0, 100);
  return new VisualSearchError("invalid-argument", `Expected ${expected}, got ${shown}.`);
}
