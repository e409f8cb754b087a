/** Options of `vitrine build` and `buildCatalog`: the interface that programs see, and the table behind it. */
import { MAX_CONCEPT_FACETS } from "../../../catalog/concepts/concept-table.ts";
import { MAX_SHARDS } from "../../../catalog/files/shard-entry.ts";
import type { ThumbnailFormat } from "../../../catalog/files/thumbnail-list.ts";
import { MAX_PICTURES } from "../../../catalog/items/catalog-item.ts";
import type { FuseWeights } from "../../../catalog/spaces/spaces.ts";
import { isNumberIn } from "../../../lib/checks.ts";
import { DTYPES, type Dtype, type Rules } from "../../../lib/types.ts";
import type { OptionTable } from "../option.ts";
import { parseShard } from "../shard-part.ts";
import {
  choice,
  commaSeparated,
  FLAG,
  FOLDER,
  integer,
  list,
  RELATIVE_URL,
  text,
  type ValueKind,
} from "../values.ts";
import { type BuildRuntime, RUNTIME, THREADS } from "./common-options.ts";
import { FEED_OPTIONS, type FeedOptions, type ProgramOnly } from "./feed-options.ts";
import { DTYPE_LIST } from "./model-options.ts";
import { HTML, OUT, REPORT } from "./report-options.ts";

export interface BuildOptions extends FeedOptions {
  /**
   * Folder that the feed's image names are relative to; `file:` URLs must be in it, too. Default: none, and
   * pictures are fetched.
   */
  images?: string;
  /**
   * Folder of a model in the layout of transformers.js; or the name of a preset that has been fetched
   * into `models/<name>`.
   */
  model: string;
  /** Folder of the catalog; made, or replaced if it is a catalog. */
  out: string;
  /**
   * Folder of the catalog before this one, which may be `out`: what has not changed is taken over from
   * it. If it is missing, damaged or of another model, everything is built, and a note says so.
   */
  previous?: string;
  /**
   * Builds only a part of the catalog, such as `2/5`: the products whose id falls into the second of five.
   * `mergeCatalogs` joins the parts. Not together with `previous`.
   */
  shard?: string;
  /** Name of the catalog. Default: the feed's name without its extension. */
  name?: string;
  /** Where browsers get the model, relative to the manifest. Default: not stated. */
  modelUrl?: string;
  /** Pictures of a product that are taken, 1 to 100; the first ones. Default: 5. */
  maxImages?: number;
  /**
   * Vector spaces of the catalog: `image` always, `text` of the products' words, and `fused` of both. Default:
   * `image` alone.
   */
  spaces?: readonly ("image" | "text" | "fused")[];
  /** How much each part counts in the space `fused`, above 0. Default: image 0.7, text 0.3. */
  fuse?: { image: number; text: number };
  /**
   * Fields and attributes that make up the text of a product. Default: `title`, `brand`, `category` and
   * `colour`.
   */
  textFields?: readonly string[];
  /** Number format to embed the products with. Default: q8 if the model has it, else fp32. */
  dtype?: Dtype;
  /** Number formats that browsers may choose from. Default: all that are in the model's folder. */
  dtypes?: readonly Dtype[];
  /** The report file. Default: the path of `out` with `.report.json`. */
  report?: string;
  /** Whether to write the report for a person to look at, too: a page beside the file, `.html`. Default: true. */
  html?: boolean;
  /** Threads of the model's runtime, 1 to 256. Default: as many as the machine has cores. */
  threads?: number;
  /** `auto` (default) embeds natively if that agrees with browsers; `wasm` never does. */
  runtime?: BuildRuntime;
  /**
   * Folder of what builds keep to save each other time: downloaded pictures, embeddings, thumbnails. Default:
   * `VITRINE_CACHE` of the environment, else `.vitrine-cache` in the working folder.
   */
  cache?: string;
  /**
   * Megabytes (1,000,000 bytes) of pictures and thumbnails in the cache; beyond them, the least recently used
   * are deleted. Default: no limit.
   */
  cacheSize?: number;
  /** @deprecated `cacheSize` in bytes. */
  cacheBytes?: number;
  /** Fetches nothing: pictures come from the folder and the cache alone. Default: false. */
  offline?: boolean;
  /** Requests for pictures at a time, 1 to 256. Default: 16. */
  concurrency?: number;
  /** Requests for pictures of one host at a time, 1 to 256. Default: 6. */
  perHost?: number;
  /** Times that a picture is asked for, 1 to 20. Default: 4. */
  attempts?: number;
  /** Seconds that a picture may take to arrive, at each attempt, 1 to 3600. Default: 120. */
  imageTimeout?: number;
  /**
   * Longest edge in pixels, 16 to 2048, of thumbnails of all pictures, which are written into the catalog, so
   * that products can be shown offline. Default: none are.
   */
  thumbnails?: number;
  /** Default: webp. */
  thumbnailFormat?: ThumbnailFormat;
  /**
   * 1 to 100. Default: picture by picture the best that keeps a thumbnail within 6 kB at 256 pixels, at other
   * sizes in proportion to their area.
   */
  thumbnailQuality?: number;
  /**
   * Facets of whose values the catalog is to know what they look like, so that pages can offer and name them
   * without the text encoder; at most 16, of at most 256 values each, or an empty list for none. Default: of
   * `category`, `colour`, `pattern`, `material` and `gender` those with at most 64 values.
   */
  concepts?: readonly string[];
  /**
   * How the shop wants its products to be shown, or the path of a JSON file that says it; queries add to it.
   * Default: as they match.
   */
  rules?: Rules | string;
  /** Pixels of the shortest edge below which the report names a picture as too small. Default: 100. */
  minImageSize?: number;
}

