import type { Readable } from "node:stream";
import { VisualSearchError } from "../../lib/errors.ts";
import type { Product } from "./feed-product.ts";
import type { FeedFormat, FeedRecord, FeedRow } from "./feed-record.ts";
import { ColumnLog, ColumnMatcher, type ColumnRole, type Field } from "./fields/columns.ts";
import { type ListColumns, ListSplitter } from "./fields/list-columns.ts";
import { plain, sampleOf } from "./fields/plain-text.ts";
import type { Dialect, RowContext } from "./formats/format-reader.ts";
import { isJsonLd, JsonLdDialect } from "./formats/json-ld.ts";
import {
  isShopifyHeader,
  isShopifyProduct,
  ShopifyCsvDialect,
  ShopifyJsonDialect,
} from "./formats/shopify.ts";
import { TableDialect } from "./formats/table.ts";
import { Grouper } from "./product-groups.ts";
import { type FeedFile, feedFiles } from "./source/feed-files.ts";
import { openRows } from "./syntaxes/open-records.ts";
import { readImageFolder } from "./syntaxes/picture-folder.ts";

export interface FeedOptions {
  /** Columns chosen by the caller. */
  map?: Partial<Record<Field, string>>;
  /** What stands between the values of a cell. */
  lists?: ListColumns;
  /** ISO 4217 of prices that name none. */
  currency?: string;
  /** Encoding of texts, by a label of the WHATWG's Encoding Standard. Default: found out. */
  encoding?: string;
  /** By which sale prices are in effect. Default: now. */
  now?: Date;
  /** What stands for standard input. Default: that of the process. */
  input?: Readable;
  signal?: AbortSignal;
  /** Told of what is left out of products that are taken nevertheless. */
  onWarning?: (message: string, line: number, id: string, found: string) => void;
}

/** Where something stands in a feed. */
export interface Place {
  /** Where the row begins, from 1; in JSON, XML, HTML and Parquet the position of the record. */
  line: number;
  /** Where the feed is several files. */
  file?: string;
  /** How the row begins. */
  sample?: string;
}

/** A product, or why a row is none. */
export type FeedEntry = { at: Place; product: Product } | { at: Place; error: string; id?: string };

/**
 * Opens a product feed: files, folders of files or of pictures, or `-` for standard input. What it is
 * follows from its content; its name tells only where that leaves it open. Everything is read as a
 * stream: in memory are at most a block of text, a record of 1 MiB of characters, the products that wait
 * for their variants, and of Parquet a row group.
 *
 * @throws `feed-invalid`, also while it is read, when it cannot be read to its end, or is no feed.
 */
export async function openFeed(
  paths: string | readonly string[],
  options: FeedOptions = {},
): Promise<Feed> {
  const files = await feedFiles(typeof paths === "string" ? [paths] : paths);
  return new Feed(files, options);
}

/** A feed that is read once, in order. */
export class Feed {
  /** Rows read so far, those of no use included. */
  rows = 0;
  /** What a person should know of the feed as a whole. */
  readonly notes: string[] = [];
  readonly #files: readonly FeedFile[];
  readonly #options: FeedOptions;
  readonly #formats = new Set<FeedFormat>();
  readonly #matcher: ColumnMatcher;
  readonly #columns = new ColumnLog();
  readonly #lists: ListSplitter;

  constructor(files: readonly FeedFile[], options: FeedOptions) {
    this.#files = files;
    this.#options = options;
    this.#matcher = new ColumnMatcher(options.map);
    this.#lists = new ListSplitter(options.lists);
  }

