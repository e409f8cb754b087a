/**
 * The contract of page and worker: what can be asked of an open catalog, declared once. The page's handle, the calls
 * on the wire and the worker's engine all derive from `SearchMethods`.
 */
import type { VisualSearchWarning } from "../lib/errors.ts";
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
  PlanOptions,
  PrefetchOptions,
  QueryOptions,
  QueryParts,
  ScoredConcept,
  SearchInfo,
} from "../lib/types.ts";

/** What to look for. At least one of `image`, `text`, `like` and `concepts` must be there. */
export interface QueryWith<Image> extends QueryParts {
  image?: Image;
}

/**
 * What can be asked of an open catalog. Every method rejects with a `VisualSearchError`, or with the reason of its
 * signal once that is aborted.
 *
 * @typeParam Image the type of an image: `ImageSource` in a page, `WireImage` in the worker
 */
export interface SearchMethods<Image> {
  /**
   * Searches the catalog. Loads the encoder that the query needs first, if it is not there yet.
   *
   * @param query a photo, text, ids of products to resemble, concepts, or several of them, added up by weight
   * @returns at most `limit` hits, best first
   * @throws `invalid-argument`; `unsupported-image` or `image-too-large` for the photo; `item-unknown`,
   *   `facet-unknown`, `concept-unknown` or `space-unknown` for a name that the catalog lacks; `model-missing`,
   *   `network`, `integrity`, `encoder-mismatch`, `model-invalid`, `device-unavailable` or `runtime-failed` if the
   *   encoder cannot be loaded or run
   * @example
   * const hits = await search.query({ image: file, text: "in red" }, { limit: 12, where: { price: { max: 80 } } });
   * for (const { item, score } of hits) console.log(item.title, score);
   */
  query(query: QueryWith<Image>, options?: QueryOptions): Promise<Hit[]>;

  /**
   * Lists items in catalog order, or ordered by a facet of numbers. Needs no encoder.
   *
   * @throws `invalid-argument` or `facet-unknown`
   * @example
   * const { items, total } = await search.browse({ where: { category: "dress" }, offset: 40, limit: 20 });
   */
  browse(options?: BrowseOptions): Promise<BrowseResult>;

  /**
   * The item with this id, or `undefined`.
   *
   * @example
   * const item = await search.item("sku-4711");
   */
  item(id: string): Promise<Item | undefined>;

  /**
   * The facets of the catalog, with values and counts of the items that its rules do not hide.
   *
   * @example
   * const category = (await search.facets()).find(({ name }) => name === "category");
   */
  facets(): Promise<Facet[]>;

  /**
   * What of a photo could be searched with: first what is large, in the middle and certain.
   *
   * @throws `detector-missing` if none is configured; `invalid-argument`; `unsupported-image`, `image-too-large`;
   *   `network`, `integrity`, `model-invalid` or `runtime-failed` if the detector cannot be loaded or run
   * @example
   * const [best] = await search.detect(file, { limit: 5 });
   * if (best) console.log(await search.query({ image: file, region: best.region }));
   */
  detect(image: Image, options?: DetectOptions): Promise<Detection[]>;

  /**
   * Facet values that a query can name without an encoder, facet by facet, most frequent first. Empty for a catalog
   * that was built without `--concepts`.
   *
   * @example
   * const [frequent] = await search.concepts();
   * if (frequent) console.log(await search.query({ concepts: [frequent] }));
   */
  concepts(): Promise<CountedConcept[]>;

  /**
   * What a picture shows, in the values of the catalog's facets: for each facet the likeliest, best first. Needs the
   * image encoder only.
   *
   * @throws `invalid-argument`, `concept-unknown`, and the codes of `query` for the photo and the encoder
   * @example
   * const labels = await search.describe(file, { facets: ["category", "colour"], limit: 1 });
   */
  describe(image: Image, options?: DescribeOptions): Promise<ScoredConcept[]>;

  /**
   * Products of other categories that go with a product: those that the shop has put together with it, those put
   * together with products like it, and those nearest to it in style and colour. Needs no encoder.
   *
   * @throws `item-unknown`, `invalid-argument` or `facet-unknown`
   * @example
   * for (const { category, hits } of await search.completeTheLook("sku-4711")) console.log(category, hits.length);
   */
  completeTheLook(id: string, options?: LookOptions): Promise<Look[]>;

