/** The page's end of the wire. */
import * as Comlink from "comlink";
import { VisualSearchError } from "../lib/errors.ts";
import type { WorkerApi, WorkerEvent } from "../worker/contract.ts";
import { receiveError } from "../worker/wire.ts";

/**
 * The one owner of a Worker: whatever happens to it, every call that is still running settles, and later calls
 * reject with the reason.
 */
export class WorkerConnection {
  readonly #worker: Worker;
  readonly #api: Comlink.Remote<WorkerApi>;
  readonly #pending = new Set<(reason: unknown) => void>();
  readonly #listener: (event: WorkerEvent) => void;
  /** Name of a lock that the worker holds as long as it lives. */
  readonly lock = `vitrine-${crypto.randomUUID?.() ?? Math.random()}`;
  /** Resolves with the reason once the worker has ended, before running calls reject with it. */
  readonly ended: Promise<VisualSearchError>;
  #resolveEnded!: (reason: VisualSearchError) => void;
  #ended: VisualSearchError | undefined;
  #lastId = 0;

  /** @throws VisualSearchError `worker-failed` */
  constructor(listener: (event: WorkerEvent) => void) {
    this.#listener = listener;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    try {
      // Written literally, so that every bundler finds the file.
      this.#worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    } catch (cause) {
      throw new VisualSearchError("worker-failed", WORKER_REMEDY, { cause });
    }
    this.#worker.addEventListener("error", (event) => {
      // Without a message: the script could not be fetched or parsed, or the page's policy refused it.
      this.#end(
        event.message
          ? new VisualSearchError(
              "worker-died",
              `Expected the search worker to go on, got an error: ${event.message}. Open the search again.`,
            )
          : new VisualSearchError("worker-failed", WORKER_REMEDY),
      );
    });
    this.#worker.addEventListener("messageerror", () => {
      this.#end(
        new VisualSearchError(
          "worker-died",
          "Expected a message of the search worker, got one that cannot be read. Open the search again.",
        ),
      );
    });
    this.#api = Comlink.wrap<WorkerApi>(this.#worker);
  }

  /** What is passed to the worker's `open` to hear its events. */
  get events(): (event: WorkerEvent) => void {
    return Comlink.proxy((event: WorkerEvent) => {
      if (event.type === "locked") this.#watchLock();
      else this.#listener(event);
    });
  }

  /**
   * Calls the worker. Rejects as the worker does, with the signal's reason as soon as it is aborted,
   * and with the reason of the worker's end.
   */
  async call<T>(
    signal: AbortSignal | undefined,
    send: (api: Comlink.Remote<WorkerApi>, id: number) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    if (this.#ended) throw this.#ended;
    const id = ++this.#lastId;
    return new Promise<T>((resolve, reject) => {
      const settle = () => {
        this.#pending.delete(fail);
        signal?.removeEventListener("abort", onAbort);
      };
      const fail = (reason: unknown) => {
        settle();
        reject(reason);
      };
      const onAbort = () => {
        fail(signal!.reason);
        void this.#api.abort(id);
      };
      this.#pending.add(fail);
      signal?.addEventListener("abort", onAbort);
      send(this.#api, id).then(
        (value) => {
          settle();
          resolve(value);
        },
        (error) => fail(receiveError(error)),
      );
    });
  }

  close(): void {
    this.#end(
      new VisualSearchError(
        "closed",
        "Expected an open search, but it has been closed. Open it again to go on.",
      ),
    );
  }

  /** Granted only once the worker is gone. It may end without any event, as when memory runs out. */
  #watchLock(): void {
    navigator.locks.request(this.lock, () => {
      this.#end(
        new VisualSearchError(
          "worker-died",
          "Expected the search worker to go on, but it ended, perhaps because memory ran out. Open the search again.",
        ),
      );
    });
  }

  #end(reason: VisualSearchError): void {
    if (this.#ended) return;
    this.#ended = reason;
    this.#worker.terminate();
    this.#resolveEnded(reason);
    for (const reject of [...this.#pending]) reject(reason);
  }
}

const WORKER_REMEDY =
  "Expected the search worker to start, but its script did not load. Serve worker.js beside the " +
  "library from the page's own origin, and allow it in the Content-Security-Policy (worker-src 'self').";
