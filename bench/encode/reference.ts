/** Embeddings and times in Node, over the same files. */
import { readFileSync } from "node:fs";
import native from "onnxruntime-node";
import * as web from "onnxruntime-web";
import sharp from "sharp";
import {
  type ImageProcessor,
  readImageProcessor,
} from "../../src/encoder/model/preprocessor-config.ts";
import { preprocess } from "../../src/encoder/preprocess.ts";
import type { BenchModel } from "./models.ts";
import { PHOTOS } from "./photos.ts";
import type { Modality } from "./subjects.ts";

const WEIGHTS: Record<Modality, string> = {
  image: "onnx/vision_model_quantized.onnx",
  text: "onnx/text_model_quantized.onnx",
};

export const weightsOf = (model: BenchModel, modality: Modality) =>
  `/models/${model.name}/${WEIGHTS[modality]}`;

export function processorOf(model: BenchModel): ImageProcessor {
  const file = `${model.folder}/preprocessor_config.json`;
  return readImageProcessor(JSON.parse(readFileSync(file, "utf8")), "clip");
}

/** What the model takes for a photo: decoded by sharp, then as Pillow would have it. */
export async function tensorOf(file: string, processor: ImageProcessor): Promise<Float32Array> {
  const { data, info } = await sharp(`${PHOTOS}/${file}`)
    .autoOrient()
    .toColourspace("srgb")
    .ensureAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const pixels = new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength);
  return preprocess({ data: pixels, width: info.width, height: info.height }, processor);
}

/**
 * Unit-length embeddings by the reference: Pillow's preprocessing in full size, and the same weights on
 * the runtime's WebAssembly in Node.
 */
export async function referenceEmbeddings(
  model: BenchModel,
  files: readonly string[],
): Promise<number[][]> {
  const processor = processorOf(model);
  const { width, height } = processor.output;
  web.env.wasm.numThreads = 1;
  const session = await web.InferenceSession.create(
    readFileSync(`${model.folder}/${WEIGHTS.image}`),
    { executionProviders: ["wasm"] },
  );
  const vectors: number[][] = [];
  for (const file of files) {
    const values = await tensorOf(file, processor);
    const pixel_values = new web.Tensor("float32", values, [1, 3, height, width]);
    const { image_embeds } = await session.run({ pixel_values });
    const vector = image_embeds!.data as Float32Array;
    const length = Math.hypot(...vector);
    vectors.push([...vector].map((x) => x / length));
  }
  await session.release();
  return vectors;
}

/** The model on the native runtime: gives the milliseconds of `count` runs on a ready tensor. */
export async function openNative(model: BenchModel, modality: Modality, threads: number) {
  const session = await native.InferenceSession.create(`${model.folder}/${WEIGHTS[modality]}`, {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
  });
  return async (values: readonly number[], count: number) => {
    const edge = Math.sqrt(values.length / 3);
    const feeds: Record<string, native.Tensor> =
      modality === "image"
        ? {
            pixel_values: new native.Tensor("float32", Float32Array.from(values), [
              ...[1, 3, edge, edge],
            ]),
          }
        : {
            input_ids: new native.Tensor("int64", BigInt64Array.from(values, BigInt), [
              ...[1, values.length],
            ]),
          };
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      await session.run(feeds);
      times.push(performance.now() - start);
    }
    return times;
  };
}

export const cosine = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0);
