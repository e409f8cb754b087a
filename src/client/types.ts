import type {
  BrowseOptions,
  BrowseResult,
  DevicePreference,
  EmbedOptions,
  Facet,
  Hit,
  Item,
  LoadProgress,
  Modality,
  QueryOptions,
  QueryParts,
  SearchInfo,
} from "../types.ts";

/** Types of the public API that only a page can have. */

/** An image to search with. `Blob` covers `File`: a chosen, dropped, pasted or camera picture. */
export type ImageSource =
  | Blob
  | ImageBitmap
  | ImageData
  | HTMLImageElement
  | HTMLCanvasElement
  | OffscreenCanvas;

/** What to look for. At least one of `image`, `text` and `like` must be there. */
export interface VisualQuery extends QueryParts {
  image?: ImageSource;
}

export interface OpenOptions {
  /** URL of the catalog's folder, relative to the page. */
  catalog: string | URL;
  /** URL of the model's folder. Default: the one that the catalog names. */
  model?: string | URL;
  /** Default `auto`. */
  device?: DevicePreference;
  onProgress?: (progress: LoadProgress) => void;
  /** Aborts opening; an open search is ended with `close`. */
  signal?: AbortSignal;
}

/** An open catalog. Every method rejects with a `VisualSearchError` or the platform's `AbortError`. */
export interface VisualSearch {
  /** Best hits first. */
  query(query: VisualQuery, options?: QueryOptions): Promise<Hit[]>;
  /** Items in catalog order, without any encoder. */
  browse(options?: BrowseOptions): Promise<BrowseResult>;
  /** The item with this id, or `undefined`. */
  item(id: string): Promise<Item | undefined>;
  /** Facets of the catalog, with values and counts. */
  facets(): Promise<Facet[]>;
  /** Fetches an encoder and makes it ready, so that a later query needs no network. */
  prefetch(modality: Modality, options?: { signal?: AbortSignal }): Promise<void>;
  /** The unit-length embedding of an image or a text, `info.catalog.dim` long. */
  embed(input: ImageSource | string, options?: EmbedOptions): Promise<Float32Array>;
  /** A snapshot; a new one replaces it whenever something changes. */
  readonly info: SearchInfo;
  /** Ends the worker and frees its memory. Calls under way reject with `closed`. */
  close(): void;
}
