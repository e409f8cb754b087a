/** Tests of a SigLIP model, against Pillow, transformers and numpy. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createImageEncoder, createTextEncoder } from "./encoder.ts";
import { modelPath, readModel } from "./model/model-config.ts";
import { preprocess } from "./preprocess.ts";
import { loadNodeWasmRuntime } from "./runtime/node-runtime.ts";
import { selfCheckCosine } from "./self-check.ts";
import { fromRoot, picture, readJson, readModelFiles } from "./testing.ts";
import { createTokenizer } from "./tokenizer.ts";

const DIR = fromRoot("src/encoder/fixtures/siglip");

/** What make_siglip.py found with Pillow, transformers, tokenizers and numpy. */
const reference = readJson(fromRoot("src/encoder/fixtures/siglip.json")) as {
  images: { width: number; height: number; seed: number; embedding: number[] }[];
  texts: { text: string; ids: number[]; embedding: number[] }[];
};

const files = readModelFiles(DIR);
const model = readModel(files);
const tokenizer = createTokenizer(files.tokenizer, files.tokenizerConfig, model.text);
const runtime = loadNodeWasmRuntime({ threads: 1 });

describe("a SigLIP repository", () => {
  it("squashes, pads to 64 with id 1, and canonicalizes", () => {
    expect(model).toMatchObject({
      family: "siglip",
      dim: 8,
      processor: { resize: { width: 16, height: 16 }, output: { width: 16, height: 16 } },
      text: { contextLength: 64, padTo: 64, padId: 1, canonicalize: true, delimited: false },
    });
  });

  it.each(reference.texts)("gives the ids of the reference: $text", ({ text, ids }) => {
    const batch = tokenizer.encodeBatch([text]);
    expect([...batch.ids].map(Number)).toEqual(ids);
    expect(batch.mask.every((entry) => entry === 1n)).toBe(true);
  });

  it.each([
    ["fp32", 0.999999],
    ["fp16", 0.999],
    ["q8", 0.999],
  ] as const)("gives the embeddings of the reference with %s", async (dtype, least) => {
    const read = (modality: "image" | "text") =>
      readFileSync(`${DIR}/${modelPath(modality, dtype)}`);
    const image = await createImageEncoder(await runtime, read("image"), model);
    const text = await createTextEncoder(await runtime, read("text"), model, tokenizer);
    expect([image.output, text.output]).toEqual(["pooler_output", "pooler_output"]);
    for (const { width, height, seed, embedding } of reference.images) {
      const pixels = preprocess(picture(width, height, seed, false), model.processor);
      const found = await image.embed(pixels, 1);
      expect(selfCheckCosine(Float32Array.from(embedding), found)).toBeGreaterThan(least);
    }
    const found = await text.embed(reference.texts.map((entry) => entry.text));
    for (const [i, { embedding }] of reference.texts.entries()) {
      const row = found.subarray(i * model.dim, (i + 1) * model.dim);
      expect(selfCheckCosine(Float32Array.from(embedding), row)).toBeGreaterThan(least);
    }
    await Promise.all([image.release(), text.release()]);
  });

  it("refuses a configuration whose text length is not the graph's", async () => {
    const bytes = readFileSync(`${DIR}/${modelPath("text", "fp32")}`);
    for (const length of [32, 77]) {
      const other = { ...model, text: { ...model.text, contextLength: length, padTo: length } };
      await expect(createTextEncoder(await runtime, bytes, other, tokenizer)).rejects.toEqual(
        expect.objectContaining({ code: "model-invalid" }),
      );
    }
  });
});
