import { basename, extname, relative, resolve, sep } from "node:path";
import type { Readable } from "node:stream";
import { MAX_CONCEPT_FACETS } from "../../catalog/concepts/concept-table.ts";
import type { Shard } from "../../catalog/files/shard-entry.ts";
import type { ThumbnailFormat } from "../../catalog/files/thumbnail-list.ts";
import { MAX_PICTURES } from "../../catalog/items/item-table.ts";
import { readRules } from "../../catalog/manifest/rules-schema.ts";
import {
  FUSED_SPACE,
  type FuseWeights,
  IMAGE_SPACE,
  type SpaceChoice,
  TEXT_SPACE,
} from "../../catalog/spaces/spaces.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import { DTYPES, type Dtype, type Rules } from "../../lib/types.ts";
import { DEFAULT_TEXT_FIELDS } from "../embed/texts.ts";
import { checkMapping, type Field } from "../feed/fields/columns.ts";
import { checkLists } from "../feed/fields/lists.ts";
import { isCurrency } from "../feed/fields/price.ts";
import { encodingLabel } from "../feed/text.ts";
import { parseShard } from "../merge/shard.ts";
import type { BuildRuntime } from "../models/model.ts";
import type { BuildProgress } from "./progress.ts";

/** What tells how a feed is to be read. */
export interface FeedOptions {
  /**
   * The product feed: a file, a folder of files, pages or pictures, `-` for standard input, or several of
   * these. It may be gzip. What is in it tells its format.
   */
  feed: string | readonly string[];
  /**
   * Put before an image's file name to make its address in the browser: an http(s) or relative URL.
   * Default: the feed's image column where it is an http(s) URL, else products have no picture.
   */
  imageBase?: string;
  /** ISO 4217 of prices that name none. */
  currency?: string;
  /** Encoding of the feed, such as `shift_jis`. Default: by its mark or declaration, else found out. */
  encoding?: string;
  /** Columns of the feed by field, where their names do not tell. */
  map?: Partial<Record<Field, string>>;
  /**
   * What stands between the values of a cell, by the name of its column, such as `{ sizes: "," }`. Default: a text
   * is one value; arrays and variants have several in any case.
   */
  lists?: Readonly<Record<string, string>>;
  /**
   * Time of the build, by which sale prices are in effect. Default: `SOURCE_DATE_EPOCH` of the
   * environment, else now.
   */
  created?: Date;
  /** What stands for standard input. Default: that of the process. */
  input?: Readable;
  onProgress?: (progress: BuildProgress) => void;
  /** Aborts the build; nothing is written then. */
  signal?: AbortSignal;
}

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
  /** Folder of the catalog; made, or replaced where it is a catalog. */
  out: string;
  /**
   * Folder of the catalog before this one, which may be `out`: what has not changed is taken over from
   * it. Where it is missing, damaged or of another model, everything is built, and a note says so.
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
  /** Threads of the model's runtime. Default: as many as the machine has cores. */
  threads?: number;
  /** `auto` (default) embeds natively where that agrees with browsers; `wasm` never does. */
  runtime?: BuildRuntime;
  /**
   * Folder of what builds keep to save each other time: downloaded pictures, embeddings, thumbnails. Default:
   * `VITRINE_CACHE` of the environment, else `.vitrine-cache` in the working folder.
   */
  cache?: string;
  /** Bytes of pictures and thumbnails in the cache, of which the least recently used go. Default: no limit. */
  cacheBytes?: number;
  /** Fetches nothing: pictures come from the folder and the cache alone. */
  offline?: boolean;
  /** Requests for pictures at a time, 1 to 256 (default 16), and of one host (default 6). */
  concurrency?: number;
  perHost?: number;
  /** Times that a picture is asked for, 1 to 20. Default: 4. */
  attempts?: number;
  /** Seconds that a picture may take to arrive, at each attempt. Default: 120. */
  imageTimeout?: number;
  /**
   * Longest edge in pixels, 16 to 2048, of thumbnails of all pictures, which are written into the catalog, so
   * that products can be shown offline. Default: none are.
   */
  thumbnails?: number;
  /** Default: webp. */
  thumbnailFormat?: ThumbnailFormat;
  /**
   * 1 to 100. Default: picture by picture the best that keeps a thumbnail within 6 kB at 256 pixels, of other
   * sizes in proportion to their area.
   */
  thumbnailQuality?: number;
  /**
   * Facets of whose values the catalog is to know what they look like, so that pages can offer and name them
   * without the text encoder; at most 16, of at most 256 values each, or an empty list for none. Default: of
   * `category`, `colour`, `pattern`, `material` and `gender` those with at most 64 values.
   */
  concepts?: readonly string[];
  /** How the shop wants its products to be shown; queries add to it. Default: as they match. */
  rules?: Rules;
  /** Pixels of the shortest edge below which the report names a picture as too small. Default: 100. */
  minImageSize?: number;
}

