/** The detector of regions: loaded when it is first needed, kept, and released when it idles. */
import {
  createDetector,
  DETECTOR_MANIFEST_PATH,
  type DetectorManifest,
  MAX_DETECTOR_MANIFEST_BYTES,
  type ObjectDetector,
  parseDetectorManifest,
  type Runtime,
  type Size,
  wantedSize,
} from "../../encoder/index.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import type { EncoderState, LoadProgress } from "../../lib/types.ts";
import type { Store } from "../../store/store.ts";
import type { NeededFiles } from "../catalog/needed-files.ts";
import { IdleTimer } from "../loading/idle-timer.ts";
import { countBytes } from "../loading/progress.ts";
import { SharedTask } from "../loading/shared-task.ts";

export interface DetectorLoaderOptions {
  /** Absolute URL of the detector's folder, with a slash at its end. */
  url: string;
  store: Store;
  neededFiles: NeededFiles;
  /** The runtime that the encoders use as well. */
  loadRuntime: (signal: AbortSignal) => Promise<Runtime>;
  /** A detector that was not used for this many milliseconds is released. Default: never. */
  releaseAfterMs?: number | undefined;
  /** Called when `state` has changed. */
  onChange: () => void;
  onProgress: (progress: LoadProgress) => void;
}

/** A description of the detector, with its text as it came. */
export interface Described {
  manifest: DetectorManifest;
  text: string;
}

/** What can be used of a loaded detector. */
export interface LoadedDetector {
  manifest: DetectorManifest;
  detector: ObjectDetector;
  /** The size that a picture should at least have. */
  size: Size;
}

export class DetectorLoader {
  state: EncoderState = "idle";
  readonly #options: DetectorLoaderOptions;
  readonly #manifestUrl: string;
  readonly #descriptions: SharedTask<Described[]>;
  readonly #loaded: SharedTask<LoadedDetector>;
  readonly #idle: IdleTimer;
  #users = 0;
  /** The one whose file could be loaded, so that a released detector comes back as it was. */
  #settled: Described | undefined;

  constructor(options: DetectorLoaderOptions) {
    this.#options = options;
    this.#manifestUrl = new URL(DETECTOR_MANIFEST_PATH, options.url).href;
    this.#descriptions = new SharedTask((signal) =>
      readDescriptions(options.store, this.#manifestUrl, signal),
    );
    this.#loaded = new SharedTask((signal) => this.#tracked(signal));
    this.#idle = new IdleTimer(options.releaseAfterMs, () => {
      // A detector that cannot be released is no worse than one that stays.
      this.release().catch(() => {});
    });
  }

  /** The description that would be loaded, or has been. */
  async manifest(signal?: AbortSignal): Promise<DetectorManifest> {
    return (this.#settled ?? (await this.#descriptions.get(signal))[0]!).manifest;
  }

  /**
   * Loads the detector if it is not there, and does something with it. What was fetched until every caller has given
   * up stays stored.
   *
   * Rejects with `network`, `integrity`, `model-invalid`, `runtime-failed`, or the signal's reason.
   */
  async use<T>(
    signal: AbortSignal | undefined,
    task: (loaded: LoadedDetector) => Promise<T>,
  ): Promise<T> {
    this.#users++;
    this.#idle.stop();
    try {
      return await task(await this.#loaded.get(signal));
    } finally {
      if (--this.#users === 0) this.#idle.start();
    }
  }

  /** Gives its memory back to the runtime, which uses it for the next one. */
  async release(): Promise<void> {
    this.#idle.stop();
    if (this.state !== "ready") return;
    const { detector } = await this.#loaded.get();
    this.#loaded.clear();
    this.#setState("idle");
    await detector.release();
  }

  async #tracked(signal: AbortSignal): Promise<LoadedDetector> {
    this.#setState("loading");
    try {
      const loaded = await this.#load(signal);
      // Whoever hears that it is there may go offline.
      await this.#options.store.settled();
      this.#setState("ready");
      return loaded;
    } catch (error) {
      this.#setState(signal.aborted ? "idle" : "failed");
      throw error;
    }
  }

  /** As the served description has it or, if its file cannot be loaded, as the stored one does. */
  async #load(signal: AbortSignal): Promise<LoadedDetector> {
    const [first, ...others] = this.#settled
      ? [this.#settled]
      : await this.#descriptions.get(signal);
    try {
      return await this.#open(first!, signal);
    } catch (error) {
      const [stored] = others;
      if (!stored || signal.aborted || !(error instanceof VisualSearchError)) {
        // What is served may be right at the next try.
        this.#descriptions.clear();
        throw error;
      }
      return this.#open(stored, signal);
    }
  }

  async #open(described: Described, signal: AbortSignal): Promise<LoadedDetector> {
    const { store, url, onProgress, neededFiles, loadRuntime } = this.#options;
    const { manifest, text } = described;
    const { file } = manifest;
    await store.prepare([file]);
    const onBytes = countBytes("detector", [file], onProgress);
    const [bytes, runtime] = await Promise.all([
      store.load(file, new URL(file.path, url).href, { signal, onBytes }),
      loadRuntime(signal),
    ]);
    signal.throwIfAborted();
    const detector = await createDetector(runtime, bytes, manifest);
    await store.remember(this.#manifestUrl, text, [file.sha256], neededFiles);
    this.#settled = described;
    return { manifest, detector, size: wantedSize(manifest.input.resize) };
  }

  #setState(state: EncoderState): void {
    this.state = state;
    this.#options.onChange();
  }
}

/**
 * The descriptions that can be read, the served one first: a café's login page instead of it does not end what could
 * go on with what is stored.
 *
 * @throws VisualSearchError `network`, or `model-invalid` if none is understood
 */
export async function readDescriptions(
  store: Store,
  url: string,
  signal: AbortSignal | undefined,
): Promise<Described[]> {
  const { fresh, stored } = await store.manifest(url, {
    maxBytes: MAX_DETECTOR_MANIFEST_BYTES,
    signal,
  });
  const found: Described[] = [];
  let problem: unknown;
  for (const text of new Set([fresh, stored])) {
    if (text === undefined) continue;
    try {
      found.push({ manifest: parseDetectorManifest(text), text });
    } catch (error) {
      problem ??= error;
    }
  }
  if (found.length === 0) throw problem;
  return found;
}

export function detectorMissing(): VisualSearchError {
  return new VisualSearchError(
    "detector-missing",
    "Expected a detector, because one suggests regions, got none. Pass the URL of its folder, or a function, " +
      "as `detector` to openVisualSearch.",
  );
}
