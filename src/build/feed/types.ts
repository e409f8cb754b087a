/** A product as a feed has it: column name to a text, or to any JSON value. */
export type FeedRecord = ReadonlyMap<string, unknown>;

/** One row of a feed. A row that cannot be read is an error of its own and stops nothing. */
export type FeedRow =
  /** `line`: where the row begins, from 1; in a JSON array, the position of the element, from 1. */
  { line: number; record: FeedRecord } | { line: number; error: string };

export type FeedFormat = "csv" | "tsv" | "json" | "jsonl";
