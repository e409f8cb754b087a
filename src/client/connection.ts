import * as Comlink from "comlink";
import { VisualSearchError } from "../lib/errors.ts";
import { receiveError, type WorkerApi, type WorkerEvent } from "../worker/protocol.ts";

/**
 * The one owner of a Worker: whatever becomes of it, every call under way settles, and later calls
 * reject with the reason.
 */
export class WorkerConnection {
  readonly #worker: Worker;
  readonly #api: Comlink.Remote<WorkerApi>;
  readonly #pending = new Set<(reason: unknown) => void>();
  readonly #listener: (event: WorkerEvent) => void;
  /** Name of a lock that the worker holds as long as it lives. */
  readonly lock = `vitrine-${crypto.randomUUID?.() ?? Math.random()}`;
  /** Resolves with the reason once the worker has ended, before calls under way reject with it. */
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
      // Without a message the script could not be fetched, parsed or was refused by the page's policy.
      this.#end(
        event.message
          ? new VisualSearchError(
              "worker-died",
              `The search worker failed: ${event.message}. Open the search again.`,
            )
          : new VisualSearchError("worker-failed", WORKER_REMEDY),
      );
    });
    this.#worker.addEventListener("messageerror", () => {
      this.#end(
        new VisualSearchError(
          "worker-died",
          "A message of the search worker could not be read. Open the search again.",
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
      new VisualSearchError("closed", "This search has been closed. Open it again to go on."),
    );
  }

  /** Granted only once the worker is gone: it may end without any event, as when memory runs out. */
  #watchLock(): void {
    navigator.locks.request(this.lock, () => {
      this.#end(
        new VisualSearchError(
          "worker-died",
          "The search worker ended unexpectedly, perhaps for want of memory. Open the search again.",
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
