/**
 * The feed formats: a closed table of what records can stand for. A new format needs a file beside this one, a row
 * here, a fixture in ../fixtures and a test.
 */
import type { FeedRecord } from "../feed-record.ts";
import type { ColumnMatcher } from "../fields/column-matcher.ts";
import type { SyntaxName } from "../syntaxes/index.ts";
import type { FormatReader } from "./format-reader.ts";
import { isJsonLd, JsonLdReader } from "./json-ld.ts";
import { isShopifyHeader, ShopifyCsvReader } from "./shopify-csv.ts";
import { isShopifyProduct, ShopifyJsonReader } from "./shopify-json.ts";
import { isGoogleHeader, TableReader } from "./table.ts";

interface FeedFormatSpec {
  /** What it is, for help and reference. */
  readonly title: string;
  /** What a product is in it. */
  readonly product: string;
  /** How files of it may be written. */
  readonly syntaxes: readonly SyntaxName[];
  /** Whether a record is of it. Default: it is, unless an earlier format of the table takes it. */
  readonly recognises?: (record: FeedRecord) => boolean;
  readonly createReader: (matcher: ColumnMatcher) => FormatReader;
}

const createTableReader = (matcher: ColumnMatcher) => new TableReader(matcher);

const TABLE = {
  "shopify-csv": {
    title: "Shopify's product CSV, with `Handle` or `URL handle`",
    product: "the rows of a handle; those that are not published or not active are left out",
    syntaxes: ["csv", "tsv", "parquet"],
    recognises: (record) => isShopifyHeader(record.keys()),
    createReader: (matcher) => new ShopifyCsvReader(matcher),
  },
  "shopify-json": {
    title: "Shopify's `products.json`, one page or several",
    product: "an element of `products`",
    syntaxes: ["json", "jsonl"],
    recognises: isShopifyProduct,
    createReader: (matcher) => new ShopifyJsonReader(matcher),
  },
  "google-xml": {
    title: "Google Merchant Center's RSS 2.0 or Atom",
    product: "an item, or the items of an `item_group_id`, whose id it has",
    syntaxes: ["xml"],
    createReader: createTableReader,
  },
  "google-tsv": {
    title: "Google Merchant Center's TSV",
    product: "a row, or the rows of an `item_group_id`, whose id it has",
    syntaxes: ["tsv"],
    recognises: (record) => isGoogleHeader(record.keys()),
    createReader: createTableReader,
  },
  "json-ld": {
    title: "schema.org JSON-LD in JSON, JSON lines or HTML pages",
    product:
      "a `Product` or a `ProductGroup` with its variants, also in an `@graph` or an `ItemList`",
    syntaxes: ["json", "jsonl", "html"],
    recognises: isJsonLd,
    createReader: (matcher) => new JsonLdReader(matcher),
  },
  csv: {
    title: "CSV, with comma, semicolon, tab or bar",
    product: "a row, by the names of its columns",
    syntaxes: ["csv"],
    createReader: createTableReader,
  },
  tsv: {
    title: "TSV",
    product: "a row, by the names of its columns",
    syntaxes: ["tsv"],
    createReader: createTableReader,
  },
  json: {
    title: "JSON: an array, or an object with `products` or `items`",
    product: "an object, by the names of its keys",
    syntaxes: ["json"],
    createReader: createTableReader,
  },
  jsonl: {
    title: "JSON lines",
    product: "a line, by the names of its keys",
    syntaxes: ["jsonl"],
    createReader: createTableReader,
  },
  parquet: {
    title: "Parquet",
    product: "a row, by the names of its columns",
    syntaxes: ["parquet"],
    createReader: createTableReader,
  },
  images: {
    title: "a folder of pictures",
    product: "a file; its path without extension is the id, its name the title",
    syntaxes: ["pictures"],
    createReader: createTableReader,
  },
} as const satisfies Record<string, FeedFormatSpec>;

/** What a feed is, and what its records are. */
export type FeedFormat = keyof typeof TABLE;

/** In the order in which they are tried. */
export const FEED_FORMATS: Readonly<Record<FeedFormat, FeedFormatSpec>> = TABLE;

/** Finds the reader of each record of one file. */
export class FormatReaders {
  readonly #matcher: ColumnMatcher;
  readonly #candidates: readonly FeedFormat[];
  readonly #open = new Map<FeedFormat, FormatReader>();

  constructor(syntax: SyntaxName, matcher: ColumnMatcher) {
    this.#matcher = matcher;
    this.#candidates = (Object.keys(FEED_FORMATS) as FeedFormat[]).filter((format) =>
      FEED_FORMATS[format].syntaxes.includes(syntax),
    );
  }

  /** The first format that recognises the record, else the last one of its syntax. */
  of(record: FeedRecord): { format: FeedFormat; reader: FormatReader } {
    const format =
      this.#candidates.find((name) => FEED_FORMATS[name].recognises?.(record) ?? true) ??
      this.#candidates.at(-1)!;
    const reader = this.#open.get(format) ?? FEED_FORMATS[format].createReader(this.#matcher);
    this.#open.set(format, reader);
    return { format, reader };
  }
}
