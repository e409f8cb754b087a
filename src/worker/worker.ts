/** The worker's entry: finds the runtimes' files, and answers the page by an engine. */
import * as Comlink from "comlink";
import { findGpu, loadWasmRuntime, loadWebGpuRuntime } from "../encoder/index.ts";
import type { Method, WorkerApi } from "./contract.ts";
import { Engine } from "./engine.ts";
import { planCatalog } from "./loading/plan.ts";
import { decodeImage } from "./pictures/decode.ts";
import type { Platform } from "./platform.ts";
import { RUNTIME_FILES } from "./runtime-files.generated.ts";
import { bitmapsIn, sendErrorCodes, withSignal } from "./wire.ts";

// URLs are written literally, so that every bundler finds the files and copies them.
const WASM = {
  file: RUNTIME_FILES.wasm,
  wasm: new URL("./ort-wasm-simd-threaded.wasm", import.meta.url).href,
  mjs: new URL("./ort-wasm-simd-threaded.mjs", import.meta.url).href,
};
const WEBGPU = {
  file: RUNTIME_FILES.webgpu,
  wasm: new URL("./ort-wasm-simd-threaded.asyncify.wasm", import.meta.url).href,
  mjs: new URL("./ort-wasm-simd-threaded.asyncify.mjs", import.meta.url).href,
};

/** Half of the cores: the other half may be virtual, and the page needs one. More than 4 gain little. */
function threadsToUse(): number {
  return Math.min(4, Math.ceil((navigator.hardwareConcurrency ?? 1) / 2));
}

const platform: Platform = {
  decode: decodeImage,
  findGpu,
  async loadRuntime(device, load) {
    const { file, wasm, mjs } = device === "webgpu" ? WEBGPU : WASM;
    const assets = { wasm: () => load(file, wasm), mjs };
    return device === "webgpu"
      ? loadWebGpuRuntime({ assets })
      : loadWasmRuntime({ assets, threads: threadsToUse() });
  },
  runtimeFile: (device) => (device === "webgpu" ? WEBGPU : WASM).file,
  explainThreads: ({ device, threads }) => {
    if (device === "webgpu") return "";
    return globalThis.crossOriginIsolated
      ? `It runs on ${threads} of ${navigator.hardwareConcurrency} processor cores.`
      : "It runs on one thread, because the page is not cross-origin isolated (COOP and COEP headers).";
  },
  browser: navigator.userAgent,
};

let engine: Engine | undefined;
const running = new Map<number, AbortController>();

async function abortable<T>(id: number, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    return await task(controller.signal);
  } finally {
    running.delete(id);
  }
}

/**
 * Takes a lock until the worker ends, however it ends: so the page learns that it is gone. False if there are no locks,
 * in insecure contexts and sandboxed frames.
 */
function holdLock(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    if (!navigator.locks) resolve(false);
    else {
      const held = () => {
        resolve(true);
        return new Promise(() => {});
      };
      navigator.locks.request(name, held).catch(() => resolve(false));
    }
  });
}

const api: WorkerApi = {
  open: (id, options, listener) =>
    abortable(id, async (signal) => {
      if (await holdLock(options.lock)) listener({ type: "locked" });
      engine = await Engine.open(
        {
          ...options,
          signal,
          onProgress: (progress) => listener({ type: "progress", progress }),
          onInfo: (info) => listener({ type: "info", info }),
          onWarning: (warning) => listener({ type: "warning", warning }),
          onLargeDownload: () => listener({ type: "persist" }),
        },
        platform,
      );
      return engine.info;
    }),
  plan: (id, request) => abortable(id, (signal) => planCatalog(request, platform, signal)),
  call: <M extends Method>(id: number, method: M, args: unknown[]) =>
    abortable(id, async (signal) => {
      const run = engine![method] as (...args: unknown[]) => Promise<never>;
      try {
        const value = await run.apply(engine, withSignal(method, args, signal));
        return { value, info: engine!.info };
      } finally {
        // Even if they were not used, as for a known picture or after an abort.
        for (const bitmap of bitmapsIn(method, args)) bitmap.close();
      }
    }),
  abort: (id) => running.get(id)?.abort(),
};

sendErrorCodes();
Comlink.expose(api);
