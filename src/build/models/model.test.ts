/** Tests of opening models: runtimes, self-checks, number formats, folders. */
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { MODEL_CONFIG_FILES } from "../../encoder/model/model-config.ts";
import * as runtimes from "../../encoder/runtime/node-runtime.ts";
import type { Runtime } from "../../encoder/runtime/runtime.ts";
import { selfCheckCosine, selfCheckImage } from "../../encoder/self-check.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import { DiskCache } from "../pictures/caches/disk-cache.ts";
import { temporaryFolder } from "../temporary.testing.ts";
import { openModel } from "./model.ts";
import { findWeights, readModelFolder, revisionOf } from "./model-files.ts";

const MODEL = "public/models/starter";
const SIGLIP = "src/encoder/fixtures/siglip";

vi.mock("../../encoder/runtime/node-runtime.ts", { spy: true });

afterEach(() => {
  vi.mocked(runtimes.loadNodeRuntime).mockReset();
});

/** A native runtime whose every output is turned around, as a broken one's might be. */
async function brokenRuntime(): Promise<Runtime> {
  const runtime = await runtimes.loadNodeWasmRuntime({ threads: 1 });
  return {
    ...runtime,
    device: "node",
    createSession: async (bytes) => {
      const session = await runtime.createSession(bytes);
      return {
        inputs: session.inputs,
        outputs: session.outputs,
        release: () => session.release(),
        run: async (feeds, fetch) => {
          const result = await session.run(feeds, fetch);
          for (const { data } of Object.values(result.outputs)) data.reverse();
          return result;
        },
      };
    },
  };
}

async function copyOfModel(model = MODEL): Promise<string> {
  const folder = join(await temporaryFolder(), "copy");
  await cp(model, folder, { recursive: true });
  return folder;
}

describe("openModel", () => {
  test("the self-check vector is that of the WASM runtime, whichever runtime embeds", async () => {
    const native = await openModel(MODEL, { threads: 1 });
    const wasm = await openModel(MODEL, { threads: 1, runtime: "wasm" });
    expect(native.binding.weights).toEqual(wasm.binding.weights);
    expect(wasm.binding.embeddedWith).toMatch(/^onnxruntime-web/);
    expect(wasm.notes).toEqual([]);
    const embedding = await wasm.embed(wasm.preprocess(selfCheckImage()), 1);
    expect([...embedding]).toEqual(wasm.binding.weights[0].canary.image);
    await Promise.all([native.release(), wasm.release()]);
  });

  test("without the native runtime, WASM embeds and a note says how to get it", async () => {
    vi.mocked(runtimes.loadNodeRuntime).mockRejectedValueOnce(
      new VisualSearchError("dependency-missing", "not there"),
    );
    const model = await openModel(MODEL, { threads: 1 });
    expect(model.binding.embeddedWith).toMatch(/^onnxruntime-web/);
    expect(model.notes).toEqual([expect.stringContaining("npm install onnxruntime-node")]);
    await model.release();
  });

  test("a native runtime that computes differently does not embed", async () => {
    vi.mocked(runtimes.loadNodeRuntime).mockImplementationOnce(brokenRuntime);
    const model = await openModel(MODEL, { threads: 1 });
    expect(model.binding.embeddedWith).toMatch(/^onnxruntime-web/);
    expect(model.notes).toEqual([expect.stringContaining("at least 0.999 expected")]);
    await model.release();
  });
});

describe("the self-check vectors", () => {
  const opening = async (dir: string, disk: DiskCache) => {
    const load = vi.mocked(runtimes.loadNodeWasmRuntime);
    let sessions = 0;
    load.mockImplementationOnce(async (options) => {
      const runtime = await runtimes.loadNodeWasmRuntime(options);
      const createSession: Runtime["createSession"] = (bytes) => {
        sessions++;
        return runtime.createSession(bytes);
      };
      return { ...runtime, createSession };
    });
    const model = await openModel(dir, { threads: 1, memory: disk });
    await model.release();
    return { weights: model.binding.weights, sessions };
  };

  test("are remembered by weights and inputs, and computed again if the memory is damaged", async () => {
    const dir = await copyOfModel(SIGLIP);
    const disk = new DiskCache(await temporaryFolder());
    const first = await opening(dir, disk);
    expect(first.sessions).toBe(6);
    expect(await opening(dir, disk)).toEqual({ ...first, sessions: 0 });

    const shelf = join(disk.root, "canaries");
    for (const entry of await readdir(shelf, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const bytes = await readFile(path);
      bytes[3]! ^= 0x40;
      await writeFile(path, bytes);
    }
    expect(await opening(dir, disk)).toEqual(first);

    // Other inputs for the image half: those of the text half are as they were.
    const path = join(dir, "preprocessor_config.json");
    const config = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, JSON.stringify({ ...config, image_mean: [0.4, 0.5, 0.6] }));
    const changed = await opening(dir, disk);
    expect(changed.sessions).toBe(3);
    expect(changed.weights[0].canary.image).not.toEqual(first.weights[0].canary.image);
    expect(changed.weights[0].canary.text).toEqual(first.weights[0].canary.text);

    await cp(join(dir, "onnx/vision_model.onnx"), join(dir, "onnx/vision_model_quantized.onnx"));
    expect((await opening(dir, disk)).sessions).toBe(0);
  });
});

