/** What this room needs of something that runs ONNX models. */
import { checkInteger } from "../../lib/checks.ts";

/** One tensor to feed; `data` holds the product of `shape` values, row-major. */
export type FeedTensor =
  | { type: "float32"; data: Float32Array; shape: readonly number[] }
  | { type: "int64"; data: BigInt64Array; shape: readonly number[] };

/** One float32 output, owned by the caller. */
export interface OutputTensor {
  data: Float32Array;
  shape: readonly number[];
}

/** What a model file says about an input or an output. */
export interface ValueInfo {
  name: string;
  /** For each dimension a number if the file fixes it, a name if it is free; absent if unknown. */
  shape?: readonly (number | string)[];
}

/** What `Session.run` gives. */
export interface RunResult {
  outputs: Record<string, OutputTensor>;
  /** Milliseconds in the model itself, without waiting for an earlier run. */
  runMs: number;
}

/** A model ready to run. */
export interface Session {
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /**
   * Runs the model once and gives the outputs named in `fetch`. Runs of one runtime queue up.
   * Rejects with `runtime-failed`, or `model-invalid` for an output that is not float32.
   */
  run(feeds: Record<string, FeedTensor>, fetch: readonly string[]): Promise<RunResult>;
  /** Frees the model's memory, after the runs that are queued. */
  release(): Promise<void>;
}

/** Something that runs ONNX models. */
export interface Runtime {
  /** Package and version, such as "onnxruntime-web 1.30.0". */
  readonly name: string;
  /** `wasm` is the same code in a browser and in Node; `node` is the native runtime. */
  readonly device: "wasm" | "webgpu" | "node";
  /** Threads in use: what was asked for, or 1 if the platform offers no shared memory. */
  readonly threads: number;
  /**
   * Reads a model from the bytes of an `.onnx` file; they are copied.
   * Rejects with `model-invalid` for bytes that are no ONNX file, otherwise with `runtime-failed`.
   */
  createSession(model: Uint8Array, options?: SessionOptions): Promise<Session>;
}

export interface SessionOptions {
  /** Runs the model on the processor, whatever the runtime's device. */
  onCpu?: boolean;
}

/** The runtime's two files. */
export interface RuntimeAssets {
  /** Gets the content of the `.wasm` file, once it is known to be needed. */
  wasm: () => Promise<Uint8Array>;
  /** Absolute URL of the `.mjs` file of the same name. */
  mjs: string;
}

/** @throws VisualSearchError `invalid-argument` for anything but 1 to 256 */
export function checkThreads(threads: number): number {
  return checkInteger("threads", threads, 1, 256);
}
