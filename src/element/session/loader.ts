import type { OpenOptions, VisualSearch } from "../../client/visual-search.ts";
import type { VisualSearchWarning } from "../../lib/errors.ts";
import type { Loadable, LoadPlan, LoadProgress, Modality } from "../../lib/types.ts";
import type { Library } from "./library.ts";

export type LoaderOptions = Pick<
  OpenOptions,
  "catalog" | "model" | "device" | "detector" | "releaseAfterMs"
>;

export interface LoaderEvents {
  onProgress(progress: LoadProgress): void;
  onWarning(warning: VisualSearchWarning): void;
}

/** Owns the search's handle: opens it once, loads each encoder once, and ends what is under way when asked to. */
export class Loader {
  readonly #library: () => Promise<Library>;
  readonly #options: LoaderOptions;
  readonly #events: LoaderEvents;
  readonly #encoders = new Map<Modality, Promise<void>>();
  #opening: Promise<VisualSearch> | undefined;
  #handle: VisualSearch | undefined;
  #controller = new AbortController();
  #closed = false;

  constructor(library: () => Promise<Library>, options: LoaderOptions, events: LoaderEvents) {
    this.#library = library;
    this.#options = options;
    this.#events = events;
  }

  /** Once it is open. */
  get handle(): VisualSearch | undefined {
    return this.#handle;
  }

  /** What opening the catalog, where it is not, and loading these encoders would take. */
  async plan(encoders: readonly Modality[], signal: AbortSignal): Promise<LoadPlan> {
    // A detector looks at photos, as the image encoder does, and comes along with that.
    if (this.#options.detector && encoders.includes("image")) {
      try {
        return await this.#plan([...encoders, "detector"], signal);
      } catch {
        signal.throwIfAborted();
        // The search goes on without it; what is wrong with it is told when it should detect something.
      }
    }
    return this.#plan(encoders, signal);
  }

  async #plan(modalities: readonly Loadable[], signal: AbortSignal): Promise<LoadPlan> {
    if (this.#handle) return this.#handle.plan({ modalities, signal });
    const { catalog, device, detector } = this.#options;
    const library = await this.#library();
    signal.throwIfAborted();
    return library.planVisualSearch({
      catalog,
      modalities,
      signal,
      ...(device && { device }),
      ...(detector && { detector }),
    });
  }

  /** Whoever asks, it is opened once; another try is made where it failed. */
  open(): Promise<VisualSearch> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #open(): Promise<VisualSearch> {
    const { signal } = this.#controller;
    const library = await this.#library();
    signal.throwIfAborted();
    const handle = await library.openVisualSearch({
      ...this.#options,
      ...this.#events,
      signal,
    });
    if (this.#closed) {
      handle.close();
      signal.throwIfAborted();
    }
    this.#handle = handle;
    void handle.ended.then(() => this.#forget(handle));
    return handle;
  }

  /** A search that has ended is of no use to anybody: the next who asks gets another. */
  #forget(handle: VisualSearch): void {
    if (this.#closed || this.#handle !== handle) return;
    this.#handle = undefined;
    this.#opening = undefined;
    this.#encoders.clear();
  }

  /** Fetches encoders, each once; what was there before an interruption is not fetched again. */
  async load(handle: VisualSearch, modalities: readonly Modality[]): Promise<void> {
    await Promise.all(modalities.map((modality) => this.#load(handle, modality)));
  }

  #load(handle: VisualSearch, modality: Modality): Promise<void> {
    if (handle.info.encoders[modality] === "ready") return Promise.resolve();
    let loading = this.#encoders.get(modality);
    if (!loading) {
      loading = handle.prefetch(modality, { signal: this.#controller.signal }).finally(() => {
        this.#encoders.delete(modality);
      });
      this.#encoders.set(modality, loading);
    }
    return loading;
  }

  /** Ends downloads; what has arrived stays on the device. */
  pause(): void {
    this.#controller.abort();
    this.#controller = new AbortController();
  }

  /** Frees the worker and its memory. */
  close(): void {
    this.#closed = true;
    this.#controller.abort();
    this.#handle?.close();
    this.#handle = undefined;
  }
}