const MAX_NAME = 200;
const DEFAULT_MAX_IMAGES = 5;
const SPACE_NAMES: readonly string[] = [IMAGE_SPACE, TEXT_SPACE, FUSED_SPACE];
const DEFAULT_FUSE: FuseWeights = { image: 0.7, text: 0.3 };
const MAX_FUSE = 1e6;
const MAX_TEXT_FIELDS = 100;
const CACHE_FOLDER = ".vitrine-cache";
const MIN_IMAGE_SIZE = 100;

/** How a feed is read, checked, with its defaults. */
export interface FeedSettings extends FeedOptions {
  feed: readonly string[];
  map: Partial<Record<Field, string>>;
  lists: Readonly<Record<string, string>>;
  created: Date;
}

/** Options that have been checked, with their defaults. */
export interface CheckedOptions extends BuildOptions, FeedSettings {
  feed: readonly string[];
  map: Partial<Record<Field, string>>;
  lists: Readonly<Record<string, string>>;
  created: Date;
  name: string;
  maxImages: number;
  /** The spaces beside `image`. */
  choice: SpaceChoice;
  report: string;
  /** The report as a page, where it is written. */
  htmlReport: string | undefined;
  cache: string;
  minImageSize: number;
  /** Which part of the catalog is built, where it is one. */
  part: Shard | undefined;
}

/** @throws `invalid-argument`. */
export function checkFeedSettings<T extends FeedOptions>(
  options: T,
  environment: Readonly<Record<string, string | undefined>>,
): T & FeedSettings {
  const feed = typeof options.feed === "string" ? [options.feed] : options.feed;
  const isPath = (path: unknown) => typeof path === "string" && path !== "";
  if (!Array.isArray(feed) || feed.length === 0 || !feed.every(isPath)) {
    throw invalid("feed", "a path or a list of paths", options.feed);
  }
  const { currency, encoding, imageBase } = options;
  if (currency !== undefined && !isCurrency(currency)) {
    throw invalid("currency", "an ISO 4217 code such as EUR", currency);
  }
  if (encoding !== undefined && encodingLabel(encoding) === undefined) {
    throw invalid("encoding", "a name such as utf-8, windows-1252 or shift_jis", encoding);
  }
  if (imageBase !== undefined) checkUrl("image-base", imageBase);
  const created = options.created ?? timeOf(environment.SOURCE_DATE_EPOCH);
  if (Number.isNaN(created.getTime())) throw invalid("created", "a valid time", created);
  const map = checkMapping(options.map ?? {});
  return { ...options, feed, map, lists: checkLists(options.lists ?? {}), created };
}

