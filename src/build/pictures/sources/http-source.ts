/** Pictures of web servers, asked for politely and once in a build. */
import { createHash } from "node:crypto";
import { messageOf } from "../../../lib/errors.ts";
import { RetryableFailure, retrying } from "../../http/retry.ts";
import { BUILD_OPTIONS } from "../../options/tables/build-options.ts";
import { isHtml, textStart } from "../picture-format.ts";
import { HostGates } from "./host-gates.ts";
import type { Download, HttpCache } from "./http-cache.ts";
import { type RequestLimits, requestOnce } from "./http-request.ts";
import {
  type FoundPicture,
  foundPicture,
  type ImageSource,
  MAX_PICTURE_BYTES,
  withoutCredentials,
} from "./picture-source.ts";

export interface HttpSourceOptions extends Partial<RequestLimits> {
  /** Requests at a time, to all hosts and to one. */
  concurrency?: number;
  perHost?: number;
  /** Times that a picture is asked for before it counts as missing. */
  attempts?: number;
  /** Milliseconds before the second attempt; doubled for each further one. Default: 500. */
  retryDelayMs?: number;
  /** Milliseconds that a server may ask to wait (`Retry-After`). Default: a minute. */
  maxWaitMs?: number;
  /** Asks no server: takes what the cache has as it is. Default: false. */
  offline?: boolean;
  signal?: AbortSignal;
}

/** What was fetched. */
export interface HttpCounts {
  /** Requests, including redirects and retries. */
  requests: number;
  /** Pictures that arrived, and their bytes. */
  fetched: number;
  bytes: number;
  /** Pictures of the cache that are still the same, as their servers said (304). */
  unchanged: number;
  /** Pictures of the cache that were taken without asking, offline. */
  unasked: number;
  /** Pictures of the cache that were taken because their servers failed. */
  stale: number;
  failed: number;
}

export function noDownloads(): HttpCounts {
  return { requests: 0, fetched: 0, bytes: 0, unchanged: 0, unasked: 0, stale: 0, failed: 0 };
}

const MAX_REDIRECTS = 5;
const USER_AGENT = "vitrine (catalog build)";
const ACCEPT = "image/avif,image/webp,image/png,image/jpeg,image/*;q=0.8,*/*;q=0.1";

const DEFAULTS = {
  concurrency: BUILD_OPTIONS.concurrency.default,
  perHost: BUILD_OPTIONS.perHost.default,
  attempts: BUILD_OPTIONS.attempts.default,
  retryDelayMs: 500,
  maxWaitMs: 60_000,
  answerMs: 15_000,
  idleMs: 15_000,
  totalMs: BUILD_OPTIONS.imageTimeout.default * 1000,
  maxBytes: MAX_PICTURE_BYTES,
  offline: false,
};

/**
 * Pictures of web servers, through the cache: an address is asked for once in a build, conditionally if the cache
 * has its picture. Addresses of private networks are allowed, as retailers build inside theirs.
 */
export class HttpSource implements ImageSource {
  readonly counts = noDownloads();
  readonly #cache: HttpCache;
  readonly #options: typeof DEFAULTS;
  readonly #signal: AbortSignal | undefined;
  readonly #gates: HostGates;
  readonly #began = Date.now();
  readonly #running = new Map<string, Promise<Download>>();
  /** Why there is no picture at an address, which is not asked again. */
  readonly #failures = new Map<string, string>();

  constructor(cache: HttpCache, { signal, ...options }: HttpSourceOptions = {}) {
    this.#cache = cache;
    this.#signal = signal;
    this.#options = { ...DEFAULTS, ...options };
    this.#gates = new HostGates(this.#options.concurrency, this.#options.perHost);
  }

  async find(address: string): Promise<FoundPicture> {
    const download = await this.#get(address);
    return foundPicture(download.bytes, async () => {
      // Another build may have made room, or the disk may have failed: fetch it once more.
      const bytes = await this.#cache.read(download);
      if (bytes) return bytes;
      const again = await this.#cache.read(await this.#get(address));
      if (again) return again;
      throw new Error(
        "the image was deleted from the cache as soon as it was there: is there room for it?",
      );
    });
  }

