/** One request for a picture: limits of time and size, redirects not followed. */
import { isRetryableStatus } from "../../../lib/http-status.ts";
import { locationOf, redirectTarget } from "../../http/redirects.ts";
import { connectionFailure, RetryableFailure, statusFailure } from "../../http/retry.ts";
import { tooLong, withoutCredentials } from "./picture-source.ts";

export interface RequestLimits {
  /** Milliseconds until the answer's headers, connecting included. */
  answerMs: number;
  /** Milliseconds without a byte of the answer. */
  idleMs: number;
  /** Milliseconds of a request in all. */
  totalMs: number;
  /** Bytes of a body, counted as they arrive. */
  maxBytes: number;
}

/** One answer of a server: a redirect, or what `receive` made of the body. */
export type Answer<T> = { redirect: URL } | { status: number; headers: Headers; received: T };

/**
 * Sends one request. A status or a connection whose failure may pass is a `RetryableFailure`; every other status
 * but 200 and 304 is an `Error` with the reason.
 *
 * @param receive takes the body of a 200 chunk by chunk; its result belongs to the answer
 */
export async function requestOnce<T>(
  url: URL,
  headers: Record<string, string>,
  limits: RequestLimits,
  receive: (chunks: AsyncIterable<Uint8Array>) => Promise<T>,
  signal?: AbortSignal,
): Promise<Answer<T | undefined>> {
  const watchdog = new Watchdog(limits, url.host);
  try {
    const response = await fetch(url, {
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, watchdog.signal]) : watchdog.signal,
      headers,
    });
    watchdog.reset();
    const { status } = response;
    if (status !== 200) await response.body?.cancel();
    const location = locationOf(response);
    if (location !== undefined) return { redirect: publicTarget(location, url) };
    if (isRetryableStatus(status)) throw statusFailure(url.host, response);
    if (status !== 200 && status !== 304) throw new Error(`${url.host} answered ${status}`);
    const received =
      status === 200 ? await receive(bounded(response, limits.maxBytes, watchdog)) : undefined;
    return { status, headers: response.headers, received };
  } catch (error) {
    signal?.throwIfAborted();
    if (watchdog.reason !== undefined) {
      throw new RetryableFailure(watchdog.reason, 0, { cause: error });
    }
    // The platform's failures of connections are TypeErrors; everything else is not the network's.
    if (!(error instanceof TypeError)) throw error;
    const what = watchdog.hasAnswer ? "cut the connection" : "did not answer";
    throw connectionFailure(`${url.host} ${what}`, error);
  } finally {
    watchdog.stop();
  }
}

/** The body's chunks, as long as they are within the limit. */
async function* bounded(response: Response, maxBytes: number, watchdog: Watchdog) {
  let bytes = 0;
  const announced = Number(response.headers.get("content-length"));
  if (announced > maxBytes) {
    await response.body?.cancel();
    throw tooLong(announced, maxBytes);
  }
  for await (const chunk of response.body ?? []) {
    watchdog.reset();
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`the image file has more than ${maxBytes} bytes`);
    yield chunk;
  }
}

function publicTarget(location: string, from: URL): URL {
  const target = redirectTarget(location, from);
  if (!target) throw new Error(`${from.host} redirects to what is no http(s) address`);
  return new URL(withoutCredentials(target.href));
}

/** Aborts a request that takes too long, and says why. */
class Watchdog {
  readonly #limits: RequestLimits;
  readonly #host: string;
  readonly #abort = new AbortController();
  readonly #total: NodeJS.Timeout;
  #idle: NodeJS.Timeout;
  /** Why the request was aborted, once it was. */
  reason: string | undefined;
  hasAnswer = false;

  constructor(limits: RequestLimits, host: string) {
    this.#limits = limits;
    this.#host = host;
    const { answerMs, totalMs } = limits;
    this.#idle = this.#after(answerMs, `did not answer within ${answerMs / 1000} s`);
    this.#total = this.#after(totalMs, `took longer than ${totalMs / 1000} s`);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Something has arrived: the wait for the next byte begins. */
  reset(): void {
    this.hasAnswer = true;
    clearTimeout(this.#idle);
    const { idleMs } = this.#limits;
    this.#idle = this.#after(idleMs, `sent nothing for ${idleMs / 1000} s`);
  }

  stop(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#total);
  }

  #after(milliseconds: number, what: string): NodeJS.Timeout {
    return setTimeout(() => {
      this.reason = `${this.#host} ${what}`;
      this.#abort.abort();
    }, milliseconds);
  }
}
