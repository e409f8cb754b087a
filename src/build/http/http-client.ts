/** Requests to servers that fail now and then: a hub of models, or the folder of one. */
import { VisualSearchError } from "../../lib/errors.ts";
import { isRetryableStatus } from "../../lib/http-status.ts";
import { locationOf, redirectTarget } from "./redirects.ts";
import { connectionFailure, retrying, statusFailure } from "./retry.ts";

export interface HttpClientOptions {
  /** Sent as a bearer token to `tokenOrigin` and to nobody else, redirects included. */
  token?: string;
  tokenOrigin?: string;
  signal?: AbortSignal;
  /** Milliseconds before the second attempt; doubled for each further one. */
  retryDelayMs?: number;
  /** Milliseconds without an answer or a byte after which an attempt is given up. Default: 60,000. */
  stallMs?: number;
}

/** An answer, whatever its status, and the headers of the first answer on the way to it. */
export interface Answer {
  response: Response;
  /** Before any redirect: the hub describes a file there. */
  firstHeaders: Headers;
}

const MAX_REDIRECTS = 8;
const MAX_FAILURES = 5;
const MAX_WAIT_MS = 60_000;

export class HttpClient {
  readonly #options: HttpClientOptions;

  constructor(options: HttpClientOptions = {}) {
    this.#options = options;
  }

  get stallMs(): number {
    return this.#options.stallMs ?? 60_000;
  }

  /**
   * One request with its redirects. Statuses that may pass, and connections that fail, are a
   * `RetryableFailure`; every other status is an answer.
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
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const response = await this.#once(method, target, headers, signal);
      firstHeaders ??= response.headers;
      const location = locationOf(response);
      if (location === undefined) return { response, firstHeaders };
      // The hub describes a large file in its redirect, whose target need not answer HEAD.
      if (method === "HEAD" && response.headers.has("x-linked-size")) {
        return { response, firstHeaders };
      }
      await response.body?.cancel();
      target = safeTarget(location, target);
    }
    throw new VisualSearchError(
      "network",
      `Expected ${url} to lead to a file, got more than ${MAX_REDIRECTS} redirects. Check the address.`,
    );
  }

  /**
   * Tries again, with growing pauses, what fails in a way that may pass. `progressed` says whether the last
   * attempt got anywhere, so that a long download may be cut many times.
   *
   * @throws VisualSearchError `network` after five failures in a row, or the reason of the signal
   */
  async retry<T>(what: string, task: () => Promise<T>, progressed = () => false): Promise<T> {
    const { signal, retryDelayMs = 1000 } = this.#options;
    let failures = 0;
    return await retrying(
      task,
      (failure) => {
        failures = progressed() ? 1 : failures + 1;
        if (failures >= MAX_FAILURES) {
          throw new VisualSearchError(
            "network",
            `Expected to fetch ${what}, but ${MAX_FAILURES} attempts failed: ${failure.message}. ` +
              "Check the network and run it again; what has arrived is kept.",
            { cause: failure },
          );
        }
        const wait = Math.max(failure.waitMs, retryDelayMs * 2 ** (failures - 1));
        return Math.min(wait, MAX_WAIT_MS);
      },
      signal,
    );
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
          // So that lengths and ranges are those of the file itself.
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
      throw connectionFailure(`${url.host} did not answer`, error);
    } finally {
      clearTimeout(timer);
    }
    if (!isRetryableStatus(response.status)) return response;
    await response.body?.cancel();
    throw statusFailure(url.host, response);
  }
}

/** A redirect may not lead from https to http. */
function safeTarget(location: string, from: URL): URL {
  const target = redirectTarget(location, from);
  if (target && (target.protocol === "https:" || from.protocol === "http:")) return target;
  throw new VisualSearchError(
    "network",
    `Expected a redirect from ${from.origin} to an ${from.protocol.slice(0, -1)} address, got ` +
      `${location.slice(0, 200)}. Check the address of the model.`,
  );
}
