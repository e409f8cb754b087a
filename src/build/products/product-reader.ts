import { type Feed, openFeed, type Place } from "../feed/feed.ts";
import { realVariants } from "../feed/feed-product.ts";
import type { FeedSettings } from "../options/build-settings.ts";
import type { BuildReport, RejectedRow } from "../report/report.ts";
import type { Warnings } from "../report/warnings.ts";
import { type ProductRow, RowReader } from "./rows.ts";

/** The products of a feed as they are read, and what there is to say of it afterwards. */
export class ProductReader {
  variants = 0;
  images = 0;
  readonly #feed: Feed;
  readonly #rows: RowReader;

  private constructor(feed: Feed, rows: RowReader) {
    this.#feed = feed;
    this.#rows = rows;
  }

  /** @throws `feed-invalid`. */
  static async open(settings: FeedSettings, warnings: Warnings): Promise<ProductReader> {
    const { feed: paths, map, list, currency, encoding, created, input, signal } = settings;
    const { imageBase } = settings;
    const feed = await openFeed(paths, {
      now: created,
      ...(map && { map }),
      ...(list && { list }),
      ...(currency !== undefined && { currency }),
      ...(encoding !== undefined && { encoding }),
      ...(input && { input }),
      ...(signal && { signal }),
      onWarning: (message, line, id, found) => warnings.add(message, line, id, found),
    });
    const rows = new RowReader(imageBase === undefined ? {} : { imageBase }, warnings);
    return new ProductReader(feed, rows);
  }

  /** Rows of the feed that have been read. */
  get rows(): number {
    return this.#feed.rows;
  }

  get notes(): readonly string[] {
    return this.#feed.notes;
  }

  /** What is said of the feed in a report, its path aside. */
  get summary(): Omit<BuildReport["feed"], "path"> {
    const { formats, columns } = this.#feed;
    return { format: formats.join(", "), columns, variants: this.variants, images: this.images };
  }

  /**
   * Each product, or the row that is none. Call it once.
   *
   * @throws `feed-invalid`, or the reason of the settings' signal.
   */
  async *read(): AsyncGenerator<{ row: ProductRow } | { rejected: RejectedRow }> {
    for await (const entry of this.#feed.entries()) {
      if ("error" in entry) {
        yield { rejected: rejectedRow(entry.at, entry.error, entry.id) };
        continue;
      }
      const row = this.#rows.read(entry.at, entry.product);
      if ("error" in row) {
        yield { rejected: rejectedRow(entry.at, row.error, row.id) };
        continue;
      }
      this.variants += realVariants(entry.product).length;
      this.images += row.pictures.length;
      yield { row };
    }
  }
}

function rejectedRow(
  { line, file, sample }: Place,
  reason: string,
  id: string | undefined,
): RejectedRow {
  return {
    line,
    ...(file === undefined ? {} : { file }),
    ...(id === undefined ? {} : { id }),
    reason,
    ...(sample === undefined ? {} : { sample }),
  };
}
