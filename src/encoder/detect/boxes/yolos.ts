/** Boxes from the output of YOLOS and DETR. */
import { VisualSearchError } from "../../../lib/errors.ts";
import type { Size } from "../../model/preprocessor-config.ts";
import type { OutputTensor } from "../../runtime/runtime.ts";
import type { ScoredBox } from "./non-maximum-suppression.ts";
import { isBox } from "./yolo.ts";

export interface YolosExpectation {
  /** The size of the tensor that went in. */
  tensor: Size;
  /** Number of labels. */
  labels: number;
  /** Boxes with a smaller score are left out. */
  minScore: number;
}

/**
 * The boxes of a YOLOS or DETR detector in the tensor's pixels, each with its best label, as in
 * `post_process_object_detection` of transformers: the score is the softmax over the labels and "no object", which is
 * the last logit and not a label.
 *
 * @param logits [1, N, labels + 1]
 * @param boxes [1, N, 4], centre x, centre y, width and height as fractions of the tensor
 * @throws VisualSearchError `model-invalid` for other shapes
 */
export function decodeYolos(
  logits: OutputTensor,
  boxes: OutputTensor,
  { tensor, labels, minScore }: YolosExpectation,
): ScoredBox[] {
  const count = logits.shape[1] ?? 0;
  checkShape("logits", logits, [1, count, labels + 1]);
  checkShape("boxes", boxes, [1, count, 4]);
  const found: ScoredBox[] = [];
  for (let i = 0; i < count; i++) {
    const row = logits.data.subarray(i * (labels + 1), (i + 1) * (labels + 1));
    const { label, score } = bestLabel(row);
    if (!(score >= minScore)) continue;
    const [x, y, width, height] = boxes.data.subarray(i * 4, i * 4 + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const box = {
      label,
      score,
      left: (x - width / 2) * tensor.width,
      top: (y - height / 2) * tensor.height,
      right: (x + width / 2) * tensor.width,
      bottom: (y + height / 2) * tensor.height,
    };
    if (isBox(box)) found.push(box);
  }
  return found;
}

/** The softmax of the largest logit except the last one; NaN if one of them is NaN. */
function bestLabel(logits: Float32Array): { label: number; score: number } {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  let label = 0;
  let sum = 0;
  logits.forEach((logit, i) => {
    sum += Math.exp(logit - largest);
    if (i < logits.length - 1 && logit > logits[label]!) label = i;
  });
  return { label, score: Math.exp(logits[label]! - largest) / sum };
}

function checkShape(name: string, { shape, data }: OutputTensor, wanted: readonly number[]): void {
  const isSame = shape.length === wanted.length && wanted.every((size, i) => size === shape[i]);
  if (isSame && data.length === wanted.reduce((product, size) => product * size, 1)) return;
  throw new VisualSearchError(
    "model-invalid",
    `Expected the shape [${wanted.join(", ")}] of the detector's ${name}, got [${shape.join(", ")}]. Check the ` +
      "kind and the labels in detector.json; a model without a class for “no object” is not supported.",
  );
}
