/** The download of one file: ranges, retries, and pieces that are verified as they arrive. */
import { sleep, unlessAborted } from "../lib/abort.ts";
import { VisualSearchError } from "../lib/errors.ts";
import { sha256Hex } from "../lib/hash.ts";
import { isRetryableStatus } from "../lib/http-status.ts";
import type { ContentRef, Pieces } from "./pieces.ts";
import {
  type ByteRange,
  type FileResponse,
  networkError,
  requestFile,
  statusError,
} from "./request-file.ts";

export interface DownloadOptions {
  pieces: Pieces;
  /** As long as the file. It has the pieces in `held`, and what arrives is written to it. */
  target: Uint8Array;
  /** Pieces that are there and verified. Those that arrive are added. */
  held: Set<number>;
  signal: AbortSignal | undefined;
  /** A number of bytes that have arrived, negative for those that turned out wrong. */
  onBytes: (count: number) => void;
  /** Keeps a verified piece. Must not reject. */
  onPiece: (piece: number, bytes: Uint8Array) => Promise<void>;
  /** Milliseconds before each new attempt after a connection broke; one attempt for each. */
  retryDelays: readonly number[];
  /** Milliseconds without a byte after which a connection counts as broken. */
  patience: number;
}

interface Failure {
  error: VisualSearchError;
  /** Whether another attempt may help. */
  retryable: boolean;
}

/** Pieces that may be verified and stored while the next ones arrive. */
const MAX_SETTLING = 2;
/** More wrong pieces than this in one answer are not damage but another file. */
const MAX_WRONG_IN_ANSWER = 2;
/** Ranges that break before their first byte are most likely ranges of compressed bytes. */
const MAX_EMPTY_RANGES = 2;

/**
 * Fetches what is missing of a file in as few requests as possible: each reads on through all missing pieces in a row,
 * so that latency counts once, and each piece is verified and stored as it arrives. After a broken connection, the next
 * request goes on where it stopped. A wrong piece is fetched once more by itself, past the HTTP cache.
 */
export class Download {
  readonly #ref: ContentRef;
  readonly #url: string;
  readonly #options: DownloadOptions;
  /** Bytes that have arrived of each piece, from its start. */
  readonly #filled: number[];
  readonly #wrong = new Set<number>();
  #wrongInAnswer = 0;
  /** Why the download cannot succeed. */
  #refusal: unknown;
  readonly #settling: Promise<void>[] = [];
  #failures = 0;
  #hasAnswered = false;
  #useRanges = true;
  #emptyRanges = 0;
  #unansweredRanges = 0;

