import type { CatalogItem } from "../catalog/types.ts";
import type { ColumnRole } from "./feed/columns.ts";
import { shownAddress } from "./images/source.ts";
import { checkFeedSettings, type FeedOptions } from "./options.ts";
import { ProductReader } from "./products.ts";
import { type BuildStage, ProgressMeter } from "./progress.ts";
import type { RejectedRow } from "./report.ts";
import { typeAttributes } from "./rows.ts";
import { type BuildWarning, Warnings } from "./warnings.ts";

/** Products shown, and rows quoted with each reason. */
const SHOWN = 10;
/** Reasons told apart; others are counted together. */
const MAX_REASONS = 100;
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
  rejected: { reason: string; count: number; examples: RejectedRow[] }[];
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
  const settings = checkFeedSettings(options, process.env);
  const warnings = new Warnings();
  const reasons = new Map<string, FeedInspection["rejected"][number]>();
  const first: FeedInspection["first"] = [];
  let products = 0;
  let rejected = 0;
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
      rejected++;
      addReason(reasons, entry.rejected);
    }
    if ((products + rejected) % READ_STEP === 0) progress.update(reader.rows);
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
      rejected,
      warnings: list.reduce((sum, { count }) => sum + count, 0),
    },
    rejected: [...reasons.values()].sort((a, b) => b.count - a.count),
    warnings: list,
    notes: [...reader.notes],
    first,
  };
}

function addReason(
  reasons: Map<string, FeedInspection["rejected"][number]>,
  row: RejectedRow,
): void {
  let reason = kindOf(row.reason);
  if (!reasons.has(reason) && reasons.size >= MAX_REASONS) reason = "other reasons";
  const known = reasons.get(reason) ?? { reason, count: 0, examples: [] };
  reasons.set(reason, known);
  known.count++;
  if (known.examples.length < SHOWN) known.examples.push(row);
}

/** A reason without what is particular to its row. */
function kindOf(reason: string): string {
  return reason.replace(/"[^"]*"/g, '"..."').replace(/\d+/g, "N");
}