const THUMBNAIL_FORMATS = ["webp", "avif"] as const satisfies readonly ThumbnailFormat[];
const SPACES = ["image", "text", "fused"] as const;
const MAX_NAME = 200;
const MAX_WEIGHT = 1e6;
/** Bytes of a megabyte of `cacheSize`. */
export const MEGABYTE = 1_000_000;

const isWeight = (weight: unknown) => isNumberIn(weight, Number.MIN_VALUE, MAX_WEIGHT);

const WEIGHTS: ValueKind<FuseWeights> = {
  placeholder: "weights",
  expected: "a number above 0 for each of image and text, such as image=0.7,text=0.3",
  accepts: (value): value is FuseWeights => {
    if (typeof value !== "object" || value === null) return false;
    const { image, text, ...others } = value as Partial<FuseWeights>;
    return isWeight(image) && isWeight(text) && Object.keys(others).length === 0;
  },
  parse: (given) => {
    const entries = commaSeparated(given).map((entry) => {
      const [, name, weight] = /^(image|text)=(\d+(?:\.\d+)?|\.\d+)$/.exec(entry) ?? [];
      return [name, Number(weight)] as const;
    });
    return Object.fromEntries(entries);
  },
  format: ({ image, text }) => `image=${image},text=${text}`,
};

const SPACE_LIST = list({ expected: "image, and text and fused if wanted", of: SPACES });

const RULES: ValueKind<Rules | string> = {
  placeholder: "file",
  expected: "the path of a JSON file, or an object of rules",
  accepts: (value): value is Rules | string =>
    typeof value === "string"
      ? value !== ""
      : typeof value === "object" && value !== null && !Array.isArray(value),
  parse: (given) => given,
  format: String,
};

