import { checkResample, type Resample } from "../resize/coefficients.ts";
import { field, flag, invalid, type Json, object, positiveInteger } from "./json.ts";

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
  /** Size of the tensor: of the centre crop, or of `resize` where nothing is cropped. */
  output: Size;
  resample: Resample;
  /** Per channel: `(value * rescaleFactor - mean) / std`. */
  rescaleFactor: number;
  mean: Triple;
  std: Triple;
}

const FILE = "preprocessor_config.json";
const MOST_PIXELS = 4096;

/** Reads a `preprocessor_config.json`. Throws `model-invalid`. */
export function readImageProcessor(value: unknown, family: "clip" | "siglip"): ImageProcessor {
  const config = object(value, FILE);
  if (!flag(config, "do_resize", FILE, true)) throw invalid(`${FILE} do_resize`, "true", false);
  const defaults = readDefaults(config, family);
  const resize = readResize(config, defaults);
  const output = readOutput(config, defaults, resize);
  const resample = checkResample(field(config, "resample") ?? defaults.resample);
  return { resize, output, resample, ...readNormalisation(config) };
}

/** How a `preprocessor_config.json` has bytes become numbers. Throws `model-invalid`. */
export function readNormalisation(
  config: Json,
): Pick<ImageProcessor, "rescaleFactor" | "mean" | "std"> {
  const rescale = flag(config, "do_rescale", FILE, true);
  const normalize = flag(config, "do_normalize", FILE, true);
  return {
    rescaleFactor: rescale ? readFactor(config) : 1,
    mean: normalize ? readTriple(config, "image_mean", (mean) => Math.abs(mean) <= 255) : [0, 0, 0],
    std: normalize ? readTriple(config, "image_std", (std) => std > 0 && std <= 255) : [1, 1, 1],
  };
}

/** What a processor of transformers does where the file does not say. */
interface Defaults {
  /** Shortest edge and centre crop, or an exact size. */
  crop: boolean;
  resample: Resample;
}

const CROP: Defaults = { crop: true, resample: 3 };
const SQUASH: Defaults = { crop: false, resample: 3 };
const SQUASH_BILINEAR: Defaults = { crop: false, resample: 2 };

/** By the processor's name, which need not be that of the model's family. */
function readDefaults(config: Json, family: "clip" | "siglip"): Defaults {
  const name = field(config, "image_processor_type") ?? field(config, "feature_extractor_type");
  if (typeof name === "string") {
    if (/^siglip/i.test(name)) return SQUASH;
    if (/^(clip|bit)/i.test(name)) return CROP;
    if (/^(vit|deit)/i.test(name)) return SQUASH_BILINEAR;
  }
  return family === "clip" ? CROP : SQUASH;
}

function readResize(config: Json, { crop }: Defaults): ImageProcessor["resize"] {
  const size = field(config, "size");
  if (typeof size === "number") {
    // A plain number meant the shortest edge to CLIP's first processor, a square to the others.
    const edge = positiveInteger(config, "size", FILE, MOST_PIXELS);
    return crop ? { shortestEdge: edge } : { width: edge, height: edge };
  }
  const where = `${FILE} size`;
  const owner = object(size, where);
  if (field(owner, "shortest_edge") !== undefined) {
    return { shortestEdge: positiveInteger(owner, "shortest_edge", where, MOST_PIXELS) };
  }
  if (field(owner, "height") === undefined || field(owner, "width") === undefined) {
    throw invalid(where, "shortest_edge, or height and width", size);
  }
  return readSize(owner, where);
}

function readOutput(config: Json, defaults: Defaults, resize: ImageProcessor["resize"]): Size {
  const exact = "width" in resize;
  const crop = flag(config, "do_center_crop", FILE, defaults.crop && !exact);
  if (!crop && exact) return resize;
  if (!crop) {
    throw invalid(`${FILE} do_center_crop`, "true, since size keeps the picture's shape", false);
  }
  const cropSize = field(config, "crop_size");
  const where = `${FILE} crop_size`;
  const output =
    typeof cropSize === "number"
      ? square(config, "crop_size")
      : readSize(object(cropSize, where), where);
  const least = exact ? resize : { width: resize.shortestEdge, height: resize.shortestEdge };
  if (output.width > least.width || output.height > least.height) {
    throw invalid(where, `at most ${least.width} x ${least.height}, as size is`, cropSize);
  }
  return output;
}

function readSize(owner: Json, where: string): Size {
  return {
    width: positiveInteger(owner, "width", where, MOST_PIXELS),
    height: positiveInteger(owner, "height", where, MOST_PIXELS),
  };
}

function square(owner: Json, key: string): Size {
  const edge = positiveInteger(owner, key, FILE, MOST_PIXELS);
  return { width: edge, height: edge };
}

function readFactor(config: Json): number {
  const factor = field(config, "rescale_factor") ?? 1 / 255;
  if (typeof factor === "number" && factor > 0 && factor <= 1) return factor;
  throw invalid(`${FILE} rescale_factor`, "a number above 0, at most 1", factor);
}

function readTriple(config: Json, key: string, valid: (value: number) => boolean): Triple {
  const value = field(config, key);
  if (
    Array.isArray(value) &&
    value.length === 3 &&
    value.every((entry) => typeof entry === "number" && valid(entry))
  ) {
    return [value[0], value[1], value[2]];
  }
  const range = key === "image_std" ? "above 0, at most 255" : "from -255 to 255";
  throw invalid(`${FILE} ${key}`, `three numbers ${range}`, value);
}
