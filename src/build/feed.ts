import { extname } from "node:path";
import { VisualSearchError } from "../errors.ts";
import { readDelimited } from "./feed/csv.ts";
import { readJson, readJsonLines } from "./feed/json.ts";
import { splitLines } from "./feed/lines.ts";
import { readText } from "./feed/text.ts";
import type { FeedFormat, FeedRow } from "./feed/types.ts";

const EXTENSIONS: Readonly<Record<string, FeedFormat>> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".json": "json",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
};

export interface Feed {
  format: FeedFormat;
  /** Read once, in order. */
  rows: AsyncGenerator<FeedRow>;
}

/**
 * Opens a product feed. Its format follows from the file's extension, or else from how it begins.
 * CSV, TSV and JSONL are read row by row; JSON is held whole.
 *
 * @throws `feed-invalid` when the file cannot be read, is empty, or is of no known format.
 */
export async function openFeed(path: string, signal?: AbortSignal): Promise<Feed> {
  const chunks = readText(path, signal);
  const start = await chunks.next();
  if (start.done) {
    throw new VisualSearchError(
      "feed-invalid",
      `The feed ${path} should hold products, and is empty. Check the export.`,
    );
  }
  const text = prepend(start.value, chunks);
  const format = EXTENSIONS[extname(path).toLowerCase()] ?? formatOf(start.value, path);
  return { format, rows: rowsOf(format, text) };
}

function rowsOf(format: FeedFormat, text: AsyncIterable<string>): AsyncGenerator<FeedRow> {
  switch (format) {
    case "csv":
      return readDelimited(splitLines(text));
    case "tsv":
      return readDelimited(splitLines(text), "\t");
    case "json":
      return readJson(text);
    case "jsonl":
      return readJsonLines(splitLines(text));
  }
}

function formatOf(start: string, path: string): FeedFormat {
  const text = start.trimStart();
  if (text.startsWith("[")) return "json";
  if (text.startsWith("{")) return isObject(text.split(/[\r\n]/, 1)[0]!) ? "jsonl" : "json";
  if (text.startsWith("<")) {
    throw new VisualSearchError(
      "feed-invalid",
      `The feed ${path} should be CSV, TSV, JSON or JSONL, and looks like XML or HTML. Export it as CSV.`,
    );
  }
  return "csv";
}

/** Whether a line is a whole JSON object by itself and not a document of products. */
function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return !Array.isArray((value as { products?: unknown }).products);
  } catch {
    return false;
  }
}

async function* prepend(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
