/** Waiting that an `AbortSignal` can end. */

/**
 * The promise's outcome or, as soon as the signal is aborted, a rejection with the signal's reason. The work behind the
 * promise goes on: its owner ends it.
 *
 * @example
 * const answer = await unlessAborted(fetchAnswer(), signal);
 */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    promise.finally(() => signal.removeEventListener("abort", onAbort)).then(resolve, reject);
  });
}

/** Resolves after a time, or rejects with the signal's reason. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const slept = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  return unlessAborted(slept, signal).finally(() => clearTimeout(timer));
}
