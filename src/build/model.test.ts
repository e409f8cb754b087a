import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { canaryImage } from "../encoder/canary.ts";
import * as runtimes from "../encoder/node-runtime.ts";
import type { Runtime } from "../encoder/runtime.ts";
import { VisualSearchError } from "../errors.ts";
import { openModel } from "./model.ts";
import { readModelFolder, revisionOf } from "./model-files.ts";
import { temporaryFolder } from "./temporary.testing.ts";

const MODEL = "public/models/starter";

vi.mock("../encoder/node-runtime.ts", { spy: true });

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

async function copyOfModel(): Promise<string> {
  const folder = join(await temporaryFolder(), "copy");
  await cp(MODEL, folder, { recursive: true });
  return folder;
}

describe("openModel", () => {
  test("the canary is that of the WASM runtime, whichever runtime embeds", async () => {
    const native = await openModel(MODEL, { threads: 1 });
    const wasm = await openModel(MODEL, { threads: 1, runtime: "wasm" });
    expect(native.binding.canary).toEqual(wasm.binding.canary);
    expect(wasm.binding.embeddedWith).toMatch(/^onnxruntime-web/);
    expect(wasm.notes).toEqual([]);
    const embedding = await wasm.embed(wasm.preprocess(canaryImage()), 1);
    expect([...embedding]).toEqual(wasm.binding.canary.image);
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

  test("a native runtime that computes otherwise does not embed", async () => {
    vi.mocked(runtimes.loadNodeRuntime).mockImplementationOnce(brokenRuntime);
    const model = await openModel(MODEL, { threads: 1 });
    expect(model.binding.embeddedWith).toMatch(/^onnxruntime-web/);
    expect(model.notes).toEqual([expect.stringContaining("at least 0.999 expected")]);
    await model.release();
  });
});

describe("readModelFolder", () => {
  test("names, hashes and revision follow from the files", async () => {
    const folder = await copyOfModel();
    const config = JSON.parse(await readFile(join(folder, "config.json"), "utf8"));
    expect((await readModelFolder(folder)).id).toBe("copy");
    const before = (await readModelFolder(folder)).revision;
    expect(before).toBe((await readModelFolder(MODEL)).revision);
    await writeFile(
      join(folder, "config.json"),
      JSON.stringify({ ...config, _name_or_path: "owner/fashion-clip" }),
    );
    const changed = await readModelFolder(folder);
    expect(changed.id).toBe("owner/fashion-clip");
    expect(changed.revision).not.toBe(before);
    expect(revisionOf([...changed.files].reverse())).toBe(changed.revision);
  });

  test("a missing precision or file, or broken JSON, is named", async () => {
    const folder = await copyOfModel();
    await expect(readModelFolder(folder, "fp32")).rejects.toMatchObject({
      code: "model-invalid",
      message: expect.stringContaining("onnx/vision_model.onnx"),
    });
    await writeFile(join(folder, "tokenizer.json"), "<html>");
    await expect(readModelFolder(folder)).rejects.toThrow(/tokenizer.json should be JSON/);
    await rm(join(folder, "tokenizer.json"));
    await expect(readModelFolder(folder)).rejects.toThrow(/should have tokenizer.json/);
    await rm(join(folder, "onnx"), { recursive: true });
    await expect(readModelFolder(folder)).rejects.toMatchObject({ code: "model-invalid" });
    await expect(readModelFolder(join(folder, "none"))).rejects.toThrow(/has neither/);
  });
});
