/** Types of the public API that page and worker share. */
import type { VisualSearchWarning } from "./errors.ts";

/** A part of an image, as fractions (0 to 1) of its upright width and height. */
export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * `auto` takes a GPU that passes the catalog's self-check in fair time, else WASM; `webgpu` and `wasm`
 * insist. Where a GPU fails later on, the encoders move to WASM in any case.
 */
export type DevicePreference = "auto" | "webgpu" | "wasm";

/** The two halves of a CLIP-style model. */
export type Modality = "image" | "text";

/** What is loaded when it is first needed. */
export type Loadable = Modality | "detector";

/** Every `Dtype`, the most precise first. */
export const DTYPES = ["fp32", "fp16", "q8", "int8", "uint8", "q4", "q4f16", "bnb4"] as const;

/** Number formats of a model's weights, by the names that transformers.js has for them. */
export type Dtype = (typeof DTYPES)[number];

/** A value of a category facet, of which a catalog can carry what a text encoder makes of it. */
export interface Concept {
  facet: string;
  value: string;
}

export interface WeightedConcept extends Concept {
  /** How much it counts, -10 to 10; negative moves away from it. Default 1. */
  weight?: number;
}

/** A concept, and how many items have the value. */
export interface CountedConcept extends Concept {
  count: number;
}

/** A concept as a label of a picture. */
export interface ScoredConcept extends Concept {
  /**
   * How likely the value is among those of its facet, 0 to 1, as calibrated on the catalog's own pictures when
   * it was built. It says nothing of pictures that show none of the values.
   */
  score: number;
}

/** What to look for beside an image. */
export interface QueryParts {
  /** Search only with this part of `image`. */
  region?: Region;
  /** A description; always text, never a URL. Several are averaged. */
  text?: string | readonly string[];
  /** A description of what to move away from. */
  not?: string | readonly string[];
  /** Ids of catalog items to resemble, each by the mean of its pictures; needs no encoder. */
  like?: string | readonly string[];
  /** Facet values of `concepts()` to look for or to avoid, at most 100; needs no encoder. */
  concepts?: readonly WeightedConcept[];
  /**
   * Whether short texts ("red sneakers") are put into a sentence ("a photo of red sneakers"), which models
   * trained on captions understand better. Default true.
   */
  phrase?: boolean;
  /** How much each part counts, 0 or more. Defaults: image 1, text 1, like 1, not 0.5. */
  weights?: { image?: number; text?: number; like?: number; not?: number };
}

/** A single value of a facet. */
export type FacetValue = string | number;

/** What an item has of an attribute; a list has two or more different texts, in the feed's order. */
export type AttributeValue = FacetValue | readonly string[];

/** A number range, both ends included. */
export interface NumberRange {
  min?: number;
  max?: number;
}

/**
 * Equals, any of, or a range (numeric facets only). Of an item with a list of values, one that fits is enough.
 */
export type FacetCondition = FacetValue | readonly FacetValue[] | NumberRange;

/** Conditions by facet name; all must hold. */
export type Where = Readonly<Record<string, FacetCondition>>;

/**
 * How a shop wants its products to be shown. Data only, as JSON has it: a catalog can have rules of its own, and
 * a query adds to them. Lists of both add up, the query's `pin` first; of `within`, `onePer` and `diversity` the
 * query's stands in place of the catalog's, so that `[]`, `""` and 0 put that out of force.
 */
export interface Rules {
  /** Items that meet one of these conditions are never hits, not even pinned ones. At most 100. */
  hide?: readonly Where[];
  /** Items that stand first, in this order, as long as they meet `where`. At most 100. */
  pin?: readonly Pin[];
  /** Items that are moved up or down. Of an item that several fit, all count. At most 100. */
  boost?: readonly Boost[];
  /**
   * Facets of which hits must have what the item of `like` or `completeTheLook` has, such as its brand: the same
   * value, one of several being enough, or, of a number such as the price, the same third of those that items of
   * their own category have. What that item lacks sets no bounds. At most 16.
   */
  within?: readonly string[];
  /** A facet, such as a product's family, of each value of which there is one hit at most. */
  onePer?: string;
  /** How much hits should differ from each other, 0 to 1. See `QueryOptions.diversity`. */
  diversity?: number;
}

export interface Pin {
  id: string;
  /** Only where the query's text has one of these words or phrases, whole and in any case. Default: always. */
  texts?: readonly string[];
}

export interface Boost {
  where: Where;
  /** Added to the score by which hits are ordered, -1 to 1; negative buries. Their `score` stays the cosine. */
  by: number;
}

