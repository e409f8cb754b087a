import { VisualSearchError } from "../../lib/errors.ts";
import { field, type Json } from "../model/json.ts";

/** Name of the file that describes a detector, in the detector's folder. */
export const DETECTOR_MANIFEST_PATH = "detector.json";
/** Length up to which a `detector.json` is read. */
export const MAX_DETECTOR_MANIFEST_BYTES = 256 * 1024;
/** The `format` and newest `version` of a `detector.json`. */
export const DETECTOR_FORMAT = "vitrine-detector";
export const DETECTOR_VERSION = 1;
/** Boxes with a smaller score are never kept: they are noise, and there are thousands. */
export const LEAST_SCORE = 0.05;

type Triple = readonly [number, number, number];

/** The weights, relative to the folder of `detector.json`. */
export interface DetectorFile {
  path: string;
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
  /** SHA-256 of each 4 MiB of a longer file, so that its download can be taken up where it stopped. */
  chunks?: readonly string[];
}

/**
 * How a picture is laid into the tensor. `corner` and `centre` keep its shape and fill the rest with the grey
 * `fill` (0 to 255); `stretch` does not keep it; `shortest` scales the shorter side to `shortest` pixels unless
 * the longer one would exceed `longest`, and cuts both down to a multiple of `multiple`, so that the tensor's
 * size follows the picture's.
 */
export type DetectorResize =
  | { fit: "corner" | "centre"; width: number; height: number; fill: number }
  | { fit: "stretch"; width: number; height: number }
  | { fit: "shortest"; shortest: number; longest: number; multiple: number };

export interface DetectorInput {
  /** Of the model's only input, float32 of the shape [1, 3, height, width]. */
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
  /** Labels that are suggested; all where it is empty. */
  keep: readonly string[];
  /** Score from which a box is suggested by default. */
  minScore: number;
  /** Intersection over union beyond which the lesser of two boxes of one label is dropped. */
  maxOverlap: number;
}

const MOST_BYTES = 512 * 2 ** 20;
const MOST_PIXELS = 2048;
const MOST_LABELS = 10_000;
const MOST_TEXT = 200;
const MOST_STRIDES = 8;
const DEFAULT_MIN_SCORE = 0.3;
const DEFAULT_MAX_OVERLAP = 0.45;
const HEX = /^[0-9a-f]{64}$/;

/**
 * Reads the text of a `detector.json`. Nothing of it is trusted.
 *
 * @throws VisualSearchError `model-invalid`
 */
export function parseDetectorManifest(text: string): DetectorManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid("", "JSON", String(error));
  }
  const json = take(value, "", "an object", isObject);
  at(json, "format", `"${DETECTOR_FORMAT}"`, isOneOf(DETECTOR_FORMAT));
  at(
    json,
    "version",
    `${DETECTOR_VERSION}, which this version of Vitrine reads`,
    isOneOf(DETECTOR_VERSION),
  );
  const labels = at(json, "labels", `1 to ${MOST_LABELS} texts`, isLabels);
  return {
    name: at(json, "name", "a text", isText),
    file: readFile(at(json, "file", "an object", isObject)),
    ...readInOut(json),
    labels,
    keep: at(json, "keep", "a list of some of the labels", isSome(labels), []),
    minScore: at(
      json,
      "minScore",
      `a number from ${LEAST_SCORE} to 1`,
      isNumber(LEAST_SCORE, 1),
      DEFAULT_MIN_SCORE,
    ),
    maxOverlap: at(json, "maxOverlap", "a number from 0 to 1", isNumber(0, 1), DEFAULT_MAX_OVERLAP),
  };
}

function readFile(json: Json): DetectorFile {
  const chunks = at(json, "file.chunks", "SHA-256 sums in lower-case hex", isHashes, []);
  return {
    path: at(json, "file.path", "a plain relative path", isPath),
    bytes: at(json, "file.bytes", `an integer from 1 to ${MOST_BYTES}`, isInteger(1, MOST_BYTES)),
    sha256: at(json, "file.sha256", "a SHA-256 in lower-case hex", isHash),
    ...(chunks.length > 0 && { chunks }),
  };
}

function readInOut(json: Json): Pick<DetectorManifest, "input" | "output"> {
  const input = readInput(at(json, "input", "an object", isObject));
  return { input, output: readOutput(at(json, "output", "an object", isObject), input.resize) };
}

function readInput(json: Json): DetectorInput {
  return {
    name: at(json, "input.name", "a text", isText),
    resize: readResize(at(json, "input.resize", "an object", isObject)),
    channels: at(json, "input.channels", '"rgb" or "bgr"', isOneOf("rgb", "bgr")),
    scale: at(json, "input.scale", "a number above 0, at most 1", isNumber(1e-9, 1)),
    mean: at(json, "input.mean", "three numbers from -255 to 255", isTriple(-255, 255), [0, 0, 0]),
    std: at(
      json,
      "input.std",
      "three numbers above 0, at most 255",
      isTriple(1e-9, 255),
      [1, 1, 1],
    ),
  };
}