/** @throws `invalid-argument`. */
export function checkOptions(
  options: BuildOptions,
  environment: Readonly<Record<string, string | undefined>>,
): CheckedOptions {
  const settings = checkFeedSettings(options, environment);
  for (const key of ["model", "out"] as const) {
    if (typeof options[key] !== "string" || options[key] === "") {
      throw invalid(key, "a path", options[key]);
    }
  }
  for (const key of ["images", "previous", "cache"] as const) {
    const value = options[key];
    if (value !== undefined && (typeof value !== "string" || !value)) {
      throw invalid(key, "a path", value);
    }
  }
  const { thumbnailFormat } = options;
  if (thumbnailFormat !== undefined && !["webp", "avif"].includes(thumbnailFormat)) {
    throw invalid("thumbnail-format", "webp or avif", thumbnailFormat);
  }
  for (const [key, least, most] of RANGES) checkRange(key, options[key], least, most);
  const { dtype, dtypes, modelUrl, runtime, threads } = options;
  const name = options.name ?? nameOf(settings.feed[0]!);
  if (name.length > MAX_NAME) throw invalid("name", `at most ${MAX_NAME} characters`, name);
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 256)) {
    throw invalid("threads", "an integer from 1 to 256", threads);
  }
  const { maxImages = DEFAULT_MAX_IMAGES } = options;
  if (!(Number.isInteger(maxImages) && maxImages >= 1 && maxImages <= MAX_PICTURES)) {
    throw invalid("max-images", `an integer from 1 to ${MAX_PICTURES}`, maxImages);
  }
  if (dtype !== undefined && !DTYPES.includes(dtype)) {
    throw invalid("dtype", `one of ${DTYPES.join(", ")}`, dtype);
  }
  if (dtypes !== undefined) checkDtypes(dtypes);
  if (dtype !== undefined && dtypes !== undefined && !dtypes.includes(dtype)) {
    throw invalid("dtypes", `a list with ${dtype}, which embeds the products`, dtypes);
  }
  if (runtime !== undefined && runtime !== "auto" && runtime !== "wasm") {
    throw invalid("runtime", "auto or wasm", runtime);
  }
  if (modelUrl !== undefined) checkUrl("model-url", modelUrl);
  const report = checkReport(options.report, options.out);
  const htmlReport = pageBeside(report, options.html);
  const cache = options.cache ?? (environment.VITRINE_CACHE || CACHE_FOLDER);
  if (!isOutside(cache, options.out)) {
    throw invalid("cache", "a folder outside of the catalog's, which is replaced", cache);
  }
  const part = options.shard === undefined ? undefined : parseShard(options.shard);
  if (part && options.previous !== undefined) {
    throw invalid(
      "previous",
      "left out where a shard is built, as the cache has what was embedded before",
      options.previous,
    );
  }
  const choice = checkSpaces(options);
  const { minImageSize = MIN_IMAGE_SIZE } = options;
  const files = { report, htmlReport, cache };
  if (options.concepts !== undefined) checkConcepts(options.concepts);
  const rules = options.rules === undefined ? undefined : checkRules(options.rules);
  return {
    ...settings,
    ...files,
    ...{ name, maxImages, choice, minImageSize, part },
    ...(rules && { rules }),
  };
}

function checkConcepts(concepts: unknown): void {
  const areNames =
    Array.isArray(concepts) &&
    concepts.length <= MAX_CONCEPT_FACETS &&
    concepts.every((name) => typeof name === "string" && name !== "") &&
    new Set(concepts).size === concepts.length;
  if (!areNames) {
    throw invalid("concepts", `at most ${MAX_CONCEPT_FACETS} different names of facets`, concepts);
  }
}

function checkRules(rules: unknown): Rules {
  const refuse = (where: string, expected: string, found: unknown) =>
    invalid(where, expected, (JSON.stringify(found) ?? String(found)).slice(0, 200));
  return readRules(rules, "rules", refuse, { strict: true });
}

/**
 * The path of a report.
 *
 * @throws `invalid-argument` where it is in the catalog's folder
 */
export function checkReport(report: string | undefined, out: string): string {
  const path = report ?? `${resolve(out)}.report.json`;
  if (isOutside(path, out)) return path;
  throw invalid("report", "a file outside of the catalog's folder, which is replaced", path);
}

/**
 * The path of the page that belongs to a report, where one is wanted.
 *
 * @throws `invalid-argument`
 */