export interface QueryOptions {
  /** Number of hits, 1 to 1000. Default 20. */
  limit?: number;
  where?: Where;
  /** Added to the rules of the catalog. */
  rules?: Rules;
  /**
   * 0 to 1 (default 0): takes each next hit for its own score and against its likeness to the hits before it, by
   * maximal marginal relevance (Carbonell and Goldstein 1998) with lambda = 1 - `diversity`, among the best
   * candidates, four times `limit` or so. Stands before that of the rules.
   */
  diversity?: number;
  /** A facet of each value of which there is one hit at most. Stands before that of the rules; `""` is none. */
  onePer?: string;
  /** Leave out hits with a smaller cosine similarity, -1 to 1. */
  minScore?: number;
  /**
   * Vector space of the catalog to search in, of `info.catalog.spaces`: `image` (default) compares with the look
   * of products, `text` with their words, `fused` with both. Every query fits every space.
   */
  space?: string;
  /** Share of the exact search's hits that a large catalog's graph is asked for, 0 to 1. Default 0.995. */
  targetRecall?: number;
  /** Ends an earlier query of this name that is not done yet, which then rejects with an `AbortError`. */
  supersede?: string;
  signal?: AbortSignal;
}

/** An order by a facet of numbers; items that have none come last, equal ones in catalog order. */
export interface BrowseOrder {
  facet: string;
  /** Largest first. Default false. */
  descending?: boolean;
}

export interface BrowseOptions {
  /** Number of items, 1 to 1000. Default 20. */
  limit?: number;
  /** Number of matching items to skip. Default 0. */
  offset?: number;
  where?: Where;
  /** Default: catalog order. */
  orderBy?: BrowseOrder;
  signal?: AbortSignal;
}

/** A product as the feed gave it. Text is plain text, never HTML. */
export interface Item {
  id: string;
  title: string;
  price?: number;
  /** ISO 4217. */
  currency?: string;
  brand?: string;
  category?: string;
  colour?: string;
  /** Absolute http(s) URL of the product page. */
  link?: string;
  /** Absolute http(s) URL of the product picture, or of its thumbnail where the catalog has them. */
  image?: string;
  /**
   * Absolute http(s) URLs of further pictures, or of their thumbnails, at most 99: picture `n` of a hit is
   * `images[n - 1]`. An empty string where a picture has no such URL.
   */
  images?: string[];
  /** Absolute http(s) URL of the shop's own picture, where `image` is a thumbnail of the catalog. */
  imageSource?: string;
  /** The same of each of `images`, an empty string where that is no thumbnail; may be shorter. */
  imageSources?: string[];
  /** Every further column of the feed. */
  attributes: Record<string, AttributeValue>;
}

export interface Hit {
  id: string;
  /** Cosine similarity of the query and the item's most similar picture, -1 to 1. */
  score: number;
  /** Which of the item's pictures that is: 0 for `item.image`, `n` for `item.images[n - 1]`. */
  picture: number;
  item: Item;
  /** Why it matched: what the item has and the query points to, too, where that is clear. */
  matched?: Concept[];
}

export interface DescribeOptions {
  region?: Region;
  /** Facets to describe. Default: all that the catalog has concepts of. */
  facets?: readonly string[];
  /** Number of values of each facet, 1 to 1000. Default 3. */
  limit?: number;
  signal?: AbortSignal;
}

export interface LookOptions {
  /** Number of hits of each category, 1 to 100. Default 4. */
  limit?: number;
  where?: Where;
  /** Added to the rules of the catalog. */
  rules?: Rules;
  signal?: AbortSignal;
}

/** Products of one category that go with another product. */
export interface Look {
  /** Empty for products that have none. */
  category: string;
  /** Best first; `score` is the cosine similarity to the product that they go with. */
  hits: Hit[];
}

export interface BrowseResult {
  items: Item[];
  /** Number of items that match `where`. */
  total: number;
}

export type Facet =
  | {
      name: string;
      kind: "category";
      /** Values with their number of items, most frequent first; an item counts for each of its values. */
      values: { value: string; count: number }[];
    }
  | { name: string; kind: "number"; min: number; max: number };

/** Bytes that have arrived of what is being loaded. */
export interface LoadProgress {
  /** `runtime` is what runs the encoders and the detector, loaded with the first of them. */
  phase: "catalog" | "runtime" | "image-encoder" | "text-encoder" | "detector";
  /** Bytes so far, whether from the network or from the device's own store. */
  loadedBytes: number;
  totalBytes: number;
  /** Of `loadedBytes`, those that were read from the device's own store. */
  storedBytes: number;
  /** Rate at which bytes arrive from the network, smoothed over some seconds; 0 while unknown. */
  bytesPerSecond: number;
}

