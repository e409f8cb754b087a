/** The kernel that resizes pictures, with a memory of its own. */
import { allocateMemory, decodeBase64, growMemory, kernelRefused } from "../../lib/wasm.ts";
import { instantiate, type Kernel } from "./exports.generated.ts";
import { KERNEL_BASE64 } from "./wasm.generated.ts";

/** The fields of the kernel's `Job`, uint32 each, in its order. */
const JOB = ["source", "stride", "height", "starts", "pairs", "taps", "count", "out"] as const;
export type Job = Record<(typeof JOB)[number], number>;

export interface ResizeKernel extends Kernel {
  /** Bytes of memory held. */
  readonly size: number;
  /** Makes the memory hold at least this many bytes. What it held before is undefined. */
  grow(bytes: number): void;
  /** A view, dead after the next `grow`. */
  bytes(address: number, length: number): Uint8Array;
  /** Writes a job of `JOB_BYTES`. */
  putJob(address: number, job: Job): void;
}

let compiled: WebAssembly.Module | undefined;

/** @throws VisualSearchError `runtime-failed` if the platform has no WebAssembly with SIMD, or no memory left */
export function createResizeKernel(): ResizeKernel {
  let kernel: Kernel;
  const memory = allocateMemory(0);
  try {
    compiled ??= new WebAssembly.Module(decodeBase64(KERNEL_BASE64));
    kernel = instantiate(compiled, memory);
  } catch (cause) {
    throw kernelRefused(cause);
  }
  return {
    ...kernel,
    get size() {
      return memory.buffer.byteLength;
    },
    grow: (bytes) => growMemory(memory, bytes),
    bytes: (address, length) => new Uint8Array(memory.buffer, address, length),
    putJob: (address, job) => {
      new Uint32Array(memory.buffer, address, JOB.length).set(JOB.map((field) => job[field]));
    },
  };
}
