import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import type { ColumnRole } from "../feed/fields/column-log.ts";
import { feedSettings } from "../options/build-settings.ts";
import type { FeedOptions } from "../options/feed-options.ts";
import { type BuildStage, ProgressMeter } from "../options/progress.ts";
import { shownAddress } from "../pictures/sources/picture-source.ts";
import { ProductReader } from "../products/product-reader.ts";
import { typeAttributes } from "../products/rows.ts";
import { type RejectionReason, Rejections } from "../report/rejections.ts";
import { type BuildWarning, Warnings } from "../report/warnings.ts";

/** Products shown. */
const SHOWN = 10;
const READ_STEP = 1000;

/** What a build would read of a feed. */
export interface FeedInspection {
  feed: { path: string; format: string };
  /** What is made of each column of the feed. */
  columns: { column: string; role: ColumnRole }[];
  counts: {
    /** Rows of the feed, without its header and blank lines. */
    rows: number;
    products: number;
    /** Of products that have several. */
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
 * Reads a feed as a build does, and tells what it would make of it; no picture is opened, and nothing is
 * written.
 *
 * @throws `invalid-argument`, `feed-invalid`, or the reason of `signal`.
 */
export async function inspectFeed(options: FeedOptions): Promise<FeedInspection> {
  const settings = feedSettings(options, process.env);
  const warnings = new Warnings();
  const rejections = new Rejections();
  const first: FeedInspection["first"] = [];
  let products = 0;
  const progress = new ProgressMeter<BuildStage>("read", options.onProgress);
  progress.begin("read");
  const reader = await ProductReader.open(settings, warnings);
  for await (const entry of reader.read()) {
    if ("row" in entry) {
      products++;
      const { line, item, pictures } = entry.row;
      if (first.length < SHOWN) {
        first.push({ line, item, images: pictures.map(({ name }) => shownAddress(name)) });
      }
    } else {
      rejections.add(entry.rejected);
    }
    if ((products + rejections.count) % READ_STEP === 0) progress.update(reader.rows);
  }
  progress.update(reader.rows);
  typeAttributes(first.map(({ item }) => item));
  const { format, columns, variants, images } = reader.summary;
  const list = warnings.list();
  return {
    feed: { path: settings.feed.join(", "), format },
    columns,
    counts: {
      rows: reader.rows,
      products,
      variants,
      images,
      rejected: rejections.count,
      warnings: list.reduce((sum, { count }) => sum + count, 0),
    },
    rejected: rejections.reasons(),
    warnings: list,
    notes: [...reader.notes],
    first,
  };
}