function readResize(json: Json): DetectorResize {
  const fit = at(
    json,
    "input.resize.fit",
    '"corner", "centre", "stretch" or "shortest"',
    isOneOf("corner", "centre", "stretch", "shortest"),
  );
  const pixels = (key: string) =>
    at(
      json,
      `input.resize.${key}`,
      `an integer from 1 to ${MOST_PIXELS}`,
      isInteger(1, MOST_PIXELS),
    );
  if (fit === "shortest") {
    const [shortest, longest, multiple] = [
      pixels("shortest"),
      pixels("longest"),
      pixels("multiple"),
    ];
    if (multiple <= shortest && shortest <= longest) return { fit, shortest, longest, multiple };
    throw invalid("input.resize", "multiple <= shortest <= longest", json);
  }
  const size = { width: pixels("width"), height: pixels("height") };
  if (fit === "stretch") return { fit, ...size };
  return { fit, ...size, fill: at(json, "input.resize.fill", "0 to 255", isNumber(0, 255)) };
}

function readOutput(json: Json, resize: DetectorResize): DetectorOutput {
  const kind = at(
    json,
    "output.kind",
    '"yolox", "yolov5", "yolov8" or "yolos"',
    isOneOf("yolox", "yolov5", "yolov8", "yolos"),
  );
  const name = (key: string) => at(json, `output.${key}`, "a text", isText);
  if (kind === "yolos") return { kind, logits: name("logits"), boxes: name("boxes") };
  if (kind !== "yolox") return { kind, name: name("name") };
  if (resize.fit === "shortest") {
    throw invalid("input.resize.fit", "another fit than shortest for the kind yolox", resize.fit);
  }
  const strides = at(
    json,
    "output.strides",
    `1 to ${MOST_STRIDES} divisors of the input's width and height`,
    areDivisors(resize.width, resize.height),
  );
  return { kind, name: name("name"), strides };
}

/** The value at the last name of a dotted path, or `fallback` where it is absent. */
function at<T>(
  owner: Json,
  where: string,
  expected: string,
  is: (value: unknown) => value is T,
  fallback?: T,
): T {
  const value = field(owner, where.slice(where.lastIndexOf(".") + 1));
  if (value === undefined && fallback !== undefined) return fallback;
  return take(value, where, expected, is);
}

function take<T>(
  value: unknown,
  where: string,
  expected: string,
  is: (value: unknown) => value is T,
): T {
  if (is(value)) return value;
  throw invalid(where, expected, value);
}

function invalid(where: string, expected: string, found: unknown): VisualSearchError {
  const shown = found === undefined ? "nothing" : (JSON.stringify(found) ?? typeof found);
  const short = shown.length > 120 ? `${shown.slice(0, 117)}...` : shown;
  return new VisualSearchError(
    "model-invalid",
    `${DETECTOR_MANIFEST_PATH}${where && ` ${where}`}: expected ${expected}, found ${short}. Make it anew ` +
      "with vitrine detector prepare.",
  );
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= MOST_TEXT;
}

function isLabels(value: unknown): value is string[] {
  return (
    Array.isArray(value) && value.length >= 1 && value.length <= MOST_LABELS && value.every(isText)
  );
}

/** Nothing that a URL could take for an origin, a query or a way out of the folder. */
function isPath(value: unknown): value is string {
  return (
    isText(value) &&
    value.split("/").every((part) => /^[\w.()+ -]+$/.test(part) && part !== "." && part !== "..")
  );
}

function isHash(value: unknown): value is string {
  return typeof value === "string" && HEX.test(value);
}

function isHashes(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isHash);
}

function isSome(labels: readonly string[]): (value: unknown) => value is string[] {
  return (value): value is string[] =>
    Array.isArray(value) &&
    value.length <= MOST_LABELS &&
    value.every((one) => labels.includes(one));
}

function isNumber(least: number, most: number): (value: unknown) => value is number {
  return (value): value is number => typeof value === "number" && value >= least && value <= most;
}

function isInteger(least: number, most: number): (value: unknown) => value is number {
  return (value): value is number => Number.isInteger(value) && isNumber(least, most)(value);
}

function isTriple(least: number, most: number): (value: unknown) => value is Triple {
  return (value): value is Triple =>
    Array.isArray(value) && value.length === 3 && value.every(isNumber(least, most));
}

function isOneOf<T extends string | number>(...values: T[]): (value: unknown) => value is T {
  return (value): value is T => values.includes(value as T);
}

function areDivisors(...sizes: number[]): (value: unknown) => value is number[] {
  const divides = (one: unknown) =>
    isInteger(1, MOST_PIXELS)(one) && sizes.every((size) => size % one === 0);
  return (value): value is number[] =>
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= MOST_STRIDES &&
    value.every(divides);
}
