/** The float32 kernel of the bench: one peer runs it in the page, and recall is measured by it in Node. */

/** Brute force over float32. Addresses are byte offsets into the memory. */
export interface Float32Kernel {
  setRows(rows: number, count: number, dim: number): void;
  /** Writes the score of each row to `out`. */
  scores(query: number, out: number): void;
  /**
   * Writes the `k` best rows to `out`: `k` scores (float32) and after them `k` row numbers. Returns how many there are.
   * If `buckets` is not 0, it is the address of a uint8 for each row, and only rows of `bucket` count.
   */
  search(query: number, k: number, buckets: number, bucket: number, out: number): number;
}

export function instantiateFloat32(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Float32Kernel {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as unknown as Float32Kernel;
}
