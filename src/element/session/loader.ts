/** Opens the search once, loads each encoder once, and ends what is under way when asked to. */
import type { OpenOptions, VisualSearch } from "../../client/visual-search.ts";
import type { VisualSearchWarning } from "../../lib/errors.ts";
import type { Loadable, LoadPlan, LoadProgress, Modality } from "../../lib/types.ts";
import type { Library } from "./library.ts";

export type LoaderOptions = Pick<
  OpenOptions,
  "catalog" | "model" | "device" | "detector" | "releaseAfterMs"
>;

/** The options that only another loader can take. */
const OPTION_NAMES = [
  "catalog",
  "model",
  "device",
  "detector",
  "releaseAfterMs",
] as const satisfies readonly (keyof LoaderOptions)[];

/** Whether a loader with the one options would open something else than with the others. */
export function isOtherLoader(one: LoaderOptions, other: LoaderOptions): boolean {
  return OPTION_NAMES.some((name) => String(one[name]) !== String(other[name]));
}

/** The loader's options among others. */
function loaderOptions(options: LoaderOptions): LoaderOptions {
  const entries = OPTION_NAMES.map((name) => [name, options[name]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as LoaderOptions;
}

export interface LoaderEvents {
  onProgress(progress: LoadProgress): void;
  onWarning(warning: VisualSearchWarning): void;
}

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
    this.#options = loaderOptions(options);
    this.#events = events;
  }

  /** The search, once it is open. */
  get handle(): VisualSearch | undefined {
    return this.#handle;
  }

  /** What it would take to open the catalog, if it is not open, and to load these encoders. */
  async plan(encoders: readonly Modality[], signal: AbortSignal): Promise<LoadPlan> {
    // A detector is needed for photos, as the image encoder is, and is loaded together with it.
    if (this.#options.detector && encoders.includes("image")) {
      try {
        return await this.#plan([...encoders, "detector"], signal);
      } catch {
        signal.throwIfAborted();
        // The search works without a detector. Its error is reported once it should detect something.
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

  /** Opens the search once, whoever asks; after a failure the next call tries again. */
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

  /** Drops a search that has ended, so that the next call opens another. */
  #forget(handle: VisualSearch): void {
    if (this.#closed || this.#handle !== handle) return;
    this.#handle = undefined;
    this.#opening = undefined;
    this.#encoders.clear();
  }

  /** Loads encoders, each once. What arrived before an interruption is not fetched again. */
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

  /** Stops downloads. What has arrived stays on the device. */
  pause(): void {
    this.#controller.abort();
    this.#controller = new AbortController();
  }

  /** Ends the worker and frees its memory. */
  close(): void {
    this.#closed = true;
    this.#controller.abort();
    this.#handle?.close();
    this.#handle = undefined;
  }
}
