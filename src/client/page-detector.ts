import { unlessAborted } from "../lib/abort.ts";
import { checkInteger, checkNumber, invalidArgument, isNumberIn } from "../lib/checks.ts";
import { messageOf, VisualSearchError } from "../lib/errors.ts";
import type { Detection, DetectOptions } from "../lib/types.ts";
import type { WireImage } from "../worker/protocol.ts";
import { toWireImage } from "./image.ts";
import type { Detector, ImageSource } from "./visual-search.ts";

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;

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
  checkInteger("limit", limit, 1, MAX_LIMIT);
  checkNumber("minScore", minScore, 0, 1);
  const bitmap = await toBitmap(await toWireImage(image));
  const run = (async () => {
    try {
      return await call(detector, bitmap, signal);
    } finally {
      bitmap.close();
    }
  })();
  const found: unknown = await unlessAborted(run, signal);
  if (!Array.isArray(found) || !found.every(isDetection)) {
    const wrong = Array.isArray(found) ? found.find((one) => !isDetection(one)) : found;
    throw invalidArgument(
      "what the page's own detector resolves with",
      "detections { region, label, score }, with regions as fractions of the photo and scores from 0 to 1",
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
  return (
    inside(x, width) && inside(y, height) && typeof label === "string" && isNumberIn(score, 0, 1)
  );
}
