/**
 * A product feed, from its paths to its products: files (source/), records (syntaxes/), parts of products
 * (formats/, fields/), and products with their variants (product-groups.ts).
 */
import type { Readable } from "node:stream";
import { VisualSearchError } from "../../lib/errors.ts";
import type { FeedProduct } from "./feed-product.ts";
import type { FeedRecord, FeedRow } from "./feed-record.ts";
import { ColumnLog, type ColumnRole } from "./fields/column-log.ts";
import { ColumnMatcher } from "./fields/column-matcher.ts";
import type { Field } from "./fields/fields.ts";
import { type ListColumns, ListSplitter } from "./fields/list-columns.ts";
import { plain, sampleOf } from "./fields/plain-text.ts";
import type { FormatReader, RecordContext } from "./formats/format-reader.ts";
import { type FeedFormat, FormatReaders } from "./formats/index.ts";
import { Grouper } from "./product-groups.ts";
import { type FeedFile, feedFiles } from "./source/feed-files.ts";
import { WITH_HEADER } from "./syntaxes/index.ts";
import { type OpenOptions, openRecords } from "./syntaxes/open-records.ts";

export interface OpenFeedOptions extends Omit<OpenOptions, "onNote"> {
  /** Columns mapped by the caller. */
  map?: Partial<Record<Field, string>>;
  /** What stands between the values of a cell. */
  list?: ListColumns;
  /** ISO 4217 of prices that name none. */
  currency?: string;
  /** By which sale prices are in effect. Default: now. */
  now?: Date;
  /** What stands for standard input. Default: that of the process. */
  input?: Readable;
  /** Told of what is left out of products that are taken nevertheless. */
  onWarning?: (message: string, line: number, id: string, found: string) => void;
}

/** Where something stands in a feed. */
export interface Place {
  /** Where the row begins, from 1; in JSON, XML, HTML and Parquet the position of the record. */
  line: number;
  /** If the feed is several files. */
  file?: string;
  /** How the row begins. */
  sample?: string;
}

/** A product, or why a row is none. */
export type FeedEntry =
  | { at: Place; product: FeedProduct }
  | { at: Place; error: string; id?: string };

/**
 * Opens a product feed: files, folders of files or of pictures, or `-` for standard input. Its content tells its
 * format; its name only decides what the content leaves open. Everything is read as a stream: in memory are at
 * most a block of text, a record of 1 MiB of characters, the products that wait for their variants, and of Parquet
 * a row group.
 *
 * @throws VisualSearchError `feed-invalid`, also while it is read, if it cannot be read to its end, or is no feed
 */
export async function openFeed(
  paths: string | readonly string[],
  options: OpenFeedOptions = {},
): Promise<Feed> {
  return new Feed(await feedFiles([paths].flat()), options);
}

/** A feed that is read once, in order. */
export class Feed {
  /** Rows read so far, those of no use included. */
  rows = 0;
  /** What a person should know of the feed as a whole. */
  readonly notes: string[] = [];
  readonly #files: readonly FeedFile[];
  readonly #options: OpenFeedOptions;
  readonly #formats = new Set<FeedFormat>();
  readonly #matcher: ColumnMatcher;
  readonly #columns = new ColumnLog();
  readonly #lists: ListSplitter;

  constructor(files: readonly FeedFile[], options: OpenFeedOptions) {
    this.#files = files;
    this.#options = options;
    this.#matcher = new ColumnMatcher(options.map);
    this.#lists = new ListSplitter(options.list);
  }

  /** The formats of the rows read so far. */
  get formats(): FeedFormat[] {
    return [...this.#formats];
  }

  /** What has been made of the columns that the rows read so far have. */
  get columns(): { column: string; role: ColumnRole }[] {
    return this.#columns.list();
  }

  /** The products, and the rows that are none. Call it once. */
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
    const name = "path" in file ? file.path : file.pictureFolder;
    try {
      yield* this.#readRows(file, several ? { file: name } : {}, grouper);
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

  async *#readRows(
    file: FeedFile,
    place: Pick<Place, "file">,
    grouper: Grouper<Place>,
  ): AsyncGenerator<FeedEntry> {
    const onNote = (note: string) => this.notes.push(note);
    const { syntax, rows } = await openRecords(file, { ...this.#options, onNote });
    const readers = new FormatReaders(syntax, this.#matcher);
    const hasHeader = WITH_HEADER.has(syntax);
    let found: ReturnType<FormatReaders["of"]> | undefined;
    for await (const row of rows) {
      if ("record" in row && (found === undefined || !hasHeader)) {
        found = readers.of(row.record);
        this.#formats.add(found.format);
        if (hasHeader) this.#checkHeader([...row.record.keys()], found.reader);
      }
      this.rows++;
      const at = withSample({ line: row.line, ...place }, sampleOfRow(row));
      if ("error" in row) {
        yield { at, error: row.error };
        continue;
      }
      const parts = found!.reader.read(this.#lists.split(row.record), this.#contextOf(row.line));
      this.#lists.checkRoles(row.record, this.#columns);
      for (const part of parts) {
        const entry = "error" in part ? { at, ...part } : grouper.add(part, at);
        if (entry !== undefined) yield entry;
      }
    }
  }

  #checkHeader(columns: readonly string[], reader: FormatReader): void {
    this.#lists.checkHeader(columns);
    reader.checkHeader?.(columns);
  }

  #contextOf(line: number): RecordContext {
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

function withSample(at: Place, sample: string | undefined): Place {
  return sample ? { ...at, sample } : at;
}

function sampleOfRow(row: FeedRow): string | undefined {
  return "error" in row ? row.sample : recordSample(row.record);
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
