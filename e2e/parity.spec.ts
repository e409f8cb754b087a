/** Browser and Node compute the same indexes, hits and embeddings. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { Pictures } from "../src/build/pictures/pictures.ts";
import { createImageEncoder, preprocess, readModel } from "../src/encoder/index.ts";
import { loadNodeWasmRuntime } from "../src/encoder/runtime/node-runtime.ts";
import { mixtureVectors } from "../src/vector/corpus.testing.ts";
import { buildIndex, openIndex } from "../src/vector/index.ts";
import { expect, test } from "./fixtures.ts";

const DIM = 96;

test("builds the same index bytes and finds the same hits in browser and Node", async ({
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

test("indexes a collection of the shopper's own in the page's worker, with progress", async ({
  bare,
}) => {
  const vectors = mixtureVectors(3200, DIM, 78);
  const expected = buildIndex(vectors, { dim: DIM, graph: true, signs: true });
  const built = await bare.evaluate(
    async ({ vectors, dim }) => {
      const worker = new Worker("/build-worker.js", { type: "module" });
      const progress: number[] = [];
      const file = await new Promise<Uint8Array>((resolve, reject) => {
        worker.onerror = (event) => reject(new Error(event.message));
        worker.onmessage = ({ data }) => {
          if (data.file) resolve(data.file);
          else progress.push(data.done / data.total);
        };
        worker.postMessage({ vectors: new Float32Array(vectors), dim });
      });
      worker.terminate();
      const digest = await crypto.subtle.digest("SHA-256", file as BufferSource);
      return { progress, bytes: file.length, sha256: [...new Uint8Array(digest)] };
    },
    { vectors: [...vectors], dim: DIM },
  );
  expect(built.bytes).toBe(expected.length);
  expect(built.sha256).toEqual([...createHash("sha256").update(expected).digest()]);
  expect(built.progress.length).toBeGreaterThan(2);
  expect(built.progress.at(-1)).toBe(1);
  expect([...built.progress].sort((a, b) => a - b)).toEqual(built.progress);
});

test("embeds the same photo alike in browser and Node (cosine at least 0.999)", async ({
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
  const folder = await Pictures.open({ folder: "public/demo/images" });
  const pictures = readdirSync("public/demo/images").sort();
  for (const name of [0, 111, 222].map((i) => pictures[i % pictures.length]!)) {
    const values = await folder.open(name, (picture) =>
      picture.decode((pixels) => preprocess(pixels, model.processor)),
    );
    const inNode = await encoder.embed(values, 1);
    const inBrowser = await bare.evaluate(
      async (id) => [...(await search.embed(await photo(id)))],
      name.replace(".webp", ""),
    );
    const cosine = inBrowser.reduce((sum, x, i) => sum + x * inNode[i]!, 0);
    expect(cosine).toBeGreaterThan(0.999);
  }
});
