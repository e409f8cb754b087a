/**
 * What the browser tells a page of its requests. It tells of the page's own alone: those of a worker are reported
 * to the worker. And it tells how much came, never how much was sent, so that a request that could have carried
 * a photo can be told only by its kind.
 */

export interface NetworkRequest {
  /** Path, with the host in front where it is not the page's own. Queries are left out, for they may be secrets. */
  name: string;
  /** What asked for it, by the platform's name (`initiatorType`): `img`, `fetch`, `script`, ... */
  kind: string;
  /** Bytes over the network; 0 from a cache or service worker; `undefined` where the other site keeps it to itself. */
  bytes: number | undefined;
  /** Whether requests of this kind can have a body. */
  canSend: boolean;
}

/** Of the Resource Timing specification's kinds, those that a script makes with whatever body it likes. */
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
      // Photos on the page are `blob:` addresses, which are no requests.
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
  // Without a Timing-Allow-Origin header, all that another site's entry has is its duration.
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
    // Not UTF-8: as it stands.
    return path;
  }
}

/** Bytes that came over the network by `LoadProgress` reports, which is how a search's worker tells of its requests. */
export class FetchedBytes {
  readonly #byPhase = new Map<string, number>();
  #total = 0;

  /** The sum of all reports so far. */
  get total(): number {
    return this.#total;
  }

  report(progress: { phase: string; loadedBytes: number; storedBytes: number }): void {
    const { phase, loadedBytes, storedBytes } = progress;
    const fetched = loadedBytes - storedBytes;
    // A phase that begins anew counts from zero.
    const before = Math.min(fetched, this.#byPhase.get(phase) ?? 0);
    this.#total += fetched - before;
    this.#byPhase.set(phase, fetched);
  }
}
