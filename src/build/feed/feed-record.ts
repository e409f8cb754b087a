/** A product as a feed has it: column name to a text, or to any JSON value. */
export type FeedRecord = ReadonlyMap<string, unknown>;

/** One row of a feed. A row that cannot be read is an error of its own and stops nothing. */
export type FeedRow =
  /** `line`: where the row begins, from 1; in JSON, XML, HTML and Parquet the position of the record. */
  | { line: number; record: FeedRecord }
  /** `sample`: how it begins. */
  | { line: number; error: string; sample?: string };

/** What a feed is, and what its records are. */
export type FeedFormat =
  | "csv"
  | "tsv"
  | "json"
  | "jsonl"
  | "parquet"
  | "shopify-csv"
  | "shopify-json"
  | "google-xml"
  | "google-tsv"
  | "json-ld"
  | "images";
