import { VisualSearchError } from "../../lib/errors.ts";
import {
  field,
  invalid,
  type Json,
  object,
  optionalObject,
  positiveInteger,
} from "../model/json.ts";
import { readNormalisation } from "../model/preprocessor-config.ts";
import type { DetectorInput, DetectorManifest, DetectorResize } from "./detector-manifest.ts";

const CONFIG = "config.json";
const PREPROCESSOR = "preprocessor_config.json";
const MOST_PIXELS = 2048;
const MOST_LABELS = 10_000;
/** Side of YOLOS' patches, of which a picture must be a multiple. */
const PATCH = 16;
/** What transformers takes where a file names only the shortest edge. */
const DEFAULT_LONGEST = 1333;

/** The configuration files of a detector's repository, parsed. */
export interface DetectorRepositoryFiles {
  config: unknown;
  preprocessor: unknown;
}

/**
 * Describes the YOLOS detector of a repository in the layout of transformers.js, but for its weights: how
 * pictures go in, what comes out, and what its classes are called.
 *
 * @throws VisualSearchError `model-invalid`
 */
export function readDetectorRepository(
  files: DetectorRepositoryFiles,
): Pick<DetectorManifest, "input" | "output" | "labels"> {
  const config = object(files.config, CONFIG);
  const preprocessor = object(files.preprocessor, PREPROCESSOR);
  checkKind(config);
  return {
    input: readInput(preprocessor, config),
    output: { kind: "yolos", logits: "logits", boxes: "pred_boxes" },
    labels: readLabels(config),
  };
}

function checkKind(config: Json): void {
  const kind = field(config, "model_type");
  if (kind === "yolos") return;
  throw new VisualSearchError(
    "model-invalid",
    `${CONFIG} model_type: expected "yolos", found ${JSON.stringify(kind)}. Of other detectors give the ONNX ` +
      "file with --type.",
  );
}

function readInput(preprocessor: Json, config: Json): DetectorInput {
  const { rescaleFactor, mean, std } = readNormalisation(preprocessor);
  return {
    name: "pixel_values",
    resize: readResize(preprocessor, config),
    channels: "rgb",
    scale: rescaleFactor,
    mean,
    std,
  };
}

function readResize(preprocessor: Json, config: Json): DetectorResize {
  const size = field(preprocessor, "size");
  const multiple =
    field(config, "patch_size") === undefined
      ? PATCH
      : positiveInteger(config, "patch_size", CONFIG, MOST_PIXELS);
  if (typeof size === "number") {
    const longest = field(preprocessor, "max_size") ?? DEFAULT_LONGEST;
    return readShortest({ shortest_edge: size, longest_edge: longest }, multiple);
  }
  const json = object(size, `${PREPROCESSOR} size`);
  if (field(json, "shortest_edge") !== undefined) return readShortest(json, multiple);
  const side = (key: string) => positiveInteger(json, key, `${PREPROCESSOR} size`, MOST_PIXELS);
  return { fit: "stretch", width: side("width"), height: side("height") };
}

function readShortest(json: Json, multiple: number): DetectorResize {
  const where = `${PREPROCESSOR} size`;
  const shortest = positiveInteger(json, "shortest_edge", where, MOST_PIXELS);
  const longest =
    field(json, "longest_edge") === undefined
      ? DEFAULT_LONGEST
      : positiveInteger(json, "longest_edge", where, MOST_PIXELS);
  if (multiple <= shortest && shortest <= longest) {
    return { fit: "shortest", shortest, longest, multiple };
  }
  throw invalid(where, `a shortest_edge from ${multiple} to longest_edge`, json);
}

/** By number; a class without a name is called "N/A", as in COCO's 91. */
function readLabels(config: Json): string[] {
  const names = optionalObject(config, "id2label", CONFIG) ?? {};
  const numbers = Object.keys(names).map(Number);
  const count = Math.max(-1, ...numbers.slice(0, MOST_LABELS + 1)) + 1;
  const isSound =
    count >= 1 &&
    count <= MOST_LABELS &&
    numbers.every((number) => Number.isInteger(number) && number >= 0) &&
    Object.values(names).every((name) => typeof name === "string" && name !== "");
  if (!isSound) throw invalid(`${CONFIG} id2label`, "names by class number", names);
  return Array.from({ length: count }, (_, number) =>
    String(field(names, String(number)) ?? "N/A"),
  );
}
