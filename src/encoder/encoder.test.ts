/** Tests of the encoders, by the starter model and by small ones made here. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createImageEncoder,
  createTextEncoder,
  type ImageEncoder,
  type TextEncoder,
} from "./encoder.ts";
import { type ModelManifest, modelPath, readModel } from "./model/model-config.ts";
import { preprocess } from "./preprocess.ts";
import { loadNodeRuntime, loadNodeWasmRuntime } from "./runtime/node-runtime.ts";
import type { OutputTensor, Runtime, ValueInfo } from "./runtime/runtime.ts";
import { SELF_CHECK_TEXT, selfCheckCosine, selfCheckImage } from "./self-check.ts";
import { fromRoot, picture, readModelFiles, STARTER } from "./testing.ts";
import { createTokenizer } from "./tokenizer.ts";

const files = readModelFiles(STARTER);
const model = readModel(files);
const tokenizer = createTokenizer(files.tokenizer, files.tokenizerConfig, model.text);
const visionBytes = readFileSync(`${STARTER}/${modelPath("image", "q8")}`);
const textBytes = readFileSync(`${STARTER}/${modelPath("text", "q8")}`);
const invalid = expect.objectContaining({ code: "model-invalid" });

const images = [selfCheckImage(), picture(300, 200, 2, false), picture(90, 400, 4, true)];
const texts = [SELF_CHECK_TEXT, "", "blue jeans ".repeat(60), "赤い ドレス 👗"];

function tensors(): Float32Array {
  const each = 3 * 96 * 96;
  const out = new Float32Array(images.length * each);
  images.forEach((image, i) => void out.set(preprocess(image, model.processor), i * each));
  return out;
}

function rows(values: Float32Array, dim = model.dim): Float32Array[] {
  return Array.from({ length: values.length / dim }, (_, i) =>
    values.subarray(i * dim, (i + 1) * dim),
  );
}

function expectAlike(a: Float32Array, b: Float32Array, least: number): void {
  const others = rows(b);
  rows(a).forEach((row, i) => void expect(selfCheckCosine(row, others[i]!)).toBeGreaterThan(least));
}

describe("the starter model", () => {
  const encoders: { image: ImageEncoder; text: TextEncoder }[] = [];

  beforeAll(async () => {
    for (const load of [loadNodeWasmRuntime, loadNodeRuntime]) {
      const runtime = await load({ threads: 1 });
      const image = await createImageEncoder(runtime, visionBytes, model);
      const text = await createTextEncoder(runtime, textBytes, model, tokenizer);
      encoders.push({ image, text });
    }
  });

  afterAll(async () => {
    for (const { image, text } of encoders) await Promise.all([image.release(), text.release()]);
  });

  it("gives the same embeddings in WASM and in the native runtime", async () => {
    const [wasm, native] = encoders;
    const [imageA, imageB] = [
      await wasm!.image.embed(tensors(), 3),
      await native!.image.embed(tensors(), 3),
    ];
    const [textA, textB] = [await wasm!.text.embed(texts), await native!.text.embed(texts)];
    expectAlike(imageA, imageB, 0.9999);
    expectAlike(textA, textB, 0.9999);
    expect(wasm!.image.lastRunMs).toBeGreaterThan(0);
  });

  it("gives rows of unit length, and the same one by one", async () => {
    const { image, text } = encoders[0]!;
    const pixels = tensors();
    const imagesAtOnce = await image.embed(pixels, 3);
    const textsAtOnce = await text.embed(texts);
    for (const row of [...rows(imagesAtOnce), ...rows(textsAtOnce)]) {
      expect(Math.hypot(...row)).toBeCloseTo(1, 5);
    }
    const each = pixels.length / 3;
    for (const i of images.keys()) {
      const one = await image.embed(pixels.subarray(i * each, (i + 1) * each), 1);
      expectAlike(one, rows(imagesAtOnce)[i]!, 0.99999);
    }
    for (const [i, value] of texts.entries()) {
      expectAlike(await text.embed([value]), rows(textsAtOnce)[i]!, 0.99999);
    }
  });

  it("queues calls that come at the same time", async () => {
    const { image, text } = encoders[0]!;
    const wanted = await text.embed(texts);
    const [a, b, c] = await Promise.all([
      text.embed(texts),
      image.embed(tensors(), 3),
      text.embed(texts),
    ]);
    expect(a).toEqual(wanted);
    expect(c).toEqual(wanted);
    expect(b).toHaveLength(3 * 256);
  });

  it("refuses what does not fit", async () => {
    const { image, text } = encoders[0]!;
    const bad = expect.objectContaining({ code: "invalid-argument" });
    await expect(image.embed(new Float32Array(10), 1)).rejects.toEqual(bad);
    await expect(image.embed(new Float32Array(0), 0)).rejects.toEqual(bad);
    await expect(text.embed([])).rejects.toEqual(bad);
    await expect(text.embed("red dress" as never)).rejects.toEqual(bad);
    const wrongSize = {
      ...model,
      processor: { ...model.processor, output: { width: 64, height: 64 } },
    };
    const runtime = await loadNodeRuntime({ threads: 1 });
    await expect(createImageEncoder(runtime, visionBytes, wrongSize)).rejects.toEqual(invalid);
    await expect(createImageEncoder(runtime, textBytes, model)).rejects.toEqual(invalid);
    await expect(createTextEncoder(runtime, visionBytes, model, tokenizer)).rejects.toEqual(
      invalid,
    );
    const other = await createTextEncoder(runtime, textBytes, { ...model, dim: 512 }, tokenizer);
    await expect(other.embed(["red"])).rejects.toEqual(invalid);
  });

  it("refuses bytes that are not a model", async () => {
    for (const load of [loadNodeWasmRuntime, loadNodeRuntime]) {
      const runtime = await load({ threads: 1 });
      const page = Buffer.from("<!doctype html><title>Not found</title>");
      await expect(runtime.createSession(page)).rejects.toEqual(invalid);
      await expect(runtime.createSession(new Uint8Array(0))).rejects.toEqual(invalid);
      await expect(runtime.createSession(visionBytes.subarray(0, 100_000))).rejects.toEqual(
        expect.objectContaining({ code: "runtime-failed" }),
      );
    }
  });

  it.each([
    ["native", loadNodeRuntime],
    ["WASM", loadNodeWasmRuntime],
  ])(
    "runs a model beside the thread, %s, takes over its bytes, and refuses once it is released",
    async (_, load) => {
      const data = Float32Array.from({ length: 3 * 96 * 96 }, (_, i) => Math.sin(i));
      const feeds = { pixel_values: { type: "float32", data, shape: [1, 3, 96, 96] } as const };
      const here = await (await load({ threads: 1 })).createSession(visionBytes);
      const expected = await here.run(feeds, ["image_embeds"]);
      await here.release();
      const bytes = new Uint8Array(visionBytes);
      const session = await (await load({ threads: 1, beside: true })).createSession(bytes);
      expect(bytes).toHaveLength(0);
      const { outputs } = await session.run(feeds, ["image_embeds"]);
      expect(outputs).toEqual(expected.outputs);
      await session.release();
      await expect(session.run(feeds, ["image_embeds"])).rejects.toThrow("its thread has ended");
    },
  );

  it("takes the runtime's files from a folder", async () => {
    const wasmDir = fromRoot("node_modules/onnxruntime-web/dist");
    const runtime = await loadNodeWasmRuntime({ wasmDir, threads: 1 });
    const session = await runtime.createSession(visionBytes);
    expect(session.inputs).toEqual([{ name: "pixel_values", shape: ["batch", 3, 96, 96] }]);
    await session.release();
    await expect(loadNodeWasmRuntime({ threads: 0 })).rejects.toEqual(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });
});

/** A runtime whose every model has these inputs and outputs, and gives `answer` when run. */
function fake(
  inputs: ValueInfo[],
  outputs: ValueInfo[],
  answer: (batch: number, fetch: string) => OutputTensor = (batch) => ({
    data: new Float32Array(batch * 4).fill(2),
    shape: [batch, 4],
  }),
) {
  const log = { runs: [] as string[][], batches: [] as number[], released: 0 };
  const runtime: Runtime = {
    name: "test",
    device: "wasm",
    threads: 1,
    createSession: async () => ({
      inputs,
      outputs,
      run: async (feeds, fetch) => {
        const batch = Object.values(feeds)[0]!.shape[0]!;
        log.runs.push([...Object.keys(feeds), ...fetch]);
        log.batches.push(batch);
        return { outputs: { [fetch[0]!]: answer(batch, fetch[0]!) }, runMs: 1 };
      },
      release: async () => void log.released++,
    }),
  };
  return { runtime, log };
}

