/** Builds a graph on several threads: workers that each have an instance of the kernel over one memory. */
import { Worker } from "node:worker_threads";
import { VisualSearchError } from "../../lib/errors.ts";
import { BUILD_CALLS, callKernel } from "../../vector/graph/crew.ts";
import type { Crew, CrewFactory } from "../../vector/index.ts";
import { instantiate } from "../../vector/kernel/exports.generated.ts";
import { KERNEL_BASE64 } from "../../vector/kernel/wasm-shared.generated.ts";

const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;

/** Places in the control words: number of the call under way, which function, how many are done, how many failed. */
const CALL_NUMBER = 0;
const FUNCTION = 1;
const DONE = 2;
const FAILED = 3;
const CONTROL_WORDS = 4;
const ENDED = -1;

/**
 * The code of a worker: waits until the number of the call changes, runs the call, counts itself done. It is a string
 * because a bundle has no file for it.
 */
const MEMBER = `
const { workerData } = require("node:worker_threads");
const { module, memory, control, numbers, part, calls, maxArgs } = workerData;
const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports;
let last = 0;
for (;;) {
  Atomics.wait(control, ${CALL_NUMBER}, last);
  last = Atomics.load(control, ${CALL_NUMBER});
  const name = Atomics.load(control, ${FUNCTION});
  if (name === ${ENDED}) break;
  try {
    kernel[calls[name]](...numbers.subarray(part * maxArgs, (part + 1) * maxArgs));
  } catch {
    // The calling thread waits for an answer.
    Atomics.add(control, ${FAILED}, 1);
  }
  Atomics.add(control, ${DONE}, 1);
  Atomics.notify(control, ${DONE});
}
`;

/**
 * A crew of `threads` for building graphs: the calling thread and workers next to it. The calling thread is blocked
 * while they work. The graph is the same for every number of threads.
 *
 * @example
 * import { buildIndex } from "vitrine/vector";
 * import { threadCrew } from "vitrine/build";
 * const index = buildIndex(vectors, { dim: 512, graph: true, crew: threadCrew(8) });
 */
export function threadCrew(threads: number): CrewFactory {
  return (bytes) => {
    const pages = Math.max(1, Math.ceil(bytes(threads) / PAGE_BYTES));
    const memory = new WebAssembly.Memory({ initial: pages, maximum: MAX_PAGES, shared: true });
    const module = new WebAssembly.Module(Buffer.from(KERNEL_BASE64, "base64"));
    const kernel = instantiate(module, memory);
    const maxArgs = Math.max(...BUILD_CALLS.map((name) => kernel[name].length));
    const control = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * 4));
    const numbers = new Float64Array(new SharedArrayBuffer(threads * maxArgs * 8));
    const workers = Array.from({ length: threads - 1 }, (_, i) => {
      const shared = { module, memory, control, numbers, part: i + 1 };
      const workerData = { ...shared, calls: BUILD_CALLS, maxArgs };
      return new Worker(MEMBER, { eval: true, workerData });
    });
    const start = (name: number) => {
      Atomics.store(control, DONE, 0);
      Atomics.store(control, FUNCTION, name);
      Atomics.add(control, CALL_NUMBER, 1);
      Atomics.notify(control, CALL_NUMBER);
    };
    const crew: Crew = {
      size: threads,
      memory,
      run(call, args) {
        for (let part = 0; part < threads; part++) numbers.set(args(part), part * maxArgs);
        start(BUILD_CALLS.indexOf(call));
        callKernel(kernel, call, args(0));
        for (let done = Atomics.load(control, DONE); done < workers.length; ) {
          Atomics.wait(control, DONE, done);
          done = Atomics.load(control, DONE);
        }
        if (Atomics.load(control, FAILED) > 0) {
          throw new VisualSearchError(
            "runtime-failed",
            `Expected ${threads} threads to build the graph, got one that failed. Build with one thread.`,
          );
        }
      },
      end() {
        start(ENDED);
        for (const worker of workers) worker.unref();
      },
    };
    return crew;
  };
}
