/** Failures of servers and connections that may be gone a moment later, and trying again. */
import { sleep } from "../../lib/abort.ts";
import { messageOf } from "../../lib/errors.ts";

/** A failure that may be gone a moment later. */
export class RetryableFailure extends Error {
  /** Milliseconds that the server asks to wait. */
  readonly waitMs: number;

  constructor(message: string, waitMs = 0, options: ErrorOptions = {}) {
    super(message, options);
    this.waitMs = waitMs;
  }
}

/**
 * Repeats a task as long as it fails in a way that may pass.
 *
 * @param pauseBefore milliseconds before the next attempt, after a failure and the number of attempts so far; it
 * throws to give up
 * @throws what the task or `pauseBefore` throws, or the reason of the signal
 */
export async function retrying<T>(
  task: () => Promise<T>,
  pauseBefore: (failure: RetryableFailure, attempts: number) => number,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    signal?.throwIfAborted();
    try {
      return await task();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof RetryableFailure)) throw error;
      await sleep(pauseBefore(error, attempts), signal);
    }
  }
}

/** The failure of a connection, before an answer or within it. */
export function connectionFailure(message: string, error: unknown): RetryableFailure {
  // Node hides what went wrong with a connection in the cause.
  const cause = error instanceof Error ? error.cause : undefined;
  return new RetryableFailure(`${message} (${messageOf(cause ?? error)})`, 0, { cause: error });
}

/** The failure of an answer with a status that may pass. */
export function statusFailure(host: string, { status, headers }: Response): RetryableFailure {
  return new RetryableFailure(`${host} answered ${status}`, retryAfterMs(headers));
}

/** Milliseconds that a server asks to wait, in seconds or by a date (RFC 9110, 10.2.3); 0 if it does not. */
export function retryAfterMs(headers: Headers, now = Date.now()): number {
  const value = headers.get("retry-after")?.trim() ?? "";
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(wait) ? Math.max(0, wait) : 0;
}
