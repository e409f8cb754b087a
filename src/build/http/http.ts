import { setTimeout as sleep } from "node:timers/promises";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import { isRetryableStatus } from "../../lib/http-status.ts";

export interface HttpOptions {
  /** Sent as a bearer to `tokenOrigin` and to nobody else, redirects included. */
  token?: string;
  tokenOrigin?: string;
  signal?: AbortSignal;
  /** Milliseconds before the second attempt; doubled for each further one. */
  retryDelayMs?: number;
  /** Milliseconds without an answer or a byte after which an attempt is given up. */
  stallMs?: number;
}

/** An answer, whatever its status, and what was met on the way to it. */
export interface Answer {
  response: Response;
  /** Headers of the first answer, before any redirect: the hub describes a file there. */
  firstHeaders: Headers;
}

/** A failure that may be gone a moment later. */
export class PassingFailure extends Error {
  /** Milliseconds that the server asks to wait. */
  readonly waitMs: number;

  constructor(message: string, waitMs = 0, options: ErrorOptions = {}) {
    super(message, options);
    this.waitMs = waitMs;
  }
}

const MOST_REDIRECTS = 8;
const MOST_FAILURES = 5;
const MOST_WAIT_MS = 60_000;
export const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Requests to servers that fail now and then. */
export class Http {
  readonly #options: HttpOptions;

  constructor(options: HttpOptions = {}) {
    this.#options = options;
  }

  get stallMs(): number {
    return this.#options.stallMs ?? 60_000;
  }

  /**
   * One request with its redirects. Statuses that may pass, and connections that fail, are a
   * `PassingFailure`; every other status is an answer.
   *
   * @throws VisualSearchError `network` for redirects that lead nowhere, or the reason of the signal
   */
  async request(
    method: "GET" | "HEAD",
    url: string,
    headers: Record<string, string> = {},
    signal = this.#options.signal,
  ): Promise<Answer> {
    let target = new URL(url);
    let firstHeaders: Headers | undefined;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
      const response = await this.#once(method, target, headers, signal);
      firstHeaders ??= response.headers;
      const location = response.headers.get("location");
      if (!REDIRECTS.has(response.status) || location === null) {
        return { response, firstHeaders };
      }
      // The hub tells all about a large file in its redirect, which need not answer HEAD itself.
      if (method === "HEAD" && response.headers.has("x-linked-size")) {
        return { response, firstHeaders };
      }
      await response.body?.cancel();
      target = redirectTarget(location, target);
    }
    throw new VisualSearchError(
      "network",
      `Expected ${url} to lead to a file, got more than ${MOST_REDIRECTS} redirects. Check the address.`,
    );
  }

  /**
   * Tries again, with growing pauses, what fails in passing. `progressed` tells whether the last attempt
   * got anywhere, so that a long download may be cut many times.
   *
   * @throws VisualSearchError `network` after five failures in a row, or the reason of the signal
   */
  async retry<T>(what: string, task: () => Promise<T>, progressed = () => false): Promise<T> {
    const { signal, retryDelayMs = 1000 } = this.#options;
    for (let failures = 0; ; ) {
      signal?.throwIfAborted();
      try {
        return await task();
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof PassingFailure)) throw error;
        failures = progressed() ? 1 : failures + 1;
        if (failures >= MOST_FAILURES) {
          throw new VisualSearchError(
            "network",
            `Expected to fetch ${what}, and ${MOST_FAILURES} attempts failed: ${error.message}. ` +
              "Check the network and run it again; what has arrived is kept.",
            { cause: error },
          );
        }
        const wait = Math.max(error.waitMs, retryDelayMs * 2 ** (failures - 1));
        await sleep(Math.min(wait, MOST_WAIT_MS), undefined, signal && { signal }).catch(() => {});
      }
    }
  }

  async #once(
    method: string,
    url: URL,
    headers: Record<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    const { token, tokenOrigin } = this.#options;
    const stalled = new AbortController();
    const timer = setTimeout(() => stalled.abort(), this.stallMs);
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        redirect: "manual",
        signal: signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal,
        headers: {
          // Lengths and ranges are of the file itself.
          "accept-encoding": "identity",
          "user-agent": "vitrine",
          ...headers,
          ...(token !== undefined && url.origin === tokenOrigin
            ? { authorization: `Bearer ${token}` }
            : {}),
        },
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw new PassingFailure(`${url.host} did not answer (${causeOf(error)})`, 0, {
        cause: error,
      });
    } finally {
      clearTimeout(timer);
    }
    if (!isRetryableStatus(response.status)) return response;
    await response.body?.cancel();
    throw new PassingFailure(
      `${url.host} answered ${response.status}`,
      retryAfterMs(response.headers),
    );
  }
}

/** Milliseconds that a server asks to wait, in seconds or by a date (RFC 9110, 10.2.3); 0 where it does not. */
export function retryAfterMs(headers: Headers, now = Date.now()): number {
  const value = headers.get("retry-after")?.trim() ?? "";
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(wait) ? Math.max(0, wait) : 0;
}

/** Node hides what went wrong with a connection in the cause. */
export function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return messageOf(cause ?? error);
}

function redirectTarget(location: string, from: URL): URL {
  let target: URL | undefined;
  try {
    target = new URL(location, from);
  } catch {
    // Reported below.
  }
  const safe =
    target?.protocol === "https:" || (target?.protocol === "http:" && from.protocol === "http:");
  if (target && safe) return target;
  throw new VisualSearchError(
    "network",
    `Expected a redirect from ${from.origin} to an ${from.protocol.slice(0, -1)} address, got ` +
      `${location.slice(0, 200)}. Check the address of the model.`,
  );
}
