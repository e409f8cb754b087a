import { VisualSearchError } from "../../errors.ts";
import { KERNEL_BASE64 } from "./kernel.generated.ts";

/** Bytes of one search result in memory: score float64, row uint32, padding. */
export const RESULT_BYTES = 16;

const PAGE_BYTES = 65_536;
const MAX_BYTES = 2 ** 32;

/** The exports of the AssemblyScript kernel; addresses are byte offsets into the imported memory. */
export interface Kernel {
  exactSearch(
    codes: number,
    stride: number,
    count: number,
    rows: number,
    query: number,
    factor: number,
    offset: number,
    filter: number,
    k: number,
    out: number,
  ): number;
  xxh64(at: number, length: number, seed: bigint): bigint;
}

let compiled: WebAssembly.Module | undefined;

function kernelModule(): WebAssembly.Module {
  if (!compiled) {
    const bytes = Uint8Array.from(atob(KERNEL_BASE64), (char) => char.charCodeAt(0));
    try {
      compiled = new WebAssembly.Module(bytes);
    } catch (cause) {
      throw new VisualSearchError(
        "runtime-failed",
        "Expected WebAssembly with SIMD (Chrome 91, Firefox 89, Safari 16.4 or newer); this platform " +
          "refused the kernel. A page with a Content-Security-Policy must allow 'wasm-unsafe-eval'.",
        { cause },
      );
    }
  }
  return compiled;
}

/** A kernel with `bytes` bytes of zeroed memory of its own. */
export function createKernel(bytes: number): { kernel: Kernel; memory: WebAssembly.Memory } {
  if (bytes > MAX_BYTES) {
    throw new VisualSearchError(
      "index-invalid",
      `Expected an index that fits into 4 GiB of WebAssembly memory, got one that needs ${bytes} bytes.`,
    );
  }
  let memory: WebAssembly.Memory;
  try {
    memory = new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(bytes / PAGE_BYTES)) });
  } catch (cause) {
    throw new VisualSearchError(
      "runtime-failed",
      `Could not get ${bytes} bytes of WebAssembly memory from this device.`,
      { cause },
    );
  }
  const instance = new WebAssembly.Instance(kernelModule(), { env: { memory } });
  return { kernel: instance.exports as unknown as Kernel, memory };
}

/** Grows `memory` to at least `bytes` bytes; views of its old buffer are dead afterwards. */
export function growMemory(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing <= 0) return;
  try {
    memory.grow(Math.ceil(missing / PAGE_BYTES));
  } catch (cause) {
    throw new VisualSearchError(
      "runtime-failed",
      `Could not get ${missing} more bytes of WebAssembly memory from this device.`,
      { cause },
    );
  }
}
