/** `detector.json`, which describes a detector: how pictures go in, what comes out, and what it is called. */
import { isIntegerIn, isNumberIn } from "../../lib/checks.ts";
import { CHUNK_BYTES } from "../../lib/hash.ts";
import {
  check,
  custom,
  type GenericSchema,
  integer,
  listOf,
  nullish,
  number,
  object,
  oneOf,
  type Problem,
  parseJson,
  pipe,
  problemError,
  type Source,
  sha256,
  text,
  variant,
} from "../../lib/schema.ts";

/** Name of the file that describes a detector, in the detector's folder. */
export const DETECTOR_MANIFEST_PATH = "detector.json";
/** Length up to which a `detector.json` is read. */
export const MAX_DETECTOR_MANIFEST_BYTES = 256 * 1024;
/** The `format` and newest `version` of a `detector.json`. */
export const DETECTOR_FORMAT = "vitrine-detector";
export const DETECTOR_VERSION = 1;
/** Boxes with a smaller score are never kept: they are noise, and there are thousands. */
export const LEAST_SCORE = 0.05;

const MOST_BYTES = 512 * 2 ** 20;
const MOST_PIXELS = 2048;
const MOST_LABELS = 10_000;
const MOST_STRIDES = 8;
const DEFAULT_MIN_SCORE = 0.3;
const DEFAULT_MAX_OVERLAP = 0.45;

type Triple = readonly [number, number, number];

/** The weights, relative to the folder of `detector.json`. */
export interface DetectorFile {
  path: string;
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
  /** SHA-256 of each 4 MiB of a longer file, so that its download can go on where it stopped. */
  chunks?: readonly string[];
}

/**
 * How a picture is put into the tensor. `corner` and `centre` keep its shape and fill the rest with the grey `fill` (0
 * to 255); `stretch` does not keep it; `shortest` scales the shorter side to `shortest` pixels unless the longer one
 * would exceed `longest`, and cuts both down to a multiple of `multiple`, so that the tensor's size follows the
 * picture's.
 */
export type DetectorResize =
  | { fit: "corner" | "centre"; width: number; height: number; fill: number }
  | { fit: "stretch"; width: number; height: number }
  | { fit: "shortest"; shortest: number; longest: number; multiple: number };

export interface DetectorInput {
  /** The model's only input, float32 of the shape [1, 3, height, width]. */
  name: string;
  resize: DetectorResize;
  /** Order of the colour planes. */
  channels: "rgb" | "bgr";
  /** A value is `(byte * scale - mean) / std`; `mean` and `std` are for red, green and blue, in this order. */
  scale: number;
  mean: Triple;
  std: Triple;
}

/**
 * What the model gives for N candidates and C labels:
 * - `yolox`: [1, N, 5 + C], boxes as offsets in the cells of grids with these strides;
 * - `yolov5`: [1, N, 5 + C], boxes in pixels of the input, with an objectness;
 * - `yolov8`: [1, 4 + C, N], the same without objectness (also YOLO11 and others);
 * - `yolos`: `logits` [1, N, C + 1], the last of them for "no object", and `boxes` [1, N, 4] as fractions of the
 *   input (also DETR).
 *
 * Boxes are centre x, centre y, width and height in all of them.
 */
export type DetectorOutput =
  | { kind: "yolox"; name: string; strides: readonly number[] }
  | { kind: "yolov5" | "yolov8"; name: string }
  | { kind: "yolos"; logits: string; boxes: string };

/** A `detector.json`, checked and with defaults filled in. */
export interface DetectorManifest {
  name: string;
  file: DetectorFile;
  input: DetectorInput;
  output: DetectorOutput;
  /** By class number. */
  labels: readonly string[];
  /** Labels that are suggested; all if it is empty. */
  keep: readonly string[];
  /** Score from which a box is suggested by default. */
  minScore: number;
  /** Intersection over union beyond which the lesser of two boxes of one label is dropped. */
  maxOverlap: number;
}

const SOURCE: Source = {
  name: DETECTOR_MANIFEST_PATH,
  code: "model-invalid",
  remedy: "Make it again with vitrine detector prepare.",
};

const name = text(200);
const pixels = integer(1, MOST_PIXELS);

function triple(least: number, most: number, expected: string) {
  const fits = (value: unknown) =>
    Array.isArray(value) &&
    value.length === 3 &&
    value.every((one) => isNumberIn(one, least, most));
  return custom<Triple>(fits, expected);
}

