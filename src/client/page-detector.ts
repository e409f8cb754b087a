/** A detector of the page's own: what it changes about the methods of an open search. */
import { unlessAborted } from "../lib/abort.ts";
import { checkInteger, checkNumber, invalidArgument, isNumberIn } from "../lib/checks.ts";
import { messageOf, VisualSearchError } from "../lib/errors.ts";
import type { Detection, DetectOptions, PlanOptions } from "../lib/types.ts";
import type { SearchMethods } from "../worker/contract.ts";
import type { Detector, ImageSource } from "./visual-search.ts";
import { toWireImage } from "./wire-image.ts";

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;

/** The methods, but what concerns the detector is done in the page, where it is always ready. */
export function withPageDetector(
  methods: SearchMethods<ImageSource>,
  detector: Detector,
): SearchMethods<ImageSource> {
  return {
    ...methods,
    detect: async (image, options = {}) => {
      options.signal?.throwIfAborted();
      return detectInPage(detector, image, options);
    },
    plan: ({ modalities, ...options } = {}) => {
      const others = withoutDetector(modalities);
      return methods.plan({ ...options, ...(others && { modalities: others }) });
    },
    prefetch: async (what, options) => {
      if (what !== "detector") await methods.prefetch(what, options);
    },
  };
}

/** A detector of the page's own is loaded with the page. */
export function withoutDetector(modalities: PlanOptions["modalities"]): PlanOptions["modalities"] {
  return modalities?.filter((one) => one !== "detector");
}

/**
 * Asks a detector of the page's own.
 *
 * @param image stays as it is; the detector gets a copy, which is closed
 * @throws VisualSearchError `invalid-argument`, also for regions outside of the photo; `unsupported-image`;
 *   `runtime-failed` if the function fails; or the signal's reason
 */
async function detectInPage(
  detector: Detector,
  image: ImageSource,
  { minScore = 0, limit = DEFAULT_LIMIT, signal }: DetectOptions,
): Promise<Detection[]> {
  checkInteger("limit", limit, 1, MAX_LIMIT);
  checkNumber("minScore", minScore, 0, 1);
  const bitmap = await toBitmap(image);
  const run = call(detector, bitmap, signal).finally(() => bitmap.close());
  const found: unknown = await unlessAborted(run, signal);
  const isList = Array.isArray(found);
  if (!isList || !found.every(isDetection)) {
    const wrong = isList ? found.find((one) => !isDetection(one)) : found;
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
      `Expected detections of the page's own detector, got an error: ${messageOf(error)}. See the error's cause.`,
      { cause: error },
    );
  }
}

async function toBitmap(image: ImageSource): Promise<ImageBitmap> {
  const { source } = await toWireImage(image);
  if (source instanceof ImageBitmap) return source;
  try {
    return await createImageBitmap(source);
  } catch (cause) {
    throw new VisualSearchError(
      "unsupported-image",
      `Expected a picture that this browser can decode, got one that it cannot (${messageOf(cause)}). ` +
        "Convert it to JPEG or PNG.",
      { cause },
    );
  }
}

/** What adding fractions may lose. */
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
