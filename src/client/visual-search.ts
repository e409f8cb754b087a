/** The public types of what a page opens and then holds. */
import type { VisualSearchError, VisualSearchWarning } from "../lib/errors.ts";
import type { Detection, DevicePreference, LoadProgress, SearchInfo } from "../lib/types.ts";
import type { QueryWith, SearchMethods } from "../worker/contract.ts";

/** An image to search with. `Blob` covers `File`: a chosen, dropped, pasted or camera picture. */
export type ImageSource =
  | Blob
  | ImageBitmap
  | ImageData
  | HTMLImageElement
  | HTMLCanvasElement
  | OffscreenCanvas;

/** What to look for. At least one of `image`, `text`, `like` and `concepts` must be there. */
export interface VisualQuery extends QueryWith<ImageSource> {}

/**
 * A detector of the page's own, which runs in the page.
 *
 * @param image the upright photo, which is closed afterwards
 * @param options `signal` is aborted once nobody waits any more
 * @returns what of the photo could be searched with, best first
 * @example
 * const detector: Detector = async (image) => [
 *   { region: { x: 0.2, y: 0.1, width: 0.5, height: 0.8 }, label: "dress", score: 0.9 },
 * ];
 */
export type Detector = (
  image: ImageBitmap,
  options: { signal: AbortSignal },
) => Promise<Detection[]>;

export interface OpenOptions {
  /** URL of the catalog's folder, relative to the page. */
  catalog: string | URL;
  /** URL of the model's folder. Default: the one that the catalog names. */
  model?: string | URL;
  /** What `detect` asks: the URL of a detector's folder, which has a `detector.json`, or a function. Default: none. */
  detector?: string | URL | Detector;
  /** Default `auto`. */
  device?: DevicePreference;
  /**
   * Releases encoders and the detector when they were not used for this many milliseconds; the next query loads them
   * again from the device's own store. The runtime then uses their memory for others; `close` gives all of it back.
   * Default: never.
   */
  releaseAfterMs?: number;
  /** Called with the bytes that have arrived of what is being loaded. */
  onProgress?: (progress: LoadProgress) => void;
  /** Called with problems that the search could deal with by itself. */
  onWarning?: (warning: VisualSearchWarning) => void;
  /**
   * Ask the browser, once and before the first large download, to keep what is stored even when it needs room.
   * Firefox asks the shopper; other browsers decide by themselves. Default true.
   */
  persist?: boolean;
  /** Aborts opening. An open search is ended with `close`. */
  signal?: AbortSignal;
}

/**
 * An open catalog.
 *
 * @example
 * const search = await openVisualSearch({ catalog: "/catalog/" });
 * const hits = await search.query({ text: "red dress" });
 * search.close();
 */
export interface VisualSearch extends SearchMethods<ImageSource> {
  /** A snapshot; a new one replaces it whenever something changes. */
  readonly info: SearchInfo;
  /**
   * Resolves with the reason, `closed` or `worker-died`, once the search has ended. Nothing can be asked of it any
   * more: open another.
   */
  readonly ended: Promise<VisualSearchError>;
  /** Ends the worker and frees its memory. Calls that are still running reject with `closed`. */
  close(): void;
}