  constructor(ref: ContentRef, url: string, options: DownloadOptions) {
    this.#ref = ref;
    this.#url = url;
    this.#options = options;
    const { pieces, held } = options;
    this.#filled = Array.from({ length: pieces.count }, (_, piece) =>
      held.has(piece) ? pieces.end(piece) - pieces.start(piece) : 0,
    );
  }

  /** @throws VisualSearchError `network` or `integrity`, or the signal's reason */
  async run(): Promise<void> {
    const { held, pieces, signal } = this.#options;
    while (held.size < pieces.count) {
      signal?.throwIfAborted();
      const before = held.size;
      this.#wrongInAnswer = 0;
      // There is nothing to fetch, but something to verify.
      if (this.#ref.bytes === 0) this.#verify(0);
      const failure = this.#ref.bytes === 0 ? undefined : await this.#fetchFrom(this.#missing());
      await this.#settle(0);
      signal?.throwIfAborted();
      if (this.#refusal !== undefined) throw this.#refusal;
      if (held.size > before) this.#failures = 0;
      if (failure && held.size < pieces.count) await this.#waitAfter(failure);
    }
  }

  /** Reads the useful part of one answer. Returns why it broke, if it did. */
  async #fetchFrom(piece: number): Promise<Failure | undefined> {
    const { signal } = this.#options;
    const attempt = new AbortController();
    const giveUp = () => attempt.abort(signal?.reason);
    signal?.addEventListener("abort", giveUp);
    let isAnswered = false;
    const range = this.#rangeFrom(piece);
    const request = {
      signal: attempt.signal,
      cache: this.#wrong.has(piece) ? "reload" : "default",
      range,
      bytes: this.#ref.bytes,
    } as const;
    try {
      const response = await this.#inTime(attempt, () => requestFile(this.#url, request));
      isAnswered = true;
      if (response.kind === "status") {
        const { status } = response;
        return {
          error: statusError(this.#url, status),
          retryable: isRetryableStatus(status),
        };
      }
      this.#hasAnswered = true;
      if (response.kind === "no-ranges") this.#useRanges = false;
      else await this.#read(response, attempt);
      return undefined;
    } catch (error) {
      if (range && !isAnswered && !attempt.signal.aborted && this.#isRangeRefused()) {
        this.#useRanges = false;
        return undefined;
      }
      const reason: unknown = attempt.signal.aborted ? attempt.signal.reason : error;
      return { error: networkError(this.#url, reason), retryable: true };
    } finally {
      signal?.removeEventListener("abort", giveUp);
      // What may still be on its way is useless.
      attempt.abort();
    }
  }

  /**
   * What the network gives next; aborts the attempt if that takes too long. The time in which pieces are stored does
   * not count. An abort during the wait is not left to the body's reader: that of Node waits for ever if all bytes had
   * already arrived.
   */
  async #inTime<T>(attempt: AbortController, arrive: () => Promise<T>): Promise<T> {
    const { signal } = attempt;
    const { patience } = this.#options;
    signal.throwIfAborted();
    const timer = setTimeout(() => {
      attempt.abort(new Error(`nothing arrived for ${patience / 1000} seconds`));
    }, patience);
    try {
      return await unlessAborted(arrive(), signal);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Some browsers ask servers of other origins for permission to send a range (CORS preflight), and report a refusal
   * like a broken connection. So after an answer, only two in a row count as a refusal.
   */
  #isRangeRefused(): boolean {
    if (!isOfOtherOrigin(this.#url)) return false;
    this.#unansweredRanges++;
    return !this.#hasAnswered || this.#unansweredRanges > 1;
  }

  /**
   * From the first missing byte of a piece through the pieces after it that have not been tried yet; absent for the
   * whole file.
   */
  #rangeFrom(piece: number): ByteRange | undefined {
    const { pieces, held } = this.#options;
    const isUntried = (next: number) =>
      !held.has(next) && this.#filled[next] === 0 && !this.#wrong.has(next);
    const isWrong = this.#wrong.has(piece);
    let last = piece;
    while (!isWrong && last + 1 < pieces.count && isUntried(last + 1)) last++;
    const start = pieces.start(piece) + this.#filled[piece]!;
    const end = pieces.end(last);
    const isWhole = end - start === this.#ref.bytes;
    return isWhole || !this.#useRanges ? undefined : { start, end };
  }

  async #read(
    { body, start, end }: FileResponse & { kind: "body" },
    attempt: AbortController,
  ): Promise<void> {
    const { pieces, held } = this.#options;
    let lastMissing = pieces.count - 1;
    while (held.has(lastMissing)) lastMissing--;
    const until = Math.min(end, pieces.end(lastMissing));
    const reader = body?.getReader();
    const next = async () => (await reader?.read()) ?? { done: true, value: undefined };
    let offset = start;
    try {
      while (offset < until && this.#wrongInAnswer <= MAX_WRONG_IN_ANSWER) {
        const { done, value } = await this.#inTime(attempt, next);
        if (!value || done) {
          this.#reject(pieces.at(offset), `${offset} bytes`);
          return;
        }
        offset = this.#take(value, offset);
        await this.#settle(MAX_SETTLING);
      }
      // An HTTP cache keeps only what was read to its end.
      if (offset === this.#ref.bytes) await this.#inTime(attempt, next);
      this.#emptyRanges = 0;
    } catch (error) {
      const isEmptyRange = start > 0 && offset === start;
      this.#emptyRanges = isEmptyRange ? this.#emptyRanges + 1 : 0;
      if (this.#emptyRanges === MAX_EMPTY_RANGES) this.#useRanges = false;
      throw error;
    } finally {
      await reader?.cancel().catch(() => undefined);
    }
  }

  /** Writes what is new among the bytes that an answer has at `offset`; returns where they end. */
  #take(bytes: Uint8Array, offset: number): number {
    const { pieces, target, onBytes } = this.#options;
    let at = 0;
    let position = offset;
    while (at < bytes.length && position < this.#ref.bytes) {
      const piece = pieces.at(position);
      const end = pieces.end(piece);
      const count = Math.min(bytes.length - at, end - position);
      const known = pieces.start(piece) + this.#filled[piece]! - position;
      const skipped = Math.max(0, known);
      if (skipped < count) {
        target.set(bytes.subarray(at + skipped, at + count), position + skipped);
        this.#filled[piece]! += count - skipped;
        onBytes(count - skipped);
        if (position + count === end) this.#verify(piece);
      }
      at += count;
      position += count;
    }
    return position;
  }

  #verify(piece: number): void {
    const { pieces, target, held, onPiece } = this.#options;
    const bytes = target.subarray(pieces.start(piece), pieces.end(piece));
    const work = async () => {
      const got = await sha256Hex(bytes);
      if (got !== pieces.sha256(piece)) {
        this.#reject(piece, `${bytes.length} bytes with SHA-256 ${got}`);
        return;
      }
      await onPiece(piece, bytes);
      held.add(piece);
    };
    this.#settling.push(
      work().catch((error: unknown) => {
        this.#refusal ??= error;
      }),
    );
  }

  async #settle(most: number): Promise<void> {
    while (this.#settling.length > most) await this.#settling.shift();
  }

  /** Takes back the bytes of a wrong piece, which is tried once more. */
  #reject(piece: number, got: string): void {
    this.#options.onBytes(-this.#filled[piece]!);
    this.#filled[piece] = 0;
    this.#wrongInAnswer++;
    if (this.#wrong.has(piece)) this.#refusal ??= this.#integrityError(piece, got);
    this.#wrong.add(piece);
  }

  #missing(): number {
    let piece = 0;
    while (this.#options.held.has(piece)) piece++;
    return piece;
  }

  /** @throws VisualSearchError `network` if another attempt would be in vain */
  async #waitAfter({ error, retryable }: Failure): Promise<void> {
    const { retryDelays, signal } = this.#options;
    const delay = retryDelays[this.#failures++];
    // A server that has never answered is most likely out of reach: the caller should hear it soon.
    if (!retryable || !this.#hasAnswered || delay === undefined) throw error;
    // Not all devices at the same time: the server may have failed because of them.
    await sleep(delay * (0.5 + Math.random()), signal);
  }

  #integrityError(piece: number, got: string): VisualSearchError {
    const { pieces } = this.#options;
    const what =
      pieces.count === 1
        ? `${this.#ref.bytes} bytes`
        : `bytes ${pieces.start(piece)} to ${pieces.end(piece)}`;
    return new VisualSearchError(
      "integrity",
      `Expected ${what} with SHA-256 ${pieces.sha256(piece)} at ${this.#url}, got ${got}, twice. ` +
        "Deploy the files that belong together; a proxy may also have changed them.",
    );
  }
}

function isOfOtherOrigin(url: string): boolean {
  // Absent in Node, which knows no origins.
  const { location } = globalThis as { location?: { origin: string } };
  return location !== undefined && new URL(url).origin !== location.origin;
}
