/** Tests of the runtimes of browsers and of Node. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fromRoot, STARTER } from "../testing.ts";
import { findGpu, loadWasmRuntime } from "./browser-runtime.ts";
import { loadNodeRuntime } from "./node-runtime.ts";

const dist = "node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded";
const assets = {
  wasm: async () => readFileSync(fromRoot(`${dist}.wasm`)),
  mjs: pathToFileURL(fromRoot(`${dist}.mjs`)).href,
};

afterEach(() => {
  vi.unstubAllGlobals();
  vi.doUnmock("onnxruntime-node");
});

describe("loadWasmRuntime", () => {
  it("uses one thread, and says so, if the page is not cross-origin isolated", async () => {
    vi.stubGlobal("crossOriginIsolated", false);
    const runtime = await loadWasmRuntime({ assets, threads: 4 });
    expect(runtime).toMatchObject({ device: "wasm", threads: 1 });
    const session = await runtime.createSession(
      readFileSync(`${STARTER}/onnx/vision_model_quantized.onnx`),
    );
    expect(session.outputs).toEqual([{ name: "image_embeds", shape: ["batch", 256] }]);
    await session.release();
  });

  it("uses the wanted number of threads if the page is cross-origin isolated", async () => {
    vi.stubGlobal("crossOriginIsolated", true);
    expect((await loadWasmRuntime({ assets, threads: 4 })).threads).toBe(4);
  });

  it.each([0, -1, 1.5, Number.NaN, 1000])("refuses %d threads", async (threads) => {
    await expect(loadWasmRuntime({ assets, threads })).rejects.toEqual(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });
});

describe("findGpu", () => {
  it.each([
    ["no WebGPU", {}, /offers no WebGPU/],
    ["no adapter", { gpu: { requestAdapter: async () => null } }, /gives no WebGPU adapter/],
    [
      "an adapter that fails",
      { gpu: { requestAdapter: () => Promise.reject(new Error("lost")) } },
      /failed: lost/,
    ],
  ])("reports %s", async (_, navigator, reason) => {
    vi.stubGlobal("navigator", navigator);
    expect(await findGpu()).toMatch(reason);
  });

  it.each([
    [
      { features: new Set(["shader-f16"]), info: { vendor: "acme", architecture: "one" } },
      { name: "acme one", float16: true, isSoftware: false },
    ],
    [
      { features: new Set(), info: { vendor: "google", isFallbackAdapter: true } },
      { name: "google", float16: false, isSoftware: true },
    ],
    [
      { features: new Set(), isFallbackAdapter: true },
      { name: "unknown", float16: false, isSoftware: true },
    ],
  ])("reports what an adapter can do: %j", async (adapter, expected) => {
    vi.stubGlobal("navigator", { gpu: { requestAdapter: async () => adapter } });
    expect(await findGpu()).toEqual(expected);
  });
});

describe("loadNodeRuntime", () => {
  it("names the package that is missing and how to install it", async () => {
    vi.doMock("onnxruntime-node", () => {
      throw new Error("Cannot find package");
    });
    const loading = loadNodeRuntime({ threads: 1 });
    await expect(loading).rejects.toEqual(expect.objectContaining({ code: "dependency-missing" }));
    await expect(loading).rejects.toThrow("npm install onnxruntime-node");
  });

  it("runs models in another thread with the same results, and leaves the calling thread free", async () => {
    const bytes = readFileSync(`${STARTER}/onnx/vision_model_quantized.onnx`);
    const pixels = Float32Array.from({ length: 4 * 3 * 96 * 96 }, (_, i) => Math.sin(i * i));
    const embed = async (beside: boolean) => {
      const runtime = await loadNodeRuntime({ threads: 2, beside });
      const session = await runtime.createSession(bytes);
      const feed = { type: "float32" as const, data: pixels, shape: [4, 3, 96, 96] };
      const run = () => session.run({ [session.inputs[0]!.name]: feed }, ["image_embeds"]);
      const first = await run();
      let turns = 0;
      let isDone = false;
      const turn = () => {
        turns++;
        if (!isDone) setImmediate(turn);
      };
      setImmediate(turn);
      const second = await run();
      isDone = true;
      await session.release();
      expect(second.outputs).toEqual(first.outputs);
      const { inputs, outputs } = session;
      return { ...first.outputs.image_embeds!, inputs, outputs, turns };
    };
    const { turns: few, ...own } = await embed(false);
    const { turns: many, ...beside } = await embed(true);
    expect(beside).toEqual(own);
    expect(beside.shape).toEqual([4, 256]);
    expect(few).toBeLessThan(5);
    expect(many).toBeGreaterThan(20);
  });

  it("reports what fails in another thread", async () => {
    const runtime = await loadNodeRuntime({ threads: 1, beside: true });
    const failed = expect.objectContaining({ code: "runtime-failed" });
    const bytes = readFileSync(`${STARTER}/onnx/vision_model_quantized.onnx`);
    await expect(runtime.createSession(bytes.subarray(0, 100_000))).rejects.toEqual(failed);
    const session = await runtime.createSession(bytes);
    const feed = { type: "float32" as const, data: new Float32Array(4), shape: [1, 4] };
    const name = session.inputs[0]!.name;
    await expect(session.run({ [name]: feed }, ["image_embeds"])).rejects.toEqual(failed);
    await expect(session.run({ nonsense: feed }, ["image_embeds"])).rejects.toEqual(failed);
    await session.release();
  });
});
