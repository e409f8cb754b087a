/**
 * What is made once for several callers, such as an encoder. The making is aborted once all who wait for it
 * have given up; after an abort or a failure, the next caller starts it again.
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
    // Two at a time would hold everything twice.
    while (this.#run?.controller.signal.aborted && !this.#run.isDone) await this.#run.settled;
    signal?.throwIfAborted();
    this.#run ??= this.#begin();
    return wait(this.#run, signal);
  }

  /** Forgets what was made, or lets what is being made go on for those who wait for it alone. */
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

function wait<T>(run: Run<T>, signal: AbortSignal | undefined): Promise<T> {
  run.waiting++;
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => {
      reject(signal!.reason);
      if (--run.waiting === 0 && !run.isDone) run.controller.abort(signal!.reason);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    run.result.then(resolve, reject).finally(() => signal?.removeEventListener("abort", onAbort));
  });
}
