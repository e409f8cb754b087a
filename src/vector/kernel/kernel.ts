/** Compiles the kernel once, and makes instances of it with a memory of their own. */
import { VisualSearchError } from "../../lib/errors.ts";
import { allocateMemory, decodeBase64, kernelRefused } from "../../lib/wasm.ts";
import { instantiate, type Kernel } from "./exports.generated.ts";
import { KERNEL_BASE64 } from "./wasm.generated.ts";

const MAX_BYTES = 2 ** 32;

let compiled: WebAssembly.Module | undefined;

/**
 * Compiles the kernel off the thread, unless that has been done.
 *
 * @throws VisualSearchError `runtime-failed`
 */
export async function compileKernel(): Promise<void> {
  if (compiled) return;
  try {
    compiled = await WebAssembly.compile(decodeBase64(KERNEL_BASE64));
  } catch (cause) {
    throw kernelRefused(cause);
  }
}

function kernelModule(): WebAssembly.Module {
  if (!compiled) {
    try {
      compiled = new WebAssembly.Module(decodeBase64(KERNEL_BASE64));
    } catch (cause) {
      throw kernelRefused(cause);
    }
  }
  return compiled;
}

/**
 * A kernel with `bytes` bytes of zeroed memory of its own.
 *
 * @throws VisualSearchError `index-invalid` beyond 4 GiB, `runtime-failed`
 */
export function createKernel(bytes: number): { kernel: Kernel; memory: WebAssembly.Memory } {
  if (bytes > MAX_BYTES) {
    throw new VisualSearchError(
      "index-invalid",
      `Expected an index that fits into 4 GiB of WebAssembly memory, got one that needs ${bytes} bytes. ` +
        "Divide the rows between several indexes.",
    );
  }
  const memory = allocateMemory(bytes);
  return { kernel: instantiate(kernelModule(), memory), memory };
}
