/** Boxes from the output of YOLOX, YOLOv5, YOLOv8 and their successors. */
import { VisualSearchError } from "../../../lib/errors.ts";
import type { Size } from "../../model/preprocessor-config.ts";
import type { OutputTensor } from "../../runtime/runtime.ts";
import type { DetectorOutput } from "../detector-manifest.ts";
import type { ScoredBox } from "./non-maximum-suppression.ts";

/** What an output is checked against. */
export interface YoloExpectation {
  output: DetectorOutput & { kind: "yolox" | "yolov5" | "yolov8" };
  /** The size of the tensor that went in. */
  tensor: Size;
  /** Number of labels. */
  labels: number;
  /** Boxes with a smaller score are left out. */
  minScore: number;
}

/** Where the numbers of a candidate are in the output. */
interface Layout {
  count: number;
  /** From one candidate to the next, and from one of its numbers to the next. */
  row: number;
  column: number;
  hasObjectness: boolean;
}

/** How far beyond 1 a sigmoid in float16 may be. */
const TOLERANCE = 1e-3;

/**
 * The boxes of a YOLO detector's output in the tensor's pixels, each with its best label. A score is that of the label,
 * times the objectness if the model gives one. YOLOX gives boxes as its network does: centres as offsets in cells, sizes
 * as logarithms, both in strides of the cell's grid, row after row of cells, the finest grid first (Ge et al. 2021,
 * "YOLOX: Exceeding YOLO Series in 2021").
 *
 * @throws VisualSearchError `model-invalid` for another shape, or for scores beyond 1
 */
export function decodeYolo(found: OutputTensor, expectation: YoloExpectation): ScoredBox[] {
  const { output, tensor } = expectation;
  const layout = layoutOf(found, expectation);
  if (output.kind !== "yolox") return collect(found, layout, expectation, (_, box) => box);
  const cells = gridCells(tensor, output.strides);
  return collect(found, layout, expectation, (i, [x, y, width, height]) => {
    const [left, top, stride] = [cells[i * 3]!, cells[i * 3 + 1]!, cells[i * 3 + 2]!];
    return [
      (x + left) * stride,
      (y + top) * stride,
      Math.exp(width) * stride,
      Math.exp(height) * stride,
    ];
  });
}

/** Column, row and stride of every cell, grid after grid. */
function gridCells({ width, height }: Size, strides: readonly number[]): Float32Array {
  const cells = new Float32Array(3 * countCells({ width, height }, strides));
  let at = 0;
  for (const stride of strides) {
    for (let y = 0; y < height / stride; y++) {
      for (let x = 0; x < width / stride; x++) {
        cells[at++] = x;
        cells[at++] = y;
        cells[at++] = stride;
      }
    }
  }
  return cells;
}

function countCells({ width, height }: Size, strides: readonly number[]): number {
  return strides.reduce((sum, stride) => sum + (width / stride) * (height / stride), 0);
}

function layoutOf(
  { shape, data }: OutputTensor,
  { output, tensor, labels }: YoloExpectation,
): Layout {
  const hasObjectness = output.kind !== "yolov8";
  const fields = (hasObjectness ? 5 : 4) + labels;
  const isByRow = output.kind !== "yolov8";
  const [batch, first = 0, second = 0] = shape;
  const count = isByRow ? first : second;
  const expected = output.kind === "yolox" ? countCells(tensor, output.strides) : count;
  const isSound =
    shape.length === 3 &&
    batch === 1 &&
    (isByRow ? second : first) === fields &&
    count === expected &&
    data.length === count * fields;
  if (!isSound) {
    const candidates = output.kind === "yolox" ? expected : "N";
    const wanted = isByRow ? [1, candidates, fields] : [1, fields, candidates];
    throw new VisualSearchError(
      "model-invalid",
      `Expected the shape [${wanted.join(", ")}] of the detector's output "${output.name}" for ${labels} labels and ` +
        `the kind ${output.kind}, got [${shape.join(", ")}]. Check the kind, the labels and the strides ` +
        "in detector.json.",
    );
  }
  return { count, row: isByRow ? fields : 1, column: isByRow ? 1 : count, hasObjectness };
}

type Numbers = [x: number, y: number, width: number, height: number];

function collect(
  { data }: OutputTensor,
  { count, row, column, hasObjectness }: Layout,
  { labels, minScore }: YoloExpectation,
  toPixels: (candidate: number, box: Numbers) => Numbers,
): ScoredBox[] {
  const boxes: ScoredBox[] = [];
  const first = hasObjectness ? 5 : 4;
  for (let i = 0; i < count; i++) {
    const at = i * row;
    const objectness = hasObjectness ? data[at + 4 * column]! : 1;
    // Nearly all of the thousands of candidates end here.
    if (!(objectness >= minScore)) continue;
    let label = 0;
    let best = -Infinity;
    for (let c = 0; c < labels; c++) {
      const value = data[at + (first + c) * column]!;
      if (value > best) {
        best = value;
        label = c;
      }
    }
    if (!(objectness * best >= minScore)) continue;
    if (objectness > 1 + TOLERANCE || best > 1 + TOLERANCE) throw noScores(objectness, best);
    const [x, y, width, height] = toPixels(i, [
      data[at]!,
      data[at + column]!,
      data[at + 2 * column]!,
      data[at + 3 * column]!,
    ]);
    const box = {
      label,
      score: Math.min(1, objectness * best),
      left: x - width / 2,
      top: y - height / 2,
      right: x + width / 2,
      bottom: y + height / 2,
    };
    if (isBox(box)) boxes.push(box);
  }
  return boxes;
}

/** Whether it has a finite extent. */
export function isBox({ left, top, right, bottom }: ScoredBox): boolean {
  return right > left && bottom > top && Number.isFinite(right - left + (bottom - top));
}

function noScores(objectness: number, best: number): VisualSearchError {
  return new VisualSearchError(
    "model-invalid",
    `Expected scores from 0 to 1 of the detector, got the objectness ${objectness} and the class score ${best}. ` +
      "Export the model with its sigmoids, and check the kind in detector.json.",
  );
}