  /**
   * What loading encoders or the detector would still take, and what the catalog took. Changes nothing, and fetches
   * nothing but a detector's description.
   *
   * @throws `invalid-argument`, `detector-missing`, or `network` for the detector's description
   * @example
   * const { imageEncoder } = await search.plan({ modalities: ["image"] });
   * console.log(`${imageEncoder?.bytesToFetch} bytes to fetch`);
   */
  plan(options?: PlanOptions): Promise<LoadPlan>;

  /**
   * Fetches an encoder or the detector and makes it ready, so that it needs no network later. If it is aborted, the
   * next call goes on from what has been stored.
   *
   * @throws `invalid-argument`, and the codes of `query` or `detect` for what cannot be loaded
   * @example
   * requestIdleCallback(() => search.prefetch("image"));
   */
  prefetch(what: Loadable, options?: PrefetchOptions): Promise<void>;

  /**
   * The embedding of an image or a text, at unit length.
   *
   * @returns `info.catalog.dim` numbers
   * @throws `invalid-argument`, and the codes of `query` for the photo and the encoder
   * @example
   * const vector = await search.embed("a red dress");
   */
  embed(input: Image | string, options?: EmbedOptions): Promise<Float32Array>;
}

export type Method = keyof SearchMethods<unknown>;

/** Where a method's options and its image are among its arguments. */
interface Shape {
  /** Index of the options, which may have a `signal`. */
  options: 0 | 1;
  /** The image is the first argument, the same unless that is a text, or a field of it. */
  image?: "first" | "first unless text" | "field";
}

/** How the arguments of each method are taken apart and put together again; the compiler keeps it complete. */
export const METHODS: Readonly<Record<Method, Shape>> = {
  query: { options: 1, image: "field" },
  browse: { options: 0 },
  item: { options: 1 },
  facets: { options: 0 },
  detect: { options: 1, image: "first" },
  concepts: { options: 0 },
  describe: { options: 1, image: "first" },
  completeTheLook: { options: 1 },
  plan: { options: 0 },
  prefetch: { options: 1 },
  embed: { options: 1, image: "first unless text" },
};

/** An image in a form that can be posted. */
export interface WireImage {
  source: Blob | ImageBitmap | ImageData;
  /** The same number for the same unchanging image; absent for images that may change. */
  id?: number;
}

export type Query = QueryWith<WireImage>;

/** What the worker's engine does. Options have the signal of the call. */
export type EngineMethods = SearchMethods<WireImage>;

export type Arguments<M extends Method> = Parameters<EngineMethods[M]>;
export type Result<M extends Method> = Awaited<ReturnType<EngineMethods[M]>>;

/** What is asked of a catalog that is not open. */
export interface PlanRequest {
  /** Absolute URL of the catalog's folder, with a slash at its end. */
  catalog: string;
  /** Absolute URL of the detector's folder, with a slash at its end. */
  detector?: string | undefined;
  device: DevicePreference;
  modalities?: readonly Loadable[] | undefined;
}

/** How a catalog is to be opened. */
export interface OpenRequest {
  /** Absolute URL of the catalog's folder, with a slash at its end. */
  catalog: string;
  /** Absolute URL of the model's folder, with a slash at its end. Default: the one that the catalog names. */
  model?: string | undefined;
  /** Absolute URL of the detector's folder, with a slash at its end. */
  detector?: string | undefined;
  device: DevicePreference;
  /** Encoders and detectors that were not used for this many milliseconds are released. Default: never. */
  releaseAfterMs?: number | undefined;
}

/** What the worker tells the page without being asked. */
export type WorkerEvent =
  | { type: "progress"; progress: LoadProgress }
  | { type: "info"; info: SearchInfo }
  | { type: "warning"; warning: VisualSearchWarning }
  /** Much is about to be stored: only the page can ask the browser not to evict it. */
  | { type: "persist" }
  /** From now on the worker holds its lock. */
  | { type: "locked" };

/** What the worker exposes. A call can be aborted by its `id`, which the page chooses. */
export interface WorkerApi {
  /** @param lock name of a lock that the worker holds as long as it lives */
  open(
    id: number,
    options: OpenRequest & { lock: string },
    listener: (event: WorkerEvent) => void,
  ): Promise<SearchInfo>;
  plan(id: number, request: PlanRequest): Promise<LoadPlan>;
  /** @param args without signals */
  call<M extends Method>(
    id: number,
    method: M,
    args: Arguments<M>,
  ): Promise<{ value: Result<M>; info: SearchInfo }>;
  abort(id: number): void;
}