  async #get(address: string): Promise<Download> {
    const url = urlOf(address);
    const key = withoutCredentials(url.href);
    const failure = this.#failures.get(key);
    if (failure !== undefined) throw new Error(failure);
    let running = this.#running.get(key);
    if (!running) {
      running = this.#download(url, key).finally(() => this.#running.delete(key));
      this.#running.set(key, running);
    }
    return await running;
  }

  async #download(url: URL, key: string): Promise<Download> {
    const known = await this.#cache.find(key);
    if (known && known.checked >= this.#began) return known;
    if (this.#options.offline) {
      if (!known) throw new Error("the image is not in the cache, and nothing is fetched offline");
      this.counts.unasked++;
      return known;
    }
    try {
      const download = await this.#fetchWithRetries(url, key, known);
      this.#gates.settle(url.host, true);
      return download;
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (error instanceof RetryableFailure) {
        this.#gates.settle(url.host, false);
        if (known) {
          this.counts.stale++;
          return known;
        }
      } else if ((error as { code?: unknown }).code === "output-failed") throw error;
      this.counts.failed++;
      this.#failures.set(key, messageOf(error));
      throw error;
    }
  }

  /** Retries what fails in a way that may pass, with growing pauses that differ from request to request. */
  async #fetchWithRetries(url: URL, key: string, known: Download | undefined): Promise<Download> {
    const { attempts, retryDelayMs, maxWaitMs } = this.#options;
    return await retrying(
      () => this.#fetch(url, key, known),
      (failure, made) => {
        if (failure.waitMs > maxWaitMs) {
          const asked = `${failure.message} and asks to wait ${Math.round(failure.waitMs / 1000)} s`;
          throw new RetryableFailure(asked, 0, { cause: failure });
        }
        if (failure.waitMs > 0) this.#gates.pause(url.host, failure.waitMs);
        if (made >= attempts || this.#gates.isDown(url.host)) {
          const times = made === 1 ? "" : `, ${made} times`;
          throw new RetryableFailure(`${failure.message}${times}`, 0, { cause: failure });
        }
        return retryDelayMs * 2 ** (made - 1) * (0.5 + Math.random() / 2);
      },
      this.#signal,
    );
  }

  async #fetch(url: URL, key: string, known: Download | undefined): Promise<Download> {
    const authorization = authorizationOf(url);
    const seen = new Set<string>();
    let target = new URL(key);
    for (let hop = 0; ; hop++) {
      if (seen.has(target.href)) throw new Error(`${target.host} redirects in a circle`);
      if (hop > MAX_REDIRECTS) {
        throw new Error(`${url.host} leads to more than ${MAX_REDIRECTS} redirects`);
      }
      seen.add(target.href);
      const headers: Record<string, string> = {
        accept: ACCEPT,
        // So that lengths are those of the file itself, and none unpacks into a larger one.
        "accept-encoding": "identity",
        "user-agent": USER_AGENT,
        ...(known?.etag !== undefined && { "if-none-match": known.etag }),
        ...(known?.lastModified !== undefined && { "if-modified-since": known.lastModified }),
        ...(authorization !== undefined && target.origin === url.origin && { authorization }),
      };
      const step = await this.#gates.with(target.host, this.#signal, () => {
        this.counts.requests++;
        return requestOnce(
          target,
          headers,
          this.#options,
          (chunks) => this.#receive(chunks),
          this.#signal,
        );
      });
      if ("redirect" in step) {
        target = step.redirect;
        continue;
      }
      const checked = Date.now();
      if (step.received === undefined) {
        if (!known) throw new Error(`${target.host} answered 304 to a request without conditions`);
        const download = { ...known, checked };
        await this.#cache.remember(key, download);
        this.counts.unchanged++;
        return download;
      }
      const etag = step.headers.get("etag");
      const lastModified = step.headers.get("last-modified");
      const download: Download = {
        ...step.received,
        checked,
        ...(etag !== null && { etag }),
        ...(lastModified !== null && { lastModified }),
      };
      await this.#cache.remember(key, download);
      this.counts.fetched++;
      this.counts.bytes += download.bytes;
      return download;
    }
  }

  /** Puts a body into the cache, unless it cannot be a picture. */
  async #receive(chunks: AsyncIterable<Uint8Array>): Promise<{ sha256: string; bytes: number }> {
    const hash = createHash("sha256");
    const file = await this.#cache.create();
    let bytes = 0;
    let start: Uint8Array = new Uint8Array(0);
    try {
      for await (const chunk of chunks) {
        if (start.length < 512) start = Buffer.concat([start, chunk.subarray(0, 512)]);
        hash.update(chunk);
        bytes += chunk.length;
        await file.write(chunk);
      }
      if (bytes === 0) throw new Error("the image file is empty");
      if (isHtml(textStart(start))) throw new Error("the image file is an HTML page");
      const sha256 = hash.digest("hex");
      await file.keep(sha256);
      return { sha256, bytes };
    } finally {
      await file.discard();
    }
  }
}

function urlOf(address: string): URL {
  try {
    return new URL(address.startsWith("//") ? `https:${address}` : address);
  } catch {
    throw new Error("the image's address is not a URL");
  }
}

/** The header for the name and password in an address, to be sent to its own origin alone. */
function authorizationOf({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(plain).toString("base64")}`;
}
