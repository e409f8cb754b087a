/** One task at a time: a runtime runs one model at a time anyway, and decoded photos are large. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `task` after those before it, unless it has been aborted by then. */
  take<T>(signal: AbortSignal | undefined, task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(() => {
      signal?.throwIfAborted();
      return task();
    });
    this.#last = result.catch(() => undefined);
    return result;
  }
}