export function pageBeside(report: string, html = true): string | undefined {
  if (typeof html !== "boolean") throw invalid("html", "true or false", html);
  return html ? `${report.replace(/\.json$/i, "")}.html` : undefined;
}

function isOutside(path: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return way.startsWith(`..${sep}`) || way === "..";
}

/** The name of a feed's file without its extensions. */
function nameOf(path: string): string {
  if (path === "-") return "catalog";
  const file = basename(path).replace(/\.gz$/i, "");
  return basename(file, extname(file));
}

function checkSpaces(options: BuildOptions): SpaceChoice {
  const { spaces = [IMAGE_SPACE], fuse = DEFAULT_FUSE, textFields = DEFAULT_TEXT_FIELDS } = options;
  const known = Array.isArray(spaces) && spaces.every((name) => SPACE_NAMES.includes(name));
  if (!known || !spaces.includes(IMAGE_SPACE)) {
    throw invalid("spaces", "image, and text and fused as wished", spaces);
  }
  const hasFused = spaces.includes(FUSED_SPACE);
  if (options.fuse !== undefined && !hasFused) {
    throw invalid("fuse", "left out where fused is not among the spaces", JSON.stringify(fuse));
  }
  if (options.textFields !== undefined && !hasFused && !spaces.includes(TEXT_SPACE)) {
    throw invalid("text-fields", "left out where neither text nor fused is a space", textFields);
  }
  const isWeight = (weight: unknown) =>
    typeof weight === "number" && weight > 0 && weight <= MAX_FUSE;
  if (!isWeight(fuse?.image) || !isWeight(fuse?.text) || Object.keys(fuse).length !== 2) {
    throw invalid("fuse", "a number above 0 for each of image and text", JSON.stringify(fuse));
  }
  const areFields =
    Array.isArray(textFields) &&
    textFields.length > 0 &&
    textFields.length <= MAX_TEXT_FIELDS &&
    textFields.every((field) => typeof field === "string" && field !== "");
  if (!areFields) throw invalid("text-fields", "1 to 100 names of fields", textFields);
  return {
    ...(spaces.includes(TEXT_SPACE) && { text: { fields: textFields } }),
    ...(hasFused && { fused: { weights: fuse, fields: textFields } }),
  };
}

const RANGES = [
  ["cacheBytes", 0, Number.MAX_SAFE_INTEGER],
  ["concurrency", 1, 256],
  ["perHost", 1, 256],
  ["attempts", 1, 20],
  ["imageTimeout", 1, 3600],
  ["minImageSize", 0, 10_000],
  ["thumbnails", 16, 2048],
  ["thumbnailQuality", 1, 100],
] as const;

function checkRange(name: string, value: unknown, least: number, most: number): void {
  if (value === undefined) return;
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most)
    return;
  throw invalid(name, `a whole number of ${least} to ${most}`, value);
}

/** @throws `invalid-argument` for what is no list of one or more number formats. */
export function checkDtypes(dtypes: readonly Dtype[]): void {
  if (Array.isArray(dtypes) && dtypes.length > 0 && dtypes.every((one) => DTYPES.includes(one))) {
    return;
  }
  throw invalid("dtypes", `one or more of ${DTYPES.join(", ")}`, dtypes);
}

function timeOf(epoch: string | undefined): Date {
  if (epoch === undefined || epoch === "") return new Date();
  const created = new Date(/^\d+$/.test(epoch) ? Number(epoch) * 1000 : Number.NaN);
  if (!Number.isNaN(created.getTime())) return created;
  throw invalid("SOURCE_DATE_EPOCH", "seconds since 1970", epoch);
}

function checkUrl(name: string, url: string): void {
  try {
    const { protocol } = new URL(url, "https://shop.invalid/");
    if (protocol === "https:" || protocol === "http:") return;
  } catch {
    // Reported below.
  }
  throw invalid(name, "an http(s) or relative URL", url);
}

function invalid(name: string, expected: string, found: unknown): VisualSearchError {
  return new VisualSearchError(
    "invalid-argument",
    `The option ${name} should be ${expected}, and is ${String(found)}.`,
  );
}
