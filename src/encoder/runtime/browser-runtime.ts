/** The ONNX runtimes of browsers, WASM and WebGPU, and the GPU that a page may use. */
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import { createOrtRuntime } from "./ort-runtime.ts";
import { checkThreads, type Runtime, type RuntimeAssets } from "./runtime.ts";

type OrtModule = typeof import("onnxruntime-web");

export interface WasmRuntimeOptions {
  /** `ort-wasm-simd-threaded`, the script on the page's own origin. */
  assets: RuntimeAssets;
  /** Threads to use if the page is cross-origin isolated; otherwise one is used. */
  threads: number;
}

/**
 * Loads the WASM runtime in a page or worker. It starts when the first session is created. Call it once per worker:
 * onnxruntime keeps its settings, and a failure to start, as long as the worker lives.
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
 * Loads the WebGPU runtime in a page or worker, as `loadWasmRuntime` does. Do not trust its embeddings before a
 * self-check: drivers differ. Once the device is lost, its runs reject with `device-unavailable`.
 *
 * Rejects with `runtime-failed`.
 */
export async function loadWebGpuRuntime(options: WebGpuRuntimeOptions): Promise<Runtime> {
  const ort = await load(() => import("onnxruntime-web/webgpu"));
  await configure(ort, options.assets, 1);
  let giveUp!: (reason: VisualSearchError) => void;
  const lost = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  // There may be no run when it happens.
  lost.catch(() => {});
  let isWatched = false;
  return createOrtRuntime({
    ort,
    device: "webgpu",
    threads: 1,
    session: { executionProviders: ["webgpu"] },
    lost,
    onSession: async () => {
      if (isWatched) return;
      isWatched = true;
      const device = (await ort.env.webgpu.device) as GpuDevice;
      device.lost.then(({ message }) => {
        giveUp(
          new VisualSearchError(
            "device-unavailable",
            `Expected the GPU to stay, but its device was lost: ${message || "the browser does not say why"}. Use ` +
              "the device wasm.",
          ),
        );
      });
    },
  });
}

/** The part of WebGPU that is used; TypeScript's worker library lacks it. */
interface Gpu {
  requestAdapter(): Promise<GpuAdapter | null>;
}
interface GpuAdapter {
  features: ReadonlySet<string>;
  info?: {
    vendor?: string;
    architecture?: string;
    description?: string;
    isFallbackAdapter?: boolean;
  };
  isFallbackAdapter?: boolean;
}
interface GpuDevice {
  lost: Promise<{ message: string }>;
}

/** A GPU that a page may use. */
export interface GpuInfo {
  /** Vendor and architecture, as far as the browser names them. */
  name: string;
  /** Whether shaders can compute with float16. */
  float16: boolean;
  /** Whether it is emulated on the processor. */
  isSoftware: boolean;
}

/** The GPU, or in a sentence why there is none. */
export async function findGpu(): Promise<GpuInfo | string> {
  const gpu = (globalThis.navigator as { gpu?: Gpu } | undefined)?.gpu;
  if (!gpu) return "This browser or page offers no WebGPU.";
  let adapter: GpuAdapter | null;
  try {
    adapter = await gpu.requestAdapter();
  } catch (error) {
    return `Asking for a WebGPU adapter failed: ${messageOf(error)}.`;
  }
  if (!adapter) return "The browser gives no WebGPU adapter for this machine.";
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info ?? {};
  return {
    name: [vendor, architecture || description].filter(Boolean).join(" ") || "unknown",
    float16: adapter.features.has("shader-f16"),
    isSoftware: isFallbackAdapter ?? adapter.isFallbackAdapter ?? false,
  };
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
      `Expected the script of the ONNX runtime, but it could not be loaded: ${messageOf(error)}. Serve every file of ` +
        "the library from the page's own origin.",
      { cause: error },
    );
  }
}
