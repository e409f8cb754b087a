/** The ONNX runtimes of Node: the native one, and the WASM runtime of browsers. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import { inThreads } from "./node-thread.ts";
import { createOrtRuntime, type Ort } from "./ort-runtime.ts";
import { checkThreads, type Runtime } from "./runtime.ts";

export interface NodeRuntimeOptions {
  threads: number;
  /**
   * Runs models in threads of their own, so that the calling thread is free for other work, and takes over their bytes.
   * Default: on the calling thread.
   */
  beside?: boolean;
}

/**
 * Loads the native runtime, the optional package `onnxruntime-node`. It is the fastest in Node, and right for float32
 * weights. Its int8 matrix products saturate on x86 without VNNI, so a model with quantised activations may give other
 * embeddings here than in a browser.
 *
 * Rejects with `dependency-missing` or `invalid-argument`.
 */
export async function loadNodeRuntime({
  threads,
  beside = false,
}: NodeRuntimeOptions): Promise<Runtime> {
  checkThreads(threads);
  const ort = await importNative();
  return createOrtRuntime({
    ort: beside ? inThreads(ort, { url: urlOf("onnxruntime-node") }) : ort,
    device: "node",
    threads,
    session: {
      executionProviders: ["cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // Threads that spin while they wait would take the cores from that other work.
      ...(beside && { extra: { session: { intra_op: { allow_spinning: "0" } } } }),
    },
  });
}

export interface NodeWasmRuntimeOptions {
  /**
   * Folder with `ort-wasm-simd-threaded.wasm` and `.mjs`. Default: the files that the package ships
   * for browsers, or in the sources those of `onnxruntime-web`.
   */
  wasmDir?: string;
  threads: number;
  /**
   * Runs each model in a thread of its own, and takes over its bytes. The model's memory, about five times its length,
   * is freed with the thread; the calling thread would keep it for good. Default: on the calling thread.
   */
  beside?: boolean;
}

/**
 * Loads the WASM runtime of browsers in Node, for embeddings equal to theirs. Call it once per process: the runtime keeps
 * its settings. It sets `globalThis.Worker` to that of `node:worker_threads`.
 *
 * Rejects with `runtime-failed` or `invalid-argument`.
 */
export async function loadNodeWasmRuntime(options: NodeWasmRuntimeOptions): Promise<Runtime> {
  const threads = checkThreads(options.threads);
  const ort = await importWeb();
  const dir = options.wasmDir ?? packagedDir();
  const wasm = {
    numThreads: threads,
    ...(dir !== undefined && {
      wasmPaths: {
        wasm: pathToFileURL(resolve(dir, WASM_FILE)).href,
        mjs: pathToFileURL(resolve(dir, "ort-wasm-simd-threaded.mjs")).href,
      },
    }),
  };
  const logLevel = "error";
  Object.assign(ort.env.wasm, wasm);
  ort.env.logLevel = logLevel;
  const url = options.beside ? webUrl() : undefined;
  return createOrtRuntime({
    ort: url === undefined ? ort : inThreads(ort, { url, env: { logLevel, wasm } }),
    device: "wasm",
    threads,
    session: { executionProviders: ["wasm"] },
  });
}

const WASM_FILE = "ort-wasm-simd-threaded.wasm";

/** Once bundled, this module is in a folder below the runtime's files. */
function packagedDir(): string | undefined {
  const dir = fileURLToPath(new URL("..", import.meta.url));
  return existsSync(join(dir, WASM_FILE)) ? dir : undefined;
}

/** Once bundled, the runtime is in a file beside this one. */
function webUrl(): string {
  const bundled = new URL("ort-web.js", import.meta.url);
  return existsSync(bundled) ? bundled.href : urlOf("onnxruntime-web");
}

function urlOf(name: string): string {
  return pathToFileURL(createRequire(import.meta.url).resolve(name)).href;
}

async function importNative(): Promise<Ort> {
  try {
    const module = await import("onnxruntime-node");
    return (module.default ?? module) as unknown as Ort;
  } catch (error) {
    throw new VisualSearchError(
      "dependency-missing",
      `Expected the package "onnxruntime-node", but it could not be loaded: ${messageOf(error)}. ` +
        "Install it with `npm install onnxruntime-node`, or use the WASM runtime.",
      { cause: error },
    );
  }
}

async function importWeb(): Promise<typeof import("onnxruntime-web")> {
  try {
    // The bare name has a build for Node. The build "onnxruntime-web/wasm" has only one thread there: for more it
    // fetches its own script, and Node cannot fetch a file URL.
    return await import("onnxruntime-web");
  } catch (error) {
    throw new VisualSearchError(
      "runtime-failed",
      `Expected the WASM runtime, but it could not be loaded in Node: ${messageOf(error)}. Reinstall the library.`,
      { cause: error },
    );
  }
}