describe("a model in several number formats", () => {
  test("offers all of them, each with its own self-check vectors, and the files of all", async () => {
    const model = await openModel(SIGLIP, { threads: 1, runtime: "wasm" });
    const { weights, files, dim } = model.binding;
    expect(weights.map(({ dtype }) => dtype)).toEqual(["q8", "fp32", "fp16"]);
    expect(files.map(({ path }) => path)).toEqual([
      ...MODEL_CONFIG_FILES,
      ...weights.flatMap(({ image, text }) => [image, text]),
    ]);
    const [q8, fp32, fp16] = weights.map(({ canary }) => canary);
    for (const modality of ["image", "text"] as const) {
      for (const other of [q8!, fp16!]) {
        const cosine = selfCheckCosine(
          Float32Array.from(fp32![modality]),
          Float32Array.from(other[modality]),
        );
        expect(cosine).toBeGreaterThan(0.999);
        expect(other[modality]).not.toEqual(fp32![modality]);
        expect(other[modality]).toHaveLength(dim);
      }
    }
    expect(model.notes).toEqual([]);
    await model.release();
  });

  test("embeds with the requested format, and offers only requested ones", async () => {
    const model = await openModel(SIGLIP, { threads: 1, dtype: "fp32", dtypes: ["fp16", "fp32"] });
    expect(model.binding.weights.map(({ dtype }) => dtype)).toEqual(["fp32", "fp16"]);
    expect(model.binding.files).toHaveLength(8);
    await model.release();
  });

  test("half precision that WASM cannot run must reproduce fp32, if there is one", async () => {
    const folder = await copyOfModel(SIGLIP);
    const path = join(folder, "onnx/vision_model_fp16.onnx");
    const bytes = await readFile(path);
    // An operator that no runtime has.
    await writeFile(
      path,
      Buffer.from(bytes.toString("latin1").replace("MatMul", "MatMol"), "latin1"),
    );
    const model = await openModel(folder, { threads: 1, runtime: "wasm" });
    const [, fp32, fp16] = model.binding.weights;
    expect(fp16!.canary.image).toEqual(fp32!.canary.image);
    expect(fp16!.canary.text).not.toEqual(fp32!.canary.text);
    expect(model.notes).toEqual([expect.stringContaining("onnx/vision_model_fp16.onnx")]);
    await model.release();
    await rm(join(folder, "onnx/vision_model.onnx"));
    const without = await openModel(folder, { threads: 1, runtime: "wasm" });
    expect(without.binding.weights.map(({ dtype }) => dtype)).toEqual(["q8"]);
    expect(without.notes).toEqual([expect.stringMatching(/not offered fp16/)]);
    await without.release();
    const asked = openModel(folder, { threads: 1, runtime: "wasm", dtype: "fp16" });
    await expect(asked).rejects.toMatchObject({ code: "runtime-failed" });
  });
});

describe("findWeights", () => {
  const withFiles = async (names: readonly string[]) => {
    const dir = await temporaryFolder();
    await mkdir(join(dir, "onnx"));
    for (const name of names) await writeFile(join(dir, "onnx", name), "x");
    return dir;
  };

  test("takes the nearest text half for a missing one", async () => {
    const dir = await withFiles([
      ...["vision_model_fp16.onnx", "vision_model_quantized.onnx"],
      ...["text_model_q4f16.onnx", "text_model_uint8.onnx"],
    ]);
    expect(await findWeights(dir)).toEqual([
      {
        dtype: "q8",
        textDtype: "uint8",
        image: "onnx/vision_model_quantized.onnx",
        text: "onnx/text_model_uint8.onnx",
      },
      {
        dtype: "fp16",
        textDtype: "q4f16",
        image: "onnx/vision_model_fp16.onnx",
        text: "onnx/text_model_q4f16.onnx",
      },
    ]);
  });

  test("names what is missing", async () => {
    const whole = await withFiles(["vision_model.onnx", "text_model.onnx"]);
    const invalid = (message: RegExp) =>
      expect.objectContaining({ code: "model-invalid", message: expect.stringMatching(message) });
    await expect(findWeights(whole, { dtype: "q8" })).rejects.toEqual(
      invalid(/vision_model_quantized.*image weights in fp32.*--dtype/),
    );
    await expect(findWeights(whole, { dtypes: ["fp32", "fp16"] })).rejects.toEqual(
      invalid(/vision_model_fp16/),
    );
    const half = await withFiles(["vision_model.onnx"]);
    await expect(findWeights(half)).rejects.toEqual(invalid(/text weights in none.*model fetch/));
    await expect(findWeights(join(half, "none"))).rejects.toEqual(invalid(/image weights in none/));
  });
});

describe("readModelFolder", () => {
  test("names, hashes and revision follow from the files", async () => {
    const folder = await copyOfModel();
    const config = JSON.parse(await readFile(join(folder, "config.json"), "utf8"));
    const { id, files, tokenizerKind } = await readModelFolder(folder);
    expect(id).toBe("copy");
    expect(tokenizerKind).toBe("BPE");
    expect(files).toEqual((await readModelFolder(MODEL)).files);
    await writeFile(
      join(folder, "config.json"),
      JSON.stringify({ ...config, _name_or_path: "owner/fashion-clip" }),
    );
    const changed = await readModelFolder(folder);
    expect(changed.id).toBe("owner/fashion-clip");
    expect(revisionOf(changed.files)).not.toBe(revisionOf(files));
    expect(revisionOf([...files].reverse())).toBe(revisionOf(files));
  });

  test("names a missing file, and broken JSON", async () => {
    const folder = await copyOfModel();
    await writeFile(join(folder, "tokenizer.json"), "<html>");
    await expect(readModelFolder(folder)).rejects.toThrow(/JSON in the model's tokenizer.json/);
    await rm(join(folder, "tokenizer.json"));
    await expect(readModelFolder(folder)).rejects.toMatchObject({
      code: "model-invalid",
      message: expect.stringContaining("Expected tokenizer.json"),
    });
  });
});
