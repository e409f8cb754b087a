import { VisualSearchError } from "../../lib/errors.ts";
import { KERNEL_BASE64 } from "./kernel.generated.ts";

/** Bytes of a scored row in memory: score float64, row uint32, mark uint32. */
export const ENTRY_BYTES = 16;

/** What `setPending` wants: 128 row numbers. */
export const PENDING_BYTES = 512;

/** Entries that `graphSearch` with sign bits wants behind its two lists. */
export const TRAIL_ENTRIES = 4096;

/** Planes of bits that `codeQuery` writes, each as long as the sign bits of a row. */
export const QUERY_PLANES = 3;

const ALIGNMENT = 64;

/** Hands out addresses one after another, each a multiple of 64. */
export class Layout {
  #end: number;

  constructor(start = 0) {
    this.#end = start;
    this.place(0);
  }

  /** The address of the next `bytes` bytes. */
  place(bytes: number): number {
    const address = Math.ceil(this.#end / ALIGNMENT) * ALIGNMENT;
    this.#end = address + bytes;
    return address;
  }

  /** Where the next byte would go. */
  get end(): number {
    return Math.ceil(this.#end / ALIGNMENT) * ALIGNMENT;
  }
}

const PAGE_BYTES = 65_536;
const MAX_BYTES = 2 ** 32;

/**
 * The exports of the AssemblyScript kernel, which documents them; addresses are byte offsets into the
 * imported memory, scores float64.
 */
export interface Kernel {
  setRows(codes: number, stride: number, rows: number, meanSquare: number): void;
  exactSearch(
    count: number,
    query: number,
    factor: number,
    offset: number,
    filter: number,
    k: number,
    out: number,
  ): number;
  countPassing(filter: number, count: number): number;
  keepPassing(list: number, size: number, filter: number): number;
  rescore(
    list: number,
    size: number,
    query: number,
    factor: number,
    offset: number,
    k: number,
    out: number,
  ): number;
  setCoder(dim: number, mean: number, signs: number, rounds: number, block: number): void;
  squaredLength(x: number): number;
  codeQuery(x: number, scale: number, most: number, codes: number, planes: number): void;
  queryFactor(): number;
  queryTerm(): number;
  queryLength(): number;
  setSigns(signs: number, bytes: number): void;
  sketchSearch(
    count: number,
    planes: number,
    offset: number,
    filter: number,
    k: number,
    above: number,
    out: number,
  ): number;
  setVisited(at: number, count: number): void;
  setGraph(offsets: number, neighbours: number, levels: number, levelCount: number): void;
  setPending(at: number): void;
  graphSearch(
    entryRow: number,
    query: number,
    factor: number,
    offset: number,
    planes: number,
    slack: number,
    ef: number,
    list: number,
  ): number;
  scoredRows(): number;
  beginBuild(
    m: number,
    ground: number,
    upper: number,
    upperOf: number,
    levelOf: number,
    query: number,
    found: number,
    chosen: number,
    pruned: number,
  ): void;
  proposeRows(first: number, end: number, entry: number, efConstruction: number): void;
  linkRows(first: number, end: number, part: number, parts: number): void;
  contenders(list: number, size: number, k: number, length: number): number;
  refine(
    list: number,
    size: number,
    residuals: number,
    stride: number,
    ratio: number,
    query: number,
    factor: number,
    out: number,
  ): void;
  allFinite(at: number, count: number): number;
  checkLists(offsets: number, neighbours: number, count: number, edges: number): number;
  layLists(lengths: number, count: number, offsets: number, edges: number): number;
  allBelow(numbers: number, length: number, bound: number): number;
  refineBits(
    list: number,
    size: number,
    bits: number,
    bytes: number,
    query: number,
    factor: number,
    out: number,
  ): void;
  xxh64(at: number, length: number, seed: bigint): bigint;
}

let compiled: WebAssembly.Module | undefined;

function kernelBytes(): Uint8Array<ArrayBuffer> {
  const text = atob(KERNEL_BASE64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function refused(cause: unknown): VisualSearchError {
  return new VisualSearchError(
    "runtime-failed",
    "Expected WebAssembly with SIMD (Chrome 91, Firefox 89, Safari 16.4 or newer); this platform " +
      "refused the kernel. A page with a Content-Security-Policy must allow 'wasm-unsafe-eval'.",
    { cause },
  );
}

/** Compiles the kernel off the thread, where nothing has compiled it yet. */
export async function compileKernel(): Promise<void> {
  if (compiled) return;
  try {
    compiled = await WebAssembly.compile(kernelBytes());
  } catch (cause) {
    throw refused(cause);
  }
}

function kernelModule(): WebAssembly.Module {
  if (!compiled) {
    try {
      compiled = new WebAssembly.Module(kernelBytes());
    } catch (cause) {
      throw refused(cause);
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
