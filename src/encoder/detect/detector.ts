/** A detector: a picture in, regions to search with out. */
import { VisualSearchError } from "../../lib/errors.ts";
import type { Detection } from "../../lib/types.ts";
import type { Size } from "../model/preprocessor-config.ts";
import type { RgbaImage } from "../rgba-image.ts";
import type { Runtime, Session } from "../runtime/runtime.ts";
import { suppress } from "./boxes/non-maximum-suppression.ts";
import { decodeYolo } from "./boxes/yolo.ts";
import { decodeYolos } from "./boxes/yolos.ts";
import { type DetectorManifest, type DetectorResize, LEAST_SCORE } from "./detector-manifest.ts";
import { place, toTensor } from "./letterbox.ts";
import { suggest } from "./suggestions.ts";

export interface ObjectDetector {
  /** Milliseconds that the last `detect` spent in the model itself; 0 before the first. */
  readonly lastRunMs: number;
  /**
   * What of the picture could be searched with, all with a score of 0.05 or more.
   *
   * Rejects with `model-invalid` if the model gives something else than its description promised, `runtime-failed`, or
   * `image-too-large` for extreme shapes.
   *
   * @returns best first; regions are fractions of the picture
   */
  detect(image: RgbaImage): Promise<Detection[]>;
  /** Frees the model's memory, after what is queued. */
  release(): Promise<void>;
}

/**
 * Opens a detector from the bytes of its ONNX file. It runs on the processor, whatever the runtime's device: there is
 * nothing here that a GPU's results could be checked against.
 *
 * Rejects with `model-invalid` if the file does not fit `manifest`, or `runtime-failed`.
 */
export async function createDetector(
  runtime: Runtime,
  bytes: Uint8Array,
  manifest: DetectorManifest,
): Promise<ObjectDetector> {
  const session = await runtime.createSession(bytes, { onCpu: true });
  try {
    checkInput(session, manifest);
    checkOutputs(session, manifest);
  } catch (error) {
    await session.release();
    throw error;
  }
  const { input, output, labels, maxOverlap } = manifest;
  let lastRunMs = 0;
  return {
    get lastRunMs() {
      return lastRunMs;
    },
    release: () => session.release(),
    detect: async (image) => {
      const placement = place(image, input.resize);
      const { tensor } = placement;
      const data = toTensor(image, input, placement);
      const shape = [1, 3, tensor.height, tensor.width];
      const result = await session.run(
        { [input.name]: { type: "float32", data, shape } },
        outputNames(manifest),
      );
      lastRunMs = result.runMs;
      const expectation = { tensor, labels: labels.length, minScore: LEAST_SCORE };
      const boxes =
        output.kind === "yolos"
          ? decodeYolos(result.outputs[output.logits]!, result.outputs[output.boxes]!, expectation)
          : decodeYolo(result.outputs[output.name]!, { ...expectation, output });
      return suggest(suppress(boxes, maxOverlap), placement, image, manifest);
    },
  };
}

/** The least size that a picture needs for a detector that resizes it like this. */
export function wantedSize(resize: DetectorResize): Size {
  return resize.fit === "shortest"
    ? { width: resize.shortest, height: resize.shortest }
    : { width: resize.width, height: resize.height };
}

function outputNames({ output }: DetectorManifest): string[] {
  return output.kind === "yolos" ? [output.logits, output.boxes] : [output.name];
}

function checkInput({ inputs }: Session, { input }: DetectorManifest): void {
  const [only] = inputs;
  const { resize } = input;
  const wanted =
    resize.fit === "shortest" ? [1, 3, "any", "any"] : [1, 3, resize.height, resize.width];
  const fits = (size: number | string, i: number) =>
    typeof size !== "number" || size <= 0 || size === wanted[i];
  const isSound =
    inputs.length === 1 &&
    only!.name === input.name &&
    (only!.shape === undefined || (only!.shape.length === 4 && only!.shape.every(fits)));
  if (isSound) return;
  const got = inputs.map(({ name, shape }) => `${name} [${shape?.join(", ") ?? ""}]`).join(", ");
  throw new VisualSearchError(
    "model-invalid",
    `Expected the input ${input.name} [${wanted.join(", ")}] of the detector and no other, got ${got || "none"}. ` +
      "Check the input's name and size in detector.json.",
  );
}

function checkOutputs({ outputs }: Session, manifest: DetectorManifest): void {
  const names = outputs.map(({ name }) => name);
  const wanted = outputNames(manifest);
  if (wanted.every((name) => names.includes(name))) return;
  throw new VisualSearchError(
    "model-invalid",
    `Expected the output ${wanted.join(" and ")} of the detector, got ${names.join(", ") || "none"}. Check the ` +
      "output's kind and names in detector.json.",
  );
}