/** What loading a part would take. */
export interface PlannedPart {
  /** Of its files. */
  bytes: number;
  /** Those that are neither stored nor in memory. Compression on the way is not counted. */
  bytesToFetch: number;
  /** Whether all of it is on the device, so that it needs no network. */
  stored: boolean;
  /**
   * An estimate of the memory while it is opened, from the length of its files alone: the files of a catalog
   * and a second copy of its vectors; seven times the runtime's WebAssembly, for the code compiled from it and
   * its heap; four times an encoder's files, for the runtime's copies of its weights. The factors are Chromium's
   * for int8 models on WASM; other browsers, number formats and WebGPU, which moves part of it to the graphics
   * card, differ. What a query needs on top, some tens of megabytes for a photo, is not counted.
   */
  peakMemoryBytes: number;
}

/** What loading would take, as far as the manifest and the device's store tell. */
export interface LoadPlan {
  catalog: PlannedPart;
  /** Absent where neither an encoder nor the detector is asked for. */
  runtime?: PlannedPart;
  imageEncoder?: PlannedPart;
  textEncoder?: PlannedPart;
  detector?: PlannedPart;
  /** All of them; files that several parts need are counted once. */
  total: PlannedPart;
  /**
   * Storage that the browser grants this origin and what of it is in use, where it says so. Chromium names about
   * 10 GB more than is in use, whatever the device has: only writing tells.
   */
  quotaBytes?: number;
  usageBytes?: number;
}

export type EncoderState = "idle" | "loading" | "ready" | "failed";

export interface QueryTiming {
  /** Milliseconds; a stage that did not run is 0. */
  decodeMs: number;
  preprocessMs: number;
  /** Encoding, of which `runMs` was spent in the model itself. */
  encodeMs: number;
  runMs: number;
  searchMs: number;
  /** How each segment of the catalog was searched. */
  methods: ("exact" | "signs" | "graph" | "sketch")[];
  /** Number of vectors that were compared with the query. */
  scored: number;
  /** Parts of the query whose embeddings were still there from an earlier one. */
  reused: number;
  /** From the worker's taking up the query to its hits. */
  totalMs: number;
}

export interface SearchInfo {
  /** Where the encoders run; known once the first of them is ready. */
  device?: "webgpu" | "wasm";
  /** Number format of the weights in use; known with `device`. */
  dtype?: Dtype;
  /** Number of threads of the WASM runtime; known with `device`. */
  threads?: number;
  /** The GPU, as far as the browser names it; with the device `webgpu`. */
  adapter?: string;
  /** Why `device` and `threads` are what they are, in a sentence or two. */
  reason?: string;
  /** Cosine of each encoder's self-check embedding to the one that the catalog recorded; at least 0.995. */
  canary?: Partial<Record<Modality, number>>;
  catalog: {
    name: string;
    /** ISO 8601 time of the build. */
    created: string;
    items: number;
    dim: number;
    /** Names of its vector spaces. */
    spaces: string[];
    bytes: number;
    /** `offline`: the newest could not be had whole, and the stored copy serves. */
    source: "network" | "stored" | "offline";
    /** `sketch`: on the first visit to a large catalog, hits are approximate until the rest arrives. */
    precision: "full" | "sketch";
    /** With `offline`, why the newest could not be used, where the network did answer. */
    problem?: string;
    /**
     * Scores below which the best hit of a photo or of a text is no close match, as measured when the catalog was
     * built; absent in catalogs without concepts.
     */
    closeMatch?: { image: number; text: number };
  };
  model?: { id: string; revision: string; url: string };
  encoders: Record<Modality, EncoderState>;
  /** Absent where none is configured. A function of the page's own is always ready. */
  detector?: { state: EncoderState };
  /** Whether files are kept on the device, or only in memory because it offers no storage. */
  storage: "indexeddb" | "memory";
  /** The last few warnings, oldest first. */
  warnings: VisualSearchWarning[];
  lastQuery?: QueryTiming;
}

export interface DetectOptions {
  /** Leave out detections with a smaller score, 0 to 1. Default: what the detector's folder says; of a function, 0. */
  minScore?: number;
  /** Number of detections, 1 to 1000. Default 20. */
  limit?: number;
  signal?: AbortSignal;
}

/** A part of a photo that a shopper may mean, for `region` of a query. */
export interface Detection {
  region: Region;
  /** As the detector names it, such as "handbag". */
  label: string;
  /** The detector's confidence, 0 to 1; of a derived part that of the whole. */
  score: number;
  /**
   * Not found by itself: `upper`, `lower` and `feet` of a standing `person` are fixed parts of the person's box,
   * for what people search with is what they wear.
   */
  derived?: boolean;
}

export interface EmbedOptions {
  region?: Region;
  signal?: AbortSignal;
}
