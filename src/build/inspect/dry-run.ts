/** Shows what a build would read from a feed. */
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import type { ColumnRole } from "../feed/fields/column-log.ts";
import { feedSettings } from "../options/build-settings.ts";
import { type BuildStage, ProgressMeter } from "../options/progress.ts";
import type { FeedOptions } from "../options/tables/feed-options.ts";
import { shownAddress } from "../pictures/sources/picture-source.ts";
import { typeAttributes } from "../products/catalog-items.ts";
import { ProductReader } from "../products/product-reader.ts";
import { FeedLog } from "../report/feed-log.ts";
import type { RejectionReason } from "../report/rejections.ts";
import type { BuildWarning } from "../report/warnings.ts";

/** Products that are shown. */
const SHOWN = 10;
const READ_STEP = 1000;

/** What a build would read from a feed. */
export interface FeedInspection {
  feed: { path: string; format: string };
  /** What becomes of each column of the feed. */
  columns: { column: string; role: ColumnRole }[];
  counts: {
    /** Rows of the feed, without its header and blank lines. */
    rows: number;
    products: number;
    /** Variants of products that have several. */
    variants: number;
    images: number;
    rejected: number;
    /** Sum of the counts of `warnings`. */
    warnings: number;
  };
  /** By reason, the most frequent first, with the first rows of each. */
  rejected: RejectionReason[];
  warnings: BuildWarning[];
  notes: string[];
  /** The first products. */
  first: { line: number; item: CatalogItem; images: string[] }[];
}

/**
 * Reads a feed as a build does, and reports what the build would make of it. No picture is opened, and nothing is
 * written.
 *
 * @throws `invalid-argument`, `feed-invalid`, or the reason of `signal`
 * @example
 * const { counts, columns } = await inspectFeed({ feed: "products.csv" });
 * console.log(`${counts.products} products, ${counts.rejected} rows left out`, columns);
 */
export async function inspectFeed(options: FeedOptions): Promise<FeedInspection> {
  const settings = feedSettings(options, process.env);
  const log = new FeedLog();
  const first: FeedInspection["first"] = [];
  let products = 0;
  const progress = new ProgressMeter<BuildStage>("read", options.onProgress);
  progress.begin("read");
  const reader = await ProductReader.open(settings, log.warnings);
  for await (const entry of reader.read()) {
    if ("product" in entry) {
      products++;
      const { line, item, pictures } = entry.product;
      if (first.length < SHOWN) {
        first.push({ line, item, images: pictures.map(({ name }) => shownAddress(name)) });
      }
    } else {
      log.reject(entry.rejected);
    }
    if (reader.rows - log.rows >= READ_STEP) {
      log.rows = reader.rows;
      progress.update(log.rows);
    }
  }
  log.rows = reader.rows;
  progress.update(log.rows);
  const items = typeAttributes(first.map(({ item }) => item));
  const { format, columns, variants, images } = reader.summary;
  const { rejectedBy, warnings, counts } = log.facts;
  return {
    feed: { path: settings.feed.join(", "), format },
    columns,
    counts: { products, variants, images, ...counts },
    rejected: rejectedBy,
    warnings,
    notes: [...reader.notes],
    first: first.map((one, i) => ({ ...one, item: items[i]! })),
  };
}