describe("other models", () => {
  const small: ModelManifest = {
    ...model,
    dim: 4,
    processor: { ...model.processor, output: { width: 2, height: 2 } },
  };
  const pixels = { name: "pixel_values", shape: ["batch", 3, 2, 2] };
  const embeds = { name: "image_embeds", shape: ["batch", 4] };
  const hidden = { name: "last_hidden_state", shape: ["batch", 50, 4] };
  const bytes = new Uint8Array(0);

  it.each([
    [[hidden, embeds, { name: "pooler_output", shape: ["batch", 4] }], "image_embeds"],
    [[hidden, { name: "pooler_output", shape: ["batch", 4] }], "pooler_output"],
    [[{ name: "output", shape: ["batch", 4] }], "output"],
    [[{ name: "output" }], "output"],
  ])("chooses the output of %j", async (outputs, wanted) => {
    const { runtime, log } = fake([pixels], outputs);
    const encoder = await createImageEncoder(runtime, bytes, small);
    expect([...(await encoder.embed(new Float32Array(12), 1))]).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(log.runs).toEqual([["pixel_values", wanted]]);
  });

  it.each([
    [[hidden]],
    [[{ name: "output", shape: ["batch", 4] }, hidden]],
    [[{ name: "pooler_output", shape: ["batch", 1, 4] }]],
    [[]],
  ])("names the outputs of %j, none of which it can use", async (outputs) => {
    const { runtime, log } = fake([pixels], outputs);
    const found = outputs.map(({ name }) => name)[0] ?? "none";
    const refused = createImageEncoder(runtime, bytes, small);
    await expect(refused).rejects.toThrow(found);
    await expect(refused).rejects.toEqual(invalid);
    expect(log.released).toBe(1);
  });

  it("refuses a combined model", async () => {
    const combined = [{ name: "input_ids" }, pixels, { name: "attention_mask" }];
    const { runtime } = fake(combined, [embeds, { name: "text_embeds" }]);
    await expect(createImageEncoder(runtime, bytes, small)).rejects.toThrow("combined model");
    await expect(createTextEncoder(runtime, bytes, small, tokenizer)).rejects.toEqual(invalid);
  });

  it("runs one by one if the batch is fixed to 1", async () => {
    const { runtime, log } = fake([{ name: "pixel_values", shape: [1, 3, 2, 2] }], [embeds]);
    const encoder = await createImageEncoder(runtime, bytes, small);
    expect(await encoder.embed(new Float32Array(36), 3)).toHaveLength(12);
    expect(log.batches).toEqual([1, 1, 1]);
    expect(encoder.lastRunMs).toBe(3);
    const eight = fake([{ name: "pixel_values", shape: [8, 3, 2, 2] }], [embeds]);
    await expect(createImageEncoder(eight.runtime, bytes, small)).rejects.toEqual(invalid);
  });

  it("feeds a mask if the model has an input for it, and pads to a fixed length", async () => {
    const inputs = [{ name: "input_ids", shape: ["batch", 77] }, { name: "attention_mask" }];
    const { runtime, log } = fake(inputs, [{ name: "text_embeds" }]);
    const encoder = await createTextEncoder(runtime, bytes, small, tokenizer);
    await encoder.embed(["red", "blue"]);
    expect(log.runs).toEqual([["input_ids", "attention_mask", "text_embeds"]]);
    const short = fake([{ name: "input_ids", shape: ["batch", 16] }], [{ name: "text_embeds" }]);
    await expect(createTextEncoder(short.runtime, bytes, small, tokenizer)).rejects.toEqual(
      invalid,
    );
  });

  it.each([
    ["NaN", Number.NaN],
    ["zero", 0],
    ["infinite", Number.POSITIVE_INFINITY],
  ])("reports vectors that are %s", async (_, value) => {
    const answer = () => ({ data: new Float32Array(4).fill(value), shape: [1, 4] });
    const { runtime } = fake([pixels], [embeds], answer);
    const encoder = await createImageEncoder(runtime, bytes, small);
    await expect(encoder.embed(new Float32Array(12), 1)).rejects.toEqual(
      expect.objectContaining({ code: "runtime-failed" }),
    );
  });

  it("reports an output of another shape than expected", async () => {
    for (const shape of [[1, 8], [4], [1, 1, 4], [2, 4]]) {
      const answer = () => ({ data: new Float32Array(8).fill(1), shape });
      const { runtime } = fake([pixels], [{ name: "image_embeds" }], answer);
      const encoder = await createImageEncoder(runtime, bytes, small);
      await expect(encoder.embed(new Float32Array(12), 1)).rejects.toEqual(invalid);
    }
  });
});
