import type { VisualSearchError, VisualSearchWarning } from "../lib/errors.ts";
import type {
  BrowseOptions,
  BrowseResult,
  CountedConcept,
  DescribeOptions,
  Detection,
  DetectOptions,
  DevicePreference,
  EmbedOptions,
  Facet,
  Hit,
  Item,
  Loadable,
  LoadPlan,
  LoadProgress,
  Look,
  LookOptions,
  QueryOptions,
  QueryParts,
  ScoredConcept,
  SearchInfo,
} from "../lib/types.ts";

/** Types of the public API that only a page can have. */

/** An image to search with. `Blob` covers `File`: a chosen, dropped, pasted or camera picture. */
export type ImageSource =
  | Blob
  | ImageBitmap
  | ImageData
  | HTMLImageElement
  | HTMLCanvasElement
  | OffscreenCanvas;

/** What to look for. At least one of `image`, `text`, `like` and `concepts` must be there. */
export interface VisualQuery extends QueryParts {
  image?: ImageSource;
}

/**
 * A detector of the page's own, which runs in the page: what of the upright photo could be searched with, best
 * first. The photo is closed afterwards; `signal` says when nobody waits any more.
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
  /**
   * What `detect` asks: the URL of a detector's folder, with a `detector.json`, or a function. Default: none.
   */
  detector?: string | URL | Detector;
  /** Default `auto`. */
  device?: DevicePreference;
  /**
   * Releases encoders and the detector when they were not used for so many milliseconds; the next query loads them anew, from the
   * device's own store. Their memory then serves the runtime for others; `close` gives everything back.
   * Default: never.
   */
  releaseAfterMs?: number;
  onProgress?: (progress: LoadProgress) => void;
  /** Called with what the search noticed and goes on in spite of. */
  onWarning?: (warning: VisualSearchWarning) => void;
  /**
   * Ask the browser, once and before the first large download, to keep what is stored even when it needs room.
   * Firefox asks the shopper; other browsers decide by themselves. Default true.
   */
  persist?: boolean;
  /** Aborts opening; an open search is ended with `close`. */
  signal?: AbortSignal;
}

export interface PlanOptions {
  /** The encoders that will be needed, and the detector. Default both encoders. */
  modalities?: readonly Loadable[];
  signal?: AbortSignal;
}

/** An open catalog. Every method rejects with a `VisualSearchError` or the platform's `AbortError`. */
export interface VisualSearch {
  /** Best hits first. */
  query(query: VisualQuery, options?: QueryOptions): Promise<Hit[]>;
  /** Items in catalog order, or in that of their numbers, without any encoder. */
  browse(options?: BrowseOptions): Promise<BrowseResult>;
  /** The item with this id, or `undefined`. */
  item(id: string): Promise<Item | undefined>;
  /** Facets of the catalog, with values and counts. */
  facets(): Promise<Facet[]>;
  /**
   * What of a photo could be searched with, best first: what is large, in the middle and surely there. Rejects
   * with `detector-missing` where none is configured.
   */
  detect(image: ImageSource, options?: DetectOptions): Promise<Detection[]>;
  /** Facet values that queries can name without an encoder, facet by facet, most frequent first. */
  concepts(): Promise<CountedConcept[]>;
  /**
   * What a picture shows, in the values of the catalog's facets: of each facet the likeliest, best first. Needs
   * the image encoder alone.
   */
  describe(image: ImageSource, options?: DescribeOptions): Promise<ScoredConcept[]>;
  /**
   * Products of other categories that go with a product: those that the shop has put together with it, those put
   * together with products like it, and those nearest to it in style and colour. Needs no encoder.
   */
  completeTheLook(id: string, options?: LookOptions): Promise<Look[]>;
  /**
   * What loading encoders or the detector would still take, and what the catalog took. Changes nothing, and
   * fetches nothing but a detector's description.
   */
  plan(options?: PlanOptions): Promise<LoadPlan>;
  /**
   * Fetches an encoder or the detector and makes it ready, so that it needs no network later. Once aborted, goes
   * on from what it has stored.
   */
  prefetch(what: Loadable, options?: { signal?: AbortSignal }): Promise<void>;
  /** The unit-length embedding of an image or a text, `info.catalog.dim` long. */
  embed(input: ImageSource | string, options?: EmbedOptions): Promise<Float32Array>;
  /** A snapshot; a new one replaces it whenever something changes. */
  readonly info: SearchInfo;
  /**
   * Resolves with the reason, `closed` or `worker-died`, once the search has ended: nothing can be asked of it any
   * more, and another is to be opened.
   */
  readonly ended: Promise<VisualSearchError>;
  /** Ends the worker and frees its memory. Calls under way reject with `closed`. */
  close(): void;
}
