/** Detectors of a kilobyte that see colours, made as they are needed; nothing but tests imports this file. */
import { createHash } from "node:crypto";
import { onnxModel } from "../onnx.testing.ts";
import type { RgbaImage } from "../rgba-image.ts";
import { DETECTOR_FORMAT, DETECTOR_VERSION } from "./detector-manifest.ts";

/** What red, green and blue mean to them. */
export const COLOUR_LABELS = ["person", "cat", "handbag"] as const;
/** Side of the YOLOX one's input, and of its cells. */
export const SIDE = 128;
export const CELL = 32;
const CELLS = (SIDE / CELL) ** 2;

/**
 * A detector as YOLOX is exported: BGR in [1, 3, 128, 128], [1, 16, 8] out, one grid of stride 32. A cell that is
 * red, green or blue all over has a box around its middle as wide as the cell and twice as high.
 */
export function colourYolox(): Uint8Array {
  const float = (name: string, shape: number[], values: number[]) => ({
    name,
    shape,
    data: Float32Array.from(values),
  });
  return onnxModel({
    inputs: [{ name: "images", shape: [1, 3, SIDE, SIDE] }],
    outputs: [{ name: "output", shape: [1, CELLS, 5 + COLOUR_LABELS.length] }],
    constants: [
      // How red, green and blue a cell is, from blue, green and red; grey is neither.
      float("colours", [3, 3, 1, 1], [-0.5, -0.5, 1, -0.5, 1, -0.5, 1, -0.5, -0.5]),
      float("grey", [3], [-64, -64, -64]),
      float("boxes", [4, 3, 1, 1], Array(12).fill(0)),
      float("shape", [4], [0.5, 0.5, 0, Math.log(2)]),
      // Objectness, then each label.
      float("scores", [4, 3, 1, 1], [0.1, 0.1, 0.1, 0.1, 0, 0, 0, 0.1, 0, 0, 0, 0.1]),
      float("doubt", [4], [-5, -5, -5, -5]),
      {
        name: "rows",
        shape: [3],
        data: BigInt64Array.from([1n, BigInt(5 + COLOUR_LABELS.length), BigInt(CELLS)]),
      },
    ],
    nodes: [
      {
        op: "AveragePool",
        inputs: ["images"],
        outputs: ["cells"],
        ints: { kernel_shape: [CELL, CELL], strides: [CELL, CELL] },
      },
      { op: "Conv", inputs: ["cells", "colours", "grey"], outputs: ["mixed"] },
      { op: "Relu", inputs: ["mixed"], outputs: ["pure"] },
      { op: "Conv", inputs: ["pure", "boxes", "shape"], outputs: ["box"] },
      { op: "Conv", inputs: ["pure", "scores", "doubt"], outputs: ["logits"] },
      { op: "Sigmoid", inputs: ["logits"], outputs: ["score"] },
      { op: "Concat", inputs: ["box", "score"], outputs: ["both"], int: { axis: 1 } },
      { op: "Reshape", inputs: ["both", "rows"], outputs: ["columns"] },
      { op: "Transpose", inputs: ["columns"], outputs: ["output"], ints: { perm: [0, 2, 1] } },
    ],
  });
}

/**
 * A detector as transformers exports YOLOS, with pictures of any size: one box on the left half, whose logits are
 * the means of red, green and blue, blue for "no object".
 */
export function colourYolos(): Uint8Array {
  return onnxModel({
    inputs: [{ name: "pixel_values", shape: ["batch", 3, "height", "width"] }],
    outputs: [
      { name: "logits", shape: ["batch", 1, 3] },
      { name: "pred_boxes", shape: [1, 1, 4] },
    ],
    constants: [
      { name: "row", shape: [3], data: BigInt64Array.from([1n, 1n, 3n]) },
      { name: "left", shape: [1, 1, 4], data: Float32Array.from([0.25, 0.5, 0.5, 1]) },
    ],
    nodes: [
      { op: "GlobalAveragePool", inputs: ["pixel_values"], outputs: ["means"] },
      { op: "Reshape", inputs: ["means", "row"], outputs: ["logits"] },
      { op: "Identity", inputs: ["left"], outputs: ["pred_boxes"] },
    ],
  });
}

/** The `detector.json` of `colourYolox`. */
export function colourManifest(bytes: Uint8Array) {
  return {
    format: DETECTOR_FORMAT,
    version: DETECTOR_VERSION,
    name: "colours",
    file: {
      path: "colours.onnx",
      bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    },
    input: {
      name: "images",
      resize: { fit: "corner", width: SIDE, height: SIDE, fill: 114 },
      channels: "bgr",
      scale: 1,
    },
    output: { kind: "yolox", name: "output", strides: [CELL] },
    labels: COLOUR_LABELS,
    keep: ["person", "handbag"],
  };
}

/** A white picture with rectangles: left, top, width, height, red, green, blue. */
export function painted(
  width: number,
  height: number,
  ...rectangles: readonly (readonly [number, number, number, number, number, number, number])[]
): RgbaImage {
  const data = new Uint8Array(width * height * 4).fill(255);
  for (const [left, top, w, h, ...colour] of rectangles) {
    for (let y = top; y < top + h; y++) {
      for (let x = left; x < left + w; x++) data.set(colour, (y * width + x) * 4);
    }
  }
  return { data, width, height };
}
