/** Work that is done once for several callers, such as loading an encoder. */
import { unlessAborted } from "../../lib/abort.ts";

/**
 * A task that runs once, however many callers want its result. It is aborted once all of them have given up. After an
 * abort or a failure, the next caller starts it again.
 */
export class SharedTask<T> {
  readonly #start: (signal: AbortSignal) => Promise<T>;
  #run: Run<T> | undefined;

  constructor(start: (signal: AbortSignal) => Promise<T>) {
    this.#start = start;
  }

  /** Rejects as the task does, or with the signal's reason. */
  async get(signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    // Two runs at the same time would hold everything twice.
    while (this.#run?.controller.signal.aborted && !this.#run.isDone) await this.#run.settled;
    signal?.throwIfAborted();
    this.#run ??= this.#begin();
    return wait(this.#run, signal);
  }

  /** Forgets the result. A task that is still running goes on, but only for those who wait for it already. */
  clear(): void {
    this.#run = undefined;
  }

  #begin(): Run<T> {
    const controller = new AbortController();
    const result = this.#start(controller.signal);
    const run: Run<T> = {
      controller,
      result,
      waiting: 0,
      isDone: false,
      settled: Promise.resolve(),
    };
    run.settled = result.then(
      () => {
        run.isDone = true;
      },
      () => {
        if (this.#run === run) this.#run = undefined;
      },
    );
    return run;
  }
}

interface Run<T> {
  controller: AbortController;
  result: Promise<T>;
  /** Number of callers who have not given up. */
  waiting: number;
  isDone: boolean;
  settled: Promise<void>;
}

async function wait<T>(run: Run<T>, signal: AbortSignal | undefined): Promise<T> {
  run.waiting++;
  try {
    return await unlessAborted(run.result, signal);
  } finally {
    if (signal?.aborted && --run.waiting === 0 && !run.isDone) run.controller.abort(signal.reason);
  }
}
