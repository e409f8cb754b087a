/**
 * Reads what the browser tells a page about its requests. It reports only the page's own, those of a worker to the worker.
 * And it reports how much was received, never how much was sent: only the kind of a request shows whether it could have
 * carried a photo.
 */

export interface NetworkRequest {
  /** Path, after the host if it is another one than the page's. Queries are left out because they may be secret. */
  name: string;
  /** What asked for it, as the platform's `initiatorType`: `img`, `fetch`, `script`, ... */
  kind: string;
  /** Bytes over the network, 0 from a cache or service worker, `undefined` if the other site does not share it. */
  bytes: number | undefined;
  /** Whether requests of this kind can have a body. */
  canSend: boolean;
}

/** Kinds of the Resource Timing specification that scripts make with a body of their choice. */
const SENDING = new Set(["fetch", "xmlhttprequest", "beacon", "other", ""]);

export type RequestEntry = Pick<
  PerformanceResourceTiming,
  "name" | "initiatorType" | "startTime" | "transferSize" | "encodedBodySize" | "responseStart"
>;

/** The requests among the browser's entries that began at or after `since`, in milliseconds of `performance.now()`. */
export function readRequests(
  entries: readonly RequestEntry[],
  since: number,
  pageOrigin: string,
): NetworkRequest[] {
  return (
    entries
      // Photos on the page have `blob:` addresses, which are not requests.
      .filter(({ name, startTime }) => startTime >= since && /^https?:/.test(name))
      .map((entry) => ({
        name: nameOf(entry.name, pageOrigin),
        kind: entry.initiatorType || "other",
        bytes: bytesOf(entry),
        canSend: SENDING.has(entry.initiatorType),
      }))
  );
}

function bytesOf({
  transferSize,
  encodedBodySize,
  responseStart,
}: RequestEntry): number | undefined {
  // Without a Timing-Allow-Origin header, another site's entry only has its duration.
  const isHidden = transferSize === 0 && encodedBodySize === 0 && responseStart === 0;
  return isHidden ? undefined : transferSize;
}

function nameOf(address: string, pageOrigin: string): string {
  const { origin, host, pathname } = new URL(address);
  return origin === pageOrigin ? decoded(pathname) : host + decoded(pathname);
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    // Not UTF-8.
    return path;
  }
}

/** Adds up the bytes that a search's worker has fetched over the network, from its reports of progress. */
export class FetchedBytes {
  readonly #byPhase = new Map<string, number>();
  #total = 0;

  /** Bytes of all reports so far. */
  get total(): number {
    return this.#total;
  }

  report(progress: { phase: string; loadedBytes: number; storedBytes: number }): void {
    const { phase, loadedBytes, storedBytes } = progress;
    const fetched = loadedBytes - storedBytes;
    // A phase that starts again counts from zero.
    const before = Math.min(fetched, this.#byPhase.get(phase) ?? 0);
    this.#total += fetched - before;
    this.#byPhase.set(phase, fetched);
  }
}
