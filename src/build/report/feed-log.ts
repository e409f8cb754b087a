/** Records what happens to the rows of a feed: how many are read, rejected, or taken with a warning. */
import { type RejectedRow, type RejectionSummary, Rejections } from "./rejections.ts";
import { type BuildWarning, Warnings } from "./warnings.ts";

/** What a report says of the rows of a feed. */
export interface FeedFacts extends RejectionSummary {
  warnings: BuildWarning[];
  counts: { rows: number; rejected: number; warnings: number };
}

export class FeedLog {
  /** Rows that have been read so far. */
  rows = 0;
  readonly warnings: Warnings;
  readonly #rejections = new Rejections();

  /** @param isWanted whether to keep the warnings of a product, by its id */
  constructor(isWanted?: (id: string) => boolean) {
    this.warnings = new Warnings(isWanted);
  }

  /** @param reason without details of the row, if `row.reason` has details that its form does not show */
  reject(row: RejectedRow, reason?: string): void {
    this.#rejections.add(row, reason);
  }

  /** The row that was rejected first, by its line. */
  get firstRejected(): RejectedRow | undefined {
    return this.#rejections.list()[0];
  }

  get facts(): FeedFacts {
    const warnings = this.warnings.list();
    return {
      ...this.#rejections.summary(),
      warnings,
      counts: {
        rows: this.rows,
        rejected: this.#rejections.count,
        warnings: warnings.reduce((sum, { count }) => sum + count, 0),
      },
    };
  }
}
