/** A small detector repository for tests. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { colourYolos } from "../../../encoder/detect/detector.testing.ts";

/** Writes a YOLOS repository of a kilobyte in the layout of transformers.js, with these labels. */
export async function writeYolosRepository(
  folder: string,
  labels: readonly [string, string],
): Promise<void> {
  await mkdir(join(folder, "onnx"), { recursive: true });
  for (const name of ["model", "model_quantized"]) {
    await writeFile(join(folder, "onnx", `${name}.onnx`), colourYolos());
  }
  const config = { model_type: "yolos", id2label: { 0: labels[0], 1: labels[1] } };
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
  const preprocessor = {
    size: { shortest_edge: 64, longest_edge: 96 },
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
  };
  await writeFile(join(folder, "preprocessor_config.json"), JSON.stringify(preprocessor));
}
