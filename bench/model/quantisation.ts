/** How far int8 weights are from unquantised ones. */
import { existsSync, readFileSync } from "node:fs";
import type { BuildModel } from "../../src/build/models/model.ts";
import { readModelFolder } from "../../src/build/models/model-files.ts";
import { createImageEncoder } from "../../src/encoder/encoder.ts";
import { loadNodeRuntime } from "../../src/encoder/runtime/node-runtime.ts";
import { cosine, embedPictures, type Vectors } from "./embedding.ts";

export const MODEL = "public/models/starter";
/** The vision tower before its weights became int8. */
const REFERENCE = "models/starter/reference/vision_model.onnx";

/**
 * The least cosine of the int8 model's vectors of pictures with those of the unquantised one; null where that
 * is not there.
 */
export async function leastCosine(
  pictures: readonly (() => Uint8Array)[],
  model: BuildModel,
  vectors: Vectors,
  threads: number,
): Promise<number | null> {
  if (!existsSync(REFERENCE)) return null;
  const { manifest } = await readModelFolder(MODEL);
  const runtime = await loadNodeRuntime({ threads });
  const reference = await createImageEncoder(runtime, readFileSync(REFERENCE), manifest);
  try {
    const exact = await embedPictures(
      {
        preprocess: model.preprocess,
        batch: model.batch,
        dim: model.dim,
        embed: (input, count) => reference.embed(input, count),
      },
      pictures,
    );
    let least = 1;
    for (let i = 0; i < exact.count; i++) least = Math.min(least, cosine(exact, i, vectors, i));
    return least;
  } finally {
    await reference.release();
  }
}
