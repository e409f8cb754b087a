import { messageOf } from "../../../lib/errors.ts";
import { isRetryableStatus } from "../../../lib/http-status.ts";
import { causeOf, PassingFailure, REDIRECTS, retryAfterMs } from "../../http/http.ts";
import { tooLong, withoutCredentials } from "./picture-source.ts";

export interface RequestLimits {
  /** Milliseconds until the answer's headers, connecting included. */
  answerMs: number;
  /** Milliseconds without a byte of the answer. */
  idleMs: number;
  /** Milliseconds of a request in all. */
  totalMs: number;
  /** Bytes of a body, counted as they arrive. */
  mostBytes: number;
}

/** One answer of a server: where to look instead, or what `receive` made of the body. */
export type Step<T> = { redirect: URL } | { status: number; headers: Headers; received: T };

/**
 * One request, redirects not followed. Statuses and connections whose failure may pass are a
 * `PassingFailure`, every other status but 200 and 304 is an `Error` with the reason.
 *
 * @param receive takes the body of a 200 chunk by chunk, and what it gives belongs to the answer
 */
export async function requestOnce<T>(
  url: URL,
  headers: Record<string, string>,
  limits: RequestLimits,
  receive: (chunks: AsyncIterable<Uint8Array>) => Promise<T>,
  signal?: AbortSignal,
): Promise<Step<T | undefined>> {
  const watch = new Watch(limits, url.host);
  try {
    const response = await fetch(url, {
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, watch.signal]) : watch.signal,
      headers,
    });
    watch.arrived();
    const { status } = response;
    const location = response.headers.get("location");
    if (status !== 200) await response.body?.cancel();
    if (REDIRECTS.has(status) && location !== null) {
      return { redirect: redirectTarget(location, url) };
    }
    if (isRetryableStatus(status)) {
      throw new PassingFailure(`${url.host} answered ${status}`, retryAfterMs(response.headers));
    }
    if (status !== 200 && status !== 304) throw new Error(`${url.host} answered ${status}`);
    const received =
      status === 200 ? await receive(bounded(response, limits.mostBytes, watch)) : undefined;
    return { status, headers: response.headers, received };
  } catch (error) {
    signal?.throwIfAborted();
    if (watch.reason !== undefined) throw new PassingFailure(watch.reason, 0, { cause: error });
    // The platform's own failures of connections; everything else is not the network's.
    if (error instanceof TypeError) {
      const cut = watch.hasAnswered ? "cut the connection" : "did not answer";
      throw new PassingFailure(`${url.host} ${cut} (${causeOf(error)})`, 0, { cause: error });
    }
    throw error;
  } finally {
    watch.stop();
  }
}

/** The body's chunks, as long as they are within the limit. */
async function* bounded(response: Response, most: number, watch: Watch) {
  let bytes = 0;
  const announced = Number(response.headers.get("content-length"));
  if (announced > most) {
    await response.body?.cancel();
    throw tooLong(announced, most);
  }
  for await (const chunk of response.body ?? []) {
    watch.arrived();
    bytes += chunk.length;
    if (bytes > most) throw new Error(`the image file has more than ${most} bytes`);
    yield chunk;
  }
}

function redirectTarget(location: string, from: URL): URL {
  let target: URL;
  try {
    target = new URL(location, from);
  } catch (error) {
    throw new Error(`${from.host} redirects to no address (${messageOf(error)})`);
  }
  if (target.protocol !== "http:" && target.protocol !== "https:") {
    throw new Error(`${from.host} redirects to a ${target.protocol} address`);
  }
  return new URL(withoutCredentials(target.href));
}

/** Gives a request up that takes too long, and says why. */
class Watch {
  readonly #limits: RequestLimits;
  readonly #host: string;
  readonly #abort = new AbortController();
  readonly #total: NodeJS.Timeout;
  #idle: NodeJS.Timeout;
  reason: string | undefined;
  hasAnswered = false;

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

  /** Something has come. */
  arrived(): void {
    this.hasAnswered = true;
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
