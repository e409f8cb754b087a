import { readdirSync, readFileSync } from "node:fs";
import { ImageFolder } from "../src/build/images.ts";
import { createImageEncoder, preprocess, readModel } from "../src/encoder/index.ts";
import { loadNodeWasmRuntime } from "../src/encoder/node-runtime.ts";
import { mixtureVectors } from "../src/vector/corpus.testing.ts";
import { buildIndex, openIndex } from "../src/vector/index.ts";
import { expect, test } from "./fixtures.ts";

const DIM = 96;

test("an index has the same bytes and gives the same hits in browser and Node", async ({
  bare,
}) => {
  const vectors = mixtureVectors(500, DIM, 77);
  const file = buildIndex(vectors, { dim: DIM });
  const index = openIndex(file);
  const queries = [0, 9, 499].map((row) => vectors.slice(row * DIM, (row + 1) * DIM));
  const expected = queries.map((query) => {
    const { ids, scores } = index.search(query, { k: 50 });
    return { ids: [...ids], scores: [...scores] };
  });
  const found = await bare.evaluate(
    async ({ vectors, queries, dim }) => {
      const url = "/dist/vector.js";
      const { buildIndex, openIndex } = (await import(
        url
      )) as typeof import("../src/vector/index.ts");
      const file = buildIndex(new Float32Array(vectors), { dim });
      const index = openIndex(file);
      const hits = queries.map((query) => {
        const { ids, scores } = index.search(query, { k: 50 });
        return { ids: [...ids], scores: [...scores] };
      });
      return { hits, bytes: [...file] };
    },
    { vectors: [...vectors], queries: queries.map((query) => [...query]), dim: DIM },
  );
  expect(Uint8Array.from(found.bytes)).toEqual(Uint8Array.from(file));
  expect(found.hits).toEqual(expected);
});

test("the same photo has the same embedding in browser and Node (cosine at least 0.999)", async ({
  bare,
}) => {
  const starter = "public/models/starter";
  const json = (name: string) => JSON.parse(readFileSync(`${starter}/${name}`, "utf8"));
  const model = readModel({
    config: json("config.json"),
    preprocessor: json("preprocessor_config.json"),
    tokenizerConfig: json("tokenizer_config.json"),
  });
  const runtime = await loadNodeWasmRuntime({ threads: 1 });
  const weights = readFileSync(`${starter}/onnx/vision_model_quantized.onnx`);
  const encoder = await createImageEncoder(runtime, weights, model);
  await bare.evaluate(() => openSearch());
  const folder = await ImageFolder.open("public/demo/images");
  const pictures = readdirSync("public/demo/images").sort();
  for (const name of [0, 111, 222].map((i) => pictures[i % pictures.length]!)) {
    const values = await folder.decode(name, (pixels) => preprocess(pixels, model.processor));
    const inNode = await encoder.embed(values, 1);
    const inBrowser = await bare.evaluate(
      async (id) => [...(await search.embed(await photo(id)))],
      name.replace(".webp", ""),
    );
    const cosine = inBrowser.reduce((sum, x, i) => sum + x * inNode[i]!, 0);
    expect(cosine).toBeGreaterThan(0.999);
  }
});
