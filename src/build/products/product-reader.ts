/** Reads a feed's products, each with its pictures, and the rows that are none. */
import { type Feed, openFeed, type Place } from "../feed/feed.ts";
import { realVariants } from "../feed/feed-product.ts";
import type { ColumnRole } from "../feed/fields/column-log.ts";
import type { FeedSettings } from "../options/build-settings.ts";
import type { RejectedRow } from "../report/rejections.ts";
import type { Warnings } from "../report/warnings.ts";
import { ProductConverter } from "./product-converter.ts";
import type { ProductWithPictures } from "./product-with-pictures.ts";

/** What is known of a feed once it is read. */
export interface FeedSummary {
  /** Such as `shopify-csv`; several if it has files of several kinds. */
  format: string;
  columns: { column: string; role: ColumnRole }[];
  /** Of the products that were read. */
  variants: number;
  images: number;
}

export type FeedEntry = { product: ProductWithPictures } | { rejected: RejectedRow };

export class ProductReader {
  readonly #feed: Feed;
  readonly #converter: ProductConverter;
  #variants = 0;
  #images = 0;

  private constructor(feed: Feed, converter: ProductConverter) {
    this.#feed = feed;
    this.#converter = converter;
  }

  /** @throws `feed-invalid` */
  static async open(settings: FeedSettings, warnings: Warnings): Promise<ProductReader> {
    const { feed: paths, map, list, currency, encoding, created, input, signal } = settings;
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
    const { imageBase } = settings;
    return new ProductReader(feed, new ProductConverter({ imageBase }, warnings));
  }

  /** Rows of the feed that have been read. */
  get rows(): number {
    return this.#feed.rows;
  }

  get notes(): readonly string[] {
    return this.#feed.notes;
  }

  get summary(): FeedSummary {
    const { formats, columns } = this.#feed;
    return {
      format: formats.join(", "),
      columns,
      variants: this.#variants,
      images: this.#images,
    };
  }

  /**
   * Each product, and each row that is none. Call it once.
   *
   * @throws `feed-invalid`, or the reason of the settings' signal
   */
  async *read(): AsyncGenerator<FeedEntry> {
    for await (const entry of this.#feed.entries()) {
      if ("error" in entry) {
        yield { rejected: rejectedRow(entry.at, entry.error, entry.id) };
        continue;
      }
      const product = this.#converter.convert(entry.at, entry.product);
      if ("error" in product) {
        yield { rejected: rejectedRow(entry.at, product.error, product.id) };
        continue;
      }
      this.#variants += realVariants(entry.product).length;
      this.#images += product.pictures.length;
      yield { product };
    }
  }
}

function rejectedRow({ line, file, sample }: Place, reason: string, id?: string): RejectedRow {
  return {
    line,
    ...(file !== undefined && { file }),
    ...(id !== undefined && { id }),
    reason,
    ...(sample !== undefined && { sample }),
  };
}
