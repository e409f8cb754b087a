/** Options of `vitrine detector prepare` and `prepareDetector`. */
import type { OptionTable } from "../option.ts";
import { choice, FILE, FOLDER, integer, list, text } from "../values.ts";

/** Kinds of detectors that come as an ONNX file alone. */
export const DETECTOR_TYPES = ["yolox", "yolov5", "yolov8"] as const;
export type DetectorType = (typeof DETECTOR_TYPES)[number];

export interface PrepareDetectorOptions {
  /** An ONNX file, or the folder of a YOLOS repository in the layout of transformers.js. */
  model: string;
  /** Folder of the detector: new, empty, or of a detector. */
  out: string;
  /** What the file is. A repository's configuration says it. */
  type?: DetectorType;
  /** `coco`, or a text file with a label on each line. Default: coco; a repository's own. */
  labels?: string;
  /** Labels that are suggested. Default: those of COCO that are worn or carried, or all if there are none. */
  keep?: readonly string[];
  /** Side of the square input in pixels, 1 to 2048, if the file leaves it free. Default: 640. */
  size?: number;
  /** Default: the file's or the folder's. */
  name?: string;
}

export const PREPARE_DETECTOR_OPTIONS = {
  model: {
    kind: FILE,
    help: "ONNX file, or folder of a YOLOS repository (transformers.js layout)",
    group: "Arguments",
    positional: "one",
    required: true,
  },
  out: {
    kind: FOLDER,
    help: "folder of the detector; new, or of a detector",
    group: "Detector",
    required: true,
  },
  type: {
    kind: choice("type", DETECTOR_TYPES),
    help: `what the file is: ${DETECTOR_TYPES.join(", ")}`,
    group: "Detector",
  },
  labels: {
    kind: text("list", "coco, or the path of a file"),
    help: "coco, or a file with a label on each line",
    group: "Detector",
    defaultText: "coco",
  },
  keep: {
    kind: list({ expected: "a list of labels", least: 0 }),
    help: "labels to suggest",
    group: "Detector",
    defaultText: "those of COCO that are worn or carried",
  },
  size: {
    kind: integer("px", 1, 2048),
    help: "side of the input, if the file leaves it free",
    group: "Detector",
    default: 640,
  },
  name: {
    kind: text("name"),
    help: "name of the detector",
    group: "Detector",
    defaultText: "the file's",
  },
} satisfies OptionTable<PrepareDetectorOptions>;
