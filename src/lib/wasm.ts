/** WebAssembly that is bundled as text, and the memory it works in. */
import { VisualSearchError } from "./errors.ts";

const PAGE_BYTES = 65_536;

/** The bytes of a module that a bundle has in base64. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const decoded = atob(text);
  const bytes = new Uint8Array(decoded.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = decoded.charCodeAt(i);
  return bytes;
}

/** The error of a platform that does not compile a kernel. */
export function kernelRefused(cause: unknown): VisualSearchError {
  return new VisualSearchError(
    "runtime-failed",
    "Expected WebAssembly with SIMD (Chrome 91, Firefox 89, Safari 16.4 or newer), got a platform that " +
      "refuses the kernel. A page with a Content-Security-Policy must allow 'wasm-unsafe-eval'.",
    { cause },
  );
}

/**
 * Zeroed memory of at least `bytes` bytes.
 *
 * @throws VisualSearchError `runtime-failed`
 */
export function allocateMemory(bytes: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(bytes / PAGE_BYTES)) });
  } catch (cause) {
    throw outOfMemory(bytes, cause);
  }
}

/**
 * Grows a memory to at least `bytes` bytes; views of its old buffer are dead afterwards.
 *
 * @throws VisualSearchError `runtime-failed`
 */
export function growMemory(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing <= 0) return;
  try {
    memory.grow(Math.ceil(missing / PAGE_BYTES));
  } catch (cause) {
    throw outOfMemory(missing, cause);
  }
}

function outOfMemory(bytes: number, cause: unknown): VisualSearchError {
  return new VisualSearchError(
    "runtime-failed",
    `Expected ${bytes} more bytes of WebAssembly memory, got none from this device. Close other tabs, or use ` +
      "a smaller catalog.",
    { cause },
  );
}
