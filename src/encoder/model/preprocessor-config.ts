/** `preprocessor_config.json`, which says how an image becomes a tensor, in the terms of transformers. */
import { isNumberIn } from "../../lib/checks.ts";
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
  type Source,
  union,
  unknown,
} from "../../lib/schema.ts";
import type { Resample } from "../resize/coefficients.ts";

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

export const PREPROCESSOR_SOURCE: Source = {
  name: "preprocessor_config.json",
  code: "model-invalid",
  remedy: "Take the file again from the model repository.",
};
const MOST_PIXELS = 4096;

const pixels = integer(1, MOST_PIXELS);
const SIZE = object({ width: pixels, height: pixels });

function triple(fits: (value: number) => boolean, expected: string) {
  const isTriple = (value: unknown) =>
    Array.isArray(value) &&
    value.length === 3 &&
    value.every((entry) => typeof entry === "number" && fits(entry));
  return custom<Triple>(isTriple, expected);
}

const MEAN = "three numbers from -255 to 255";
const STD = "three numbers above 0, at most 255";

/** How bytes become numbers. Fields that are null count as absent. */
export const NORMALISATION = {
  do_rescale: nullish(boolean("true or false"), true),
  do_normalize: nullish(boolean("true or false"), true),
  rescale_factor: nullish(
    custom<number>(
      (value) => isNumberIn(value, Number.MIN_VALUE, 1),
      "a number above 0, at most 1",
    ),
    1 / 255,
  ),
  image_mean: nullish(triple((mean) => Math.abs(mean) <= 255, MEAN)),
  image_std: nullish(triple((std) => std > 0 && std <= 255, STD)),
};

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

/**
 * How a `preprocessor_config.json` has bytes become numbers.
 *
 * @throws VisualSearchError `model-invalid`
 */
export function readNormalisation(
  config: Pick<Config, keyof typeof NORMALISATION>,
): Pick<ImageProcessor, "rescaleFactor" | "mean" | "std"> {
  const rescaleFactor = config.do_rescale ? config.rescale_factor : 1;
  if (!config.do_normalize) return { rescaleFactor, mean: [0, 0, 0], std: [1, 1, 1] };
  const { image_mean: mean, image_std: std } = config;
  if (!mean) throw invalid({ path: "image_mean", expected: MEAN, got: undefined });
  if (!std) throw invalid({ path: "image_std", expected: STD, got: undefined });
  return { rescaleFactor, mean, std };
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
