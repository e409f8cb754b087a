import { VisualSearchError } from "../../lib/errors.ts";
import { KERNEL_BASE64 } from "./kernel.generated.ts";

/** The exports of the AssemblyScript kernel, which documents them; addresses are byte offsets. */
interface Exports {
  resizeRows(
    source: number,
    stride: number,
    height: number,
    starts: number,
    pairs: number,
    taps: number,
    count: number,
    out: number,
  ): void;
  resizeColumns(
    source: number,
    width: number,
    starts: number,
    pairs: number,
    taps: number,
    count: number,
    out: number,
  ): void;
  flatten(at: number, count: number): void;
}

/** A kernel with a memory of its own. */
export interface ResizeKernel extends Exports {
  /** Bytes of memory held. */
  readonly size: number;
  /** Makes the memory hold at least so many bytes; what stood there before means nothing. */
  grow(bytes: number): void;
  /** A view, dead after the next `grow`. */
  bytes(address: number, length: number): Uint8Array;
}

const PAGE_BYTES = 65_536;

let compiled: WebAssembly.Module | undefined;

/** Throws `runtime-failed` where the platform has no WebAssembly with SIMD, or no memory left. */
export function createResizeKernel(): ResizeKernel {
  try {
    compiled ??= new WebAssembly.Module(
      Uint8Array.from(atob(KERNEL_BASE64), (char) => char.charCodeAt(0)),
    );
    const memory = new WebAssembly.Memory({ initial: 1 });
    const instance = new WebAssembly.Instance(compiled, { env: { memory } });
    return {
      ...(instance.exports as unknown as Exports),
      get size() {
        return memory.buffer.byteLength;
      },
      grow: (bytes) => growMemory(memory, bytes),
      bytes: (address, length) => new Uint8Array(memory.buffer, address, length),
    };
  } catch (cause) {
    throw new VisualSearchError(
      "runtime-failed",
      "Expected WebAssembly with SIMD (Chrome 91, Firefox 89, Safari 16.4 or newer); this platform " +
        "refused the kernel. A page with a Content-Security-Policy must allow 'wasm-unsafe-eval'.",
      { cause },
    );
  }
}

function growMemory(memory: WebAssembly.Memory, bytes: number): void {
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
