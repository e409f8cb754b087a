import { messageOf, VisualSearchError } from "../errors.ts";
import { createOrtRuntime } from "./ort-runtime.ts";
import { checkThreads, type Runtime, type RuntimeAssets } from "./runtime.ts";

type OrtModule = typeof import("onnxruntime-web");

export interface WasmRuntimeOptions {
  /** `ort-wasm-simd-threaded`, the script on the page's own origin. */
  assets: RuntimeAssets;
  /** Threads to use where the page is cross-origin isolated; elsewhere 1 is used. */
  threads: number;
}

/**
 * Loads the WASM runtime in a page or worker. It starts when the first session is created. Call it once per worker: onnxruntime keeps its settings, and a failure to start, for as
 * long as the worker lives.
 *
 * Rejects with `invalid-argument` or `runtime-failed`.
 */
export async function loadWasmRuntime(options: WasmRuntimeOptions): Promise<Runtime> {
  const asked = checkThreads(options.threads);
  const threads = canShareMemory() ? asked : 1;
  const ort = await load(() => import("onnxruntime-web/wasm"));
  await configure(ort, options.assets, threads);
  return createOrtRuntime({
    ort,
    device: "wasm",
    threads,
    session: { executionProviders: ["wasm"] },
  });
}

export interface WebGpuRuntimeOptions {
  /** `ort-wasm-simd-threaded.asyncify`, the script on the page's own origin. */
  assets: RuntimeAssets;
}

/**
 * Loads the WebGPU runtime in a page or worker, as `loadWasmRuntime` does. Its embeddings are not to
 * be trusted before the canary has been checked: drivers differ.
 *
 * Rejects with `device-unavailable` where WebGPU or an adapter is missing, or `runtime-failed`.
 */
export async function loadWebGpuRuntime(options: WebGpuRuntimeOptions): Promise<Runtime> {
  await checkWebGpu();
  const ort = await load(() => import("onnxruntime-web/webgpu"));
  await configure(ort, options.assets, 1);
  return createOrtRuntime({
    ort,
    device: "webgpu",
    threads: 1,
    session: { executionProviders: ["webgpu"] },
  });
}

/** The part of WebGPU that is asked; TypeScript's worker library lacks it. */
interface Gpu {
  requestAdapter(): Promise<object | null>;
}

async function checkWebGpu(): Promise<void> {
  const gpu = (globalThis.navigator as { gpu?: Gpu } | undefined)?.gpu;
  if (!gpu) {
    throw new VisualSearchError(
      "device-unavailable",
      "Expected WebGPU, but this browser or page offers none (navigator.gpu is missing). Use the " +
        "wasm device, or serve the page over https in a browser with WebGPU.",
    );
  }
  let adapter: object | null;
  try {
    adapter = await gpu.requestAdapter();
  } catch (error) {
    throw new VisualSearchError(
      "device-unavailable",
      `Expected a WebGPU adapter, but asking for one failed: ${messageOf(error)}. Use the wasm device.`,
      { cause: error },
    );
  }
  if (!adapter) {
    throw new VisualSearchError(
      "device-unavailable",
      "Expected a WebGPU adapter, but the browser gives none for this machine. Use the wasm device.",
    );
  }
}

function canShareMemory(): boolean {
  return typeof SharedArrayBuffer !== "undefined" && globalThis.crossOriginIsolated === true;
}

async function configure(ort: OrtModule, assets: RuntimeAssets, threads: number): Promise<void> {
  ort.env.logLevel = "error";
  ort.env.wasm.proxy = false;
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmBinary = await assets.wasm();
  ort.env.wasm.wasmPaths = { mjs: assets.mjs };
}

async function load(importOrt: () => Promise<OrtModule>): Promise<OrtModule> {
  try {
    return await importOrt();
  } catch (error) {
    throw new VisualSearchError(
      "runtime-failed",
      `The script of the ONNX runtime could not be loaded: ${messageOf(error)}. Check that every ` +
        "file of the library is served from the page's own origin.",
      { cause: error },
    );
  }
}
