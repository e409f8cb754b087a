/** Describes the YOLOS detector of a model repository, in the layout of transformers.js. */
import {
  custom,
  type InferOutput,
  integer,
  mapOf,
  nullish,
  object,
  parse,
  problemError,
  type Source,
  text,
  union,
} from "../../lib/schema.ts";
import { NORMALISATION, PREPROCESSOR_SOURCE, readNormalisation } from "../model/normalisation.ts";
import type { DetectorInput, DetectorManifest, DetectorResize } from "./detector-manifest.ts";

const CONFIG_SOURCE: Source = {
  name: "config.json",
  code: "model-invalid",
  remedy:
    "Take the file again from the model repository. For other detectors, give the ONNX file with --type.",
};
const MOST_PIXELS = 2048;
const MOST_LABELS = 10_000;
/** Side of YOLOS' patches, of which a picture must be a multiple. */
const PATCH = 16;
/** What transformers takes if a file names only the shortest edge. */
const DEFAULT_LONGEST = 1333;

const pixels = integer(1, MOST_PIXELS);

const CONFIG = object({
  model_type: custom<"yolos">((value) => value === "yolos", '"yolos"'),
  patch_size: nullish(pixels, PATCH),
  id2label: mapOf(text(200), { least: 1, most: MOST_LABELS, of: "names by class number" }),
});

const PREPROCESSOR = object({
  ...NORMALISATION,
  size: union(
    [
      pixels,
      object({ shortest_edge: pixels, longest_edge: nullish(pixels, DEFAULT_LONGEST) }),
      object({ height: pixels, width: pixels }),
    ],
    `${MOST_PIXELS} pixels at most, or an object with shortest_edge, or with height and width`,
  ),
  max_size: nullish(pixels, DEFAULT_LONGEST),
});

type Preprocessor = InferOutput<typeof PREPROCESSOR>;

/** The configuration files of a detector's repository, parsed. */
export interface DetectorRepositoryFiles {
  config: unknown;
  preprocessor: unknown;
}

/**
 * Describes a detector but for its weights: how pictures go in, what comes out, and what its classes are called.
 *
 * @throws VisualSearchError `model-invalid`
 */
export function readDetectorRepository(
  files: DetectorRepositoryFiles,
): Pick<DetectorManifest, "input" | "output" | "labels"> {
  const config = parse(CONFIG, files.config, CONFIG_SOURCE);
  const preprocessor = parse(PREPROCESSOR, files.preprocessor, PREPROCESSOR_SOURCE);
  return {
    input: readInput(preprocessor, config.patch_size),
    output: { kind: "yolos", logits: "logits", boxes: "pred_boxes" },
    labels: readLabels(config.id2label),
  };
}

function readInput(preprocessor: Preprocessor, multiple: number): DetectorInput {
  const { rescaleFactor, mean, std } = readNormalisation(preprocessor);
  return {
    name: "pixel_values",
    resize: readResize(preprocessor, multiple),
    channels: "rgb",
    scale: rescaleFactor,
    mean,
    std,
  };
}

function readResize({ size, max_size }: Preprocessor, multiple: number): DetectorResize {
  if (typeof size === "object" && !("shortest_edge" in size)) return { fit: "stretch", ...size };
  const [shortest, longest] =
    typeof size === "number" ? [size, max_size] : [size.shortest_edge, size.longest_edge];
  if (multiple <= shortest && shortest <= longest) {
    return { fit: "shortest", shortest, longest, multiple };
  }
  const expected = `a shortest edge from ${multiple} to the longest edge`;
  throw problemError({ path: "size", expected, got: size }, PREPROCESSOR_SOURCE);
}

/** By number; a class without a name is called "N/A", as in COCO's 91. */
function readLabels(names: Readonly<Record<string, string>>): string[] {
  const byNumber = new Map(Object.entries(names).map(([key, name]) => [Number(key), name]));
  const count = Math.max(...byNumber.keys()) + 1;
  const isSound = [...byNumber.keys()].every((number) => Number.isInteger(number) && number >= 0);
  if (!isSound || count > MOST_LABELS) {
    const expected = `class numbers from 0 to ${MOST_LABELS - 1}`;
    throw problemError({ path: "id2label", expected, got: names }, CONFIG_SOURCE);
  }
  return Array.from({ length: count }, (_, number) => byNumber.get(number) ?? "N/A");
}