/** Nothing that a URL could take for an origin, a query or a way out of the folder. */
const plainPath = custom<string>(
  (value) =>
    typeof value === "string" &&
    isIntegerIn(value.length, 1, 200) &&
    value.split("/").every((part) => /^[\w.()+ -]+$/.test(part) && part !== "." && part !== ".."),
  "a plain relative path",
);

/** Schemas of the types above; the compiler holds them the same. */
type Schema<T> = GenericSchema<unknown, T>;

const FILE: Schema<Required<DetectorFile>> = object({
  path: plainPath,
  bytes: integer(1, MOST_BYTES),
  sha256: sha256(),
  chunks: nullish(listOf(sha256(), { most: MOST_BYTES / CHUNK_BYTES }), []),
});

const RESIZE: Schema<DetectorResize> = variant("fit", [
  object({
    fit: oneOf("corner", "centre"),
    width: pixels,
    height: pixels,
    fill: number(0, 255),
  }),
  object({ fit: oneOf("stretch"), width: pixels, height: pixels }),
  pipe(
    object({ fit: oneOf("shortest"), shortest: pixels, longest: pixels, multiple: pixels }),
    check(
      ({ shortest, longest, multiple }) => multiple <= shortest && shortest <= longest,
      "multiple <= shortest <= longest",
    ),
  ),
]);

const INPUT: Schema<DetectorInput> = object({
  name,
  resize: RESIZE,
  channels: oneOf("rgb", "bgr"),
  scale: custom<number>((value) => isNumberIn(value, 1e-9, 1), "a number above 0, at most 1"),
  mean: nullish(triple(-255, 255, "three numbers from -255 to 255"), [0, 0, 0]),
  std: nullish(triple(1e-9, 255, "three numbers above 0, at most 255"), [1, 1, 1]),
});

const OUTPUT: Schema<DetectorOutput> = variant("kind", [
  object({
    kind: oneOf("yolox"),
    name,
    strides: listOf(pixels, { least: 1, most: MOST_STRIDES }),
  }),
  object({ kind: oneOf("yolov5", "yolov8"), name }),
  object({ kind: oneOf("yolos"), logits: name, boxes: name }),
]);

interface Envelope {
  format: typeof DETECTOR_FORMAT;
  version: typeof DETECTOR_VERSION;
}

const MANIFEST: Schema<DetectorManifest & Envelope & { file: Required<DetectorFile> }> = object({
  format: oneOf(DETECTOR_FORMAT),
  version: oneOf(DETECTOR_VERSION),
  name,
  file: FILE,
  input: INPUT,
  output: OUTPUT,
  labels: listOf(name, { least: 1, most: MOST_LABELS }),
  keep: nullish(listOf(name, { most: MOST_LABELS }), []),
  minScore: nullish(number(LEAST_SCORE, 1), DEFAULT_MIN_SCORE),
  maxOverlap: nullish(number(0, 1), DEFAULT_MAX_OVERLAP),
});

/**
 * Reads the text of a `detector.json`. Nothing of it is trusted.
 *
 * @throws VisualSearchError `model-invalid`
 */
export function parseDetectorManifest(json: string): DetectorManifest {
  const { format: _, version: __, file, ...manifest } = parseJson(MANIFEST, json, SOURCE);
  const problem = contradiction(manifest);
  if (problem) throw problemError(problem, SOURCE);
  const { chunks, ...single } = file;
  return { ...manifest, file: chunks.length > 0 ? file : single };
}

/** What only several fields together can have wrong. */
function contradiction({
  input,
  output,
  labels,
  keep,
}: Omit<DetectorManifest, "file">): Problem | undefined {
  const known = new Set(labels);
  const strange = keep.find((label) => !known.has(label));
  if (strange !== undefined) {
    return { path: "keep", expected: "a list of some of the labels", got: strange };
  }
  if (output.kind !== "yolox") return undefined;
  const { resize } = input;
  if (resize.fit === "shortest") {
    const expected = "another fit than shortest for the kind yolox";
    return { path: "input.resize.fit", expected, got: resize.fit };
  }
  const divides = (stride: number) => resize.width % stride === 0 && resize.height % stride === 0;
  if (output.strides.every(divides)) return undefined;
  const expected = "divisors of the input's width and height";
  return { path: "output.strides", expected, got: output.strides };
}
