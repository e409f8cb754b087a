/** `preprocessor_config.json`, which says how an image becomes a tensor, in the terms of transformers. */
import {
  boolean,
  custom,
  type InferOutput,
  integer,
  nullish,
  object,
  type Problem,
  parse,
  problemError,
  union,
  unknown,
} from "../../lib/schema.ts";
import type { Resample } from "../resize/coefficients.ts";
import { NORMALISATION, PREPROCESSOR_SOURCE, readNormalisation } from "./normalisation.ts";

/** Width and height in pixels. */
export interface Size {
  width: number;
  height: number;
}

type Triple = readonly [number, number, number];

/** How an image becomes a tensor, in the terms of transformers' image processors. */
export interface ImageProcessor {
  /** Scale the shorter side to `shortestEdge`, or squash to an exact size. */
  resize: { shortestEdge: number } | Size;
  /** Size of the tensor: of the centre crop, or of `resize` if nothing is cropped. */
  output: Size;
  resample: Resample;
  /** Per channel: `(value * rescaleFactor - mean) / std`. */
  rescaleFactor: number;
  mean: Triple;
  std: Triple;
}

const MOST_PIXELS = 4096;

const pixels = integer(1, MOST_PIXELS);
const SIZE = object({ width: pixels, height: pixels });

const CONFIG = object({
  ...NORMALISATION,
  do_resize: nullish(
    custom<true>((value) => value === true, "true"),
    true,
  ),
  do_center_crop: nullish(boolean("true or false")),
  size: union(
    [pixels, object({ shortest_edge: pixels }), SIZE],
    `${MOST_PIXELS} pixels at most, or an object with shortest_edge, or with height and width`,
  ),
  crop_size: nullish(
    union([pixels, SIZE], `${MOST_PIXELS} pixels at most, or an object with height and width`),
  ),
  resample: nullish(
    custom<Resample>(
      (value) => value === 1 || value === 2 || value === 3,
      "1 (Lanczos), 2 (bilinear) or 3 (bicubic)",
    ),
  ),
  image_processor_type: nullish(unknown()),
  feature_extractor_type: nullish(unknown()),
});

type Config = InferOutput<typeof CONFIG>;

/**
 * Reads a parsed `preprocessor_config.json`.
 *
 * @throws VisualSearchError `model-invalid`
 */
export function readImageProcessor(value: unknown, family: "clip" | "siglip"): ImageProcessor {
  const config = parse(CONFIG, value, PREPROCESSOR_SOURCE);
  const defaults = readDefaults(config, family);
  const resize = readResize(config, defaults);
  return {
    resize,
    output: readOutput(config, defaults, resize),
    resample: config.resample ?? defaults.resample,
    ...readNormalisation(config),
  };
}

/** What a processor of transformers does if the file does not say. */
interface Defaults {
  /** Shortest edge and centre crop, or an exact size. */
  crop: boolean;
  resample: Resample;
}

const CROP: Defaults = { crop: true, resample: 3 };
const SQUASH: Defaults = { crop: false, resample: 3 };
const SQUASH_BILINEAR: Defaults = { crop: false, resample: 2 };

/** By the processor's name, which need not be that of the model's family. */
function readDefaults(config: Config, family: "clip" | "siglip"): Defaults {
  const name = config.image_processor_type ?? config.feature_extractor_type;
  if (typeof name === "string") {
    if (/^siglip/i.test(name)) return SQUASH;
    if (/^(clip|bit)/i.test(name)) return CROP;
    if (/^(vit|deit)/i.test(name)) return SQUASH_BILINEAR;
  }
  return family === "clip" ? CROP : SQUASH;
}

function readResize({ size }: Config, { crop }: Defaults): ImageProcessor["resize"] {
  // A plain number meant the shortest edge to CLIP's first processor, a square to the others.
  if (typeof size === "number") return crop ? { shortestEdge: size } : square(size);
  return "shortest_edge" in size ? { shortestEdge: size.shortest_edge } : size;
}

function readOutput(
  { do_center_crop, crop_size }: Config,
  defaults: Defaults,
  resize: ImageProcessor["resize"],
): Size {
  const exact = "width" in resize;
  const crop = do_center_crop ?? (defaults.crop && !exact);
  if (!crop && exact) return resize;
  if (!crop) {
    const expected = "true, because size keeps the picture's shape";
    throw invalid({ path: "do_center_crop", expected, got: false });
  }
  const least = exact ? resize : square(resize.shortestEdge);
  const output = typeof crop_size === "number" ? square(crop_size) : crop_size;
  if (!output || output.width > least.width || output.height > least.height) {
    const expected = `at most ${least.width} x ${least.height} pixels, like size`;
    throw invalid({ path: "crop_size", expected, got: crop_size ?? undefined });
  }
  return output;
}

function square(edge: number): Size {
  return { width: edge, height: edge };
}

function invalid(problem: Problem): Error {
  return problemError(problem, PREPROCESSOR_SOURCE);
}
