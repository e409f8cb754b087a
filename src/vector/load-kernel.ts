/** Loads the kernel ahead of the first search. */
import { signBytesOf } from "./codes/sign-bits.ts";
import { writeSketch } from "./file/write-index.ts";
import { ROW_FLOATS } from "./kernel/exports.generated.ts";
import { compileKernel } from "./kernel/kernel.ts";
import { openIndex } from "./open-index.ts";

/**
 * Enough for V8 to compile the scan of sign bits again with its optimising compiler, on a thread of its own: half of
 * this is not enough. 512 dimensions, as CLIP has.
 */
const REHEARSAL = { dim: 512, rows: 2048, searches: 4 };

let loading: Promise<void> | undefined;

/**
 * Prepares what the first `openIndex` and the first search would otherwise have to wait for. It compiles the
 * WebAssembly kernel off the thread, then opens and searches a sketch of zeros, because engines compile a function only
 * when it is called, and compile it well only when it has run for a while. It takes 5 to 10 ms, to be spent while a
 * page loads. All calls share one loading, and nothing depends on it.
 *
 * @throws VisualSearchError `runtime-failed` if the platform refuses the kernel
 * @example
 * void loadKernel(); // while the index is fetched
 * const index = openIndex(await fetchIndex());
 */
export function loadKernel(): Promise<void> {
  loading ??= load().catch((error) => {
    // Another call may try again.
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<void> {
  await compileKernel();
  const { dim, rows, searches } = REHEARSAL;
  const mean = new Float32Array(dim);
  const sketch = writeSketch(
    { dim, metric: "cosine", seed: 1, mean },
    new Float32Array(rows * ROW_FLOATS),
    new Uint8Array(rows * signBytesOf(dim)),
  );
  const index = openIndex(sketch);
  const query = new Float32Array(dim).fill(1);
  for (let i = 0; i < searches; i++) index.search(query, { k: 1 });
}