export const BUILD_OPTIONS = {
  ...FEED_OPTIONS,
  out: OUT,
  previous: {
    kind: FOLDER,
    help: "catalog to take over from what has not changed; may be <out>",
    group: "Catalog",
  },
  shard: {
    kind: text(
      "i/n",
      `a part such as 2/5, of at most ${MAX_SHARDS}`,
      (part) => parseShard(part) !== undefined,
    ),
    help: "build only a part, such as 2/5, for vitrine merge to join",
    group: "Catalog",
  },
  name: {
    kind: {
      ...text("name", `a text of at most ${MAX_NAME} characters`),
      accepts: (value): value is string => typeof value === "string" && value.length <= MAX_NAME,
    },
    help: "name of the catalog",
    group: "Catalog",
    defaultText: "that of the feed",
  },
  model: {
    kind: FOLDER,
    help: "folder of the model (config.json, onnx/, ...), or a preset's name",
    group: "Model",
    required: true,
  },
  modelUrl: {
    kind: RELATIVE_URL,
    help: "where browsers get the model, relative to the manifest",
    group: "Model",
  },
  dtype: {
    kind: choice("dtype", DTYPES),
    help: "number format to embed with",
    group: "Model",
    defaultText: "q8 if there, else fp32",
  },
  dtypes: {
    kind: DTYPE_LIST,
    help: "formats that browsers may choose",
    group: "Model",
    defaultText: "all there are",
  },
  runtime: RUNTIME,
  threads: THREADS,
  images: {
    kind: FOLDER,
    help: "folder that the feed's image names are relative to",
    group: "Pictures",
  },
  maxImages: {
    kind: integer("n", 1, MAX_PICTURES),
    help: "pictures of a product that are taken",
    group: "Pictures",
    default: 5,
  },
  minImageSize: {
    kind: integer("px", 0, 10_000),
    help: "pixels below which one is too small",
    group: "Pictures",
    default: 100,
  },
  thumbnails: {
    kind: integer("px", 16, 2048),
    help: "write thumbnails of this longest edge into the catalog",
    group: "Pictures",
  },
  thumbnailFormat: {
    kind: choice("format", THUMBNAIL_FORMATS),
    help: "format of the thumbnails: webp or avif",
    group: "Pictures",
    default: "webp",
  },
  thumbnailQuality: {
    kind: integer("q", 1, 100),
    help: "quality of the thumbnails",
    group: "Pictures",
    defaultText: "what keeps them small",
  },
  cache: {
    kind: FOLDER,
    help: "what builds keep for the next",
    group: "Downloads",
    defaultText: "VITRINE_CACHE of the environment, else .vitrine-cache",
  },
  cacheSize: {
    kind: integer("MB", 0, Math.floor(Number.MAX_SAFE_INTEGER / MEGABYTE)),
    help: "megabytes of pictures in it",
    group: "Downloads",
    defaultText: "no limit",
    formerly: {
      key: "cacheBytes",
      kind: integer("bytes", 0, Number.MAX_SAFE_INTEGER),
      toValue: (bytes: number) => bytes / MEGABYTE,
    },
  },
  offline: {
    kind: FLAG,
    help: "fetch nothing: pictures of the folder and the cache alone",
    group: "Downloads",
    default: false,
  },
  concurrency: {
    kind: integer("n", 1, 256),
    help: "requests for pictures at a time",
    group: "Downloads",
    default: 16,
  },
  perHost: {
    kind: integer("n", 1, 256),
    help: "requests of one host at a time",
    group: "Downloads",
    default: 6,
  },
  attempts: {
    kind: integer("n", 1, 20),
    help: "times that a picture is asked for",
    group: "Downloads",
    default: 4,
  },
  imageTimeout: {
    kind: integer("s", 1, 3600),
    help: "seconds that a picture may take",
    group: "Downloads",
    default: 120,
  },
  spaces: {
    kind: {
      ...SPACE_LIST,
      accepts: (value): value is (typeof SPACES)[number][] =>
        SPACE_LIST.accepts(value) && value.includes("image"),
    },
    help: "vector spaces: image, text, fused",
    group: "Search",
    default: ["image"],
  },
  fuse: {
    kind: WEIGHTS,
    help: "how much each part counts in the space fused",
    group: "Search",
    default: { image: 0.7, text: 0.3 },
  },
  textFields: {
    kind: list({ expected: "a list of 1 to 100 names of fields", most: 100 }),
    help: "what texts are made of",
    group: "Search",
    default: ["title", "brand", "category", "colour"],
  },
  concepts: {
    kind: list({
      expected: `a list of at most ${MAX_CONCEPT_FACETS} different names of facets`,
      least: 0,
      most: MAX_CONCEPT_FACETS,
      distinct: true,
      empty: "none",
    }),
    help: "facets whose values need no text encoder, or none",
    group: "Search",
    defaultText: "category,colour,pattern,...",
  },
  rules: {
    kind: RULES,
    help: "JSON of what to hide, pin, boost and keep apart when products are shown",
    group: "Search",
  },
  report: REPORT,
  html: HTML,
} satisfies OptionTable<BuildOptions, ProgramOnly | "cacheBytes">;
