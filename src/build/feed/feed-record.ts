/** A record of a feed: what a row of a table, an object of JSON or an item of XML says. */

/** Column name to a text, or to any JSON value. */
export type FeedRecord = ReadonlyMap<string, unknown>;

/** One row of a feed. A row that cannot be read is an error of its own, and the rest is read on. */
export type FeedRow =
  /** `line`: where the row begins, from 1; in JSON, XML, HTML and Parquet the position of the record. */
  | { line: number; record: FeedRecord }
  /** `sample`: how it begins. */
  | { line: number; error: string; sample?: string };