  /** What the rows read so far have been. */
  get formats(): FeedFormat[] {
    return [...this.#formats];
  }

  /** What has been made of the columns that the rows read so far have. */
  get columns(): { column: string; role: ColumnRole }[] {
    return this.#columns.list();
  }

  /** The products and the rows that are none. Call it once. */
  async *entries(): AsyncGenerator<FeedEntry> {
    const grouper = new Grouper<Place>(({ at, product }, count) =>
      this.#options.onWarning?.(
        "variants beyond the first 2048 are left out",
        at.line,
        product.id,
        `${count} more`,
      ),
    );
    for (const file of this.#files) yield* this.#readFile(file, grouper);
    for (const column of this.#lists.missing) {
      this.notes.push(`No row has the column "${column}", which --list names.`);
    }
    yield* grouper.end();
  }

  async *#readFile(file: FeedFile, grouper: Grouper<Place>): AsyncGenerator<FeedEntry> {
    const before = this.rows;
    const several = this.#files.length > 1;
    const name = "path" in file ? file.path : file.imageFolder;
    try {
      for await (const { row, dialect } of this.#rowsOf(file)) {
        this.rows++;
        const at: Place = several ? { line: row.line, file: name } : { line: row.line };
        if ("error" in row) {
          yield { at: withSample(at, row.sample), error: row.error };
          continue;
        }
        withSample(at, recordSample(row.record));
        const parts = dialect.read(this.#lists.split(row.record), this.#contextOf(row.line));
        this.#lists.checkRoles(row.record, this.#columns);
        for (const part of parts) {
          if ("error" in part) {
            yield { at, error: part.error, ...(part.id ? { id: part.id } : {}) };
            continue;
          }
          const closed = grouper.add(part, at);
          if (closed !== undefined) yield closed;
        }
      }
    } catch (error) {
      // Of several files, one that is no feed is left out; one that breaks off is not.
      const unread = several && this.rows === before;
      if (!unread || !(error instanceof VisualSearchError) || error.code !== "feed-invalid") {
        throw error;
      }
      this.rows++;
      yield { at: { line: 1, file: name }, error: error.message };
    }
  }

  async *#rowsOf(file: FeedFile): AsyncGenerator<{ row: FeedRow; dialect: Dialect }> {
    if ("imageFolder" in file) {
      const dialect = this.#use(new TableDialect("images", this.#matcher));
      for await (const row of readImageFolder(file.imageFolder)) yield { row, dialect };
      return;
    }
    const { input, encoding, signal } = this.#options;
    const { syntax, rows } = await openRows(file.path, {
      ...(input === undefined ? {} : { input }),
      ...(encoding === undefined ? {} : { encoding }),
      ...(signal === undefined ? {} : { signal }),
      onNote: (note) => this.notes.push(note),
    });
    if (syntax === "json" || syntax === "jsonl") yield* this.#withJson(rows, syntax);
    else if (syntax === "html") {
      const dialect = this.#use(new JsonLdDialect(this.#matcher));
      for await (const row of rows) yield { row, dialect };
    } else {
      yield* this.#withTable(rows, syntax === "xml" ? "google-xml" : syntax);
    }
  }

  /** Rows whose columns are those of the first. */
  async *#withTable(
    rows: AsyncIterable<FeedRow>,
    format: "csv" | "tsv" | "parquet" | "google-xml",
  ): AsyncGenerator<{ row: FeedRow; dialect: Dialect }> {
    let dialect: Dialect | undefined;
    for await (const row of rows) {
      if ("record" in row && dialect === undefined) {
        dialect = this.#use(this.#dialectOf([...row.record.keys()], format));
      }
      yield { row, dialect: dialect ?? NOTHING };
    }
  }

  #dialectOf(
    columns: readonly string[],
    format: "csv" | "tsv" | "parquet" | "google-xml",
  ): Dialect {
    if (format === "google-xml") return new TableDialect(format, this.#matcher);
    this.#lists.checkHeader(columns);
    if (isShopifyHeader(columns)) return new ShopifyCsvDialect(this.#matcher);
    this.#matcher.checkHeader(columns);
    const google = format === "tsv" && isGoogleHeader(columns);
    return new TableDialect(google ? "google-tsv" : format, this.#matcher);
  }

  /** Rows that may be of several kinds, one after another. */
  async *#withJson(
    rows: AsyncIterable<FeedRow>,
    format: "json" | "jsonl",
  ): AsyncGenerator<{ row: FeedRow; dialect: Dialect }> {
    const table = new TableDialect(format, this.#matcher);
    const shopify = new ShopifyJsonDialect(this.#matcher);
    const jsonLd = new JsonLdDialect(this.#matcher);
    for await (const row of rows) {
      if ("error" in row) {
        yield { row, dialect: NOTHING };
        continue;
      }
      const { record } = row;
      const dialect = isShopifyProduct(record) ? shopify : isJsonLd(record) ? jsonLd : table;
      yield { row, dialect: this.#use(dialect) };
    }
  }

  #use(dialect: Dialect): Dialect {
    this.#formats.add(dialect.format);
    return dialect;
  }

  #contextOf(line: number): RowContext {
    const { currency, now = new Date(), onWarning } = this.#options;
    return {
      ...(currency === undefined ? {} : { currency }),
      now,
      line,
      columns: this.#columns,
      warn: (id, message, found) => onWarning?.(message, line, id, found),
    };
  }
}

/** Stands with rows that cannot be read, before the first that can. */
const NOTHING: Dialect = { format: "csv", read: () => [] };

/** Whether a header is that of Google Merchant Center's text feeds. */
function isGoogleHeader(columns: readonly string[]): boolean {
  const names = new Set(columns.map((name) => name.toLowerCase().replace(/[\s_]+/g, "_")));
  return names.has("image_link") && names.has("id") && names.has("title");
}

function withSample(at: Place, sample: string | undefined): Place {
  if (sample) at.sample = sample;
  return at;
}

/** How a record begins. */
function recordSample(record: FeedRecord): string {
  const cells: string[] = [];
  for (const cell of record.values()) {
    const text = typeof cell === "string" ? cell : plain(cell);
    if (text !== "") cells.push(text.slice(0, 60));
    if (cells.length === 5) break;
  }
  return sampleOf(cells.join(" | "));
}
