import { messageOf, VisualSearchError } from "../../errors.ts";
import { type Line, MAX_LINE_LENGTH } from "./lines.ts";
import { isBroken } from "./text.ts";
import type { FeedRow } from "./types.ts";

/** Characters of a JSON document, which is held whole. Larger feeds can be JSONL, CSV or TSV. */
const MAX_JSON_LENGTH = 256 * 2 ** 20;

/** Rows of text that has one JSON object a line. */
export async function* readJsonLines(lines: AsyncIterable<Line>): AsyncGenerator<FeedRow> {
  for await (const { line, text } of lines) {
    if (text === undefined) {
      yield { line, error: `the line is longer than ${MAX_LINE_LENGTH} characters` };
    } else if (text.trim() !== "") {
      yield parseLine(line, text);
    }
  }
}

/**
 * Rows of a JSON document: an array of objects, or an object with such an array as `products`.
 *
 * @throws `feed-invalid` when the document is too large, is not JSON, or has no such array.
 */
export async function* readJson(chunks: AsyncIterable<string>): AsyncGenerator<FeedRow> {
  const products = productsOf(parseDocument(await gather(chunks)));
  for (const [i, value] of products.entries()) yield toRow(i + 1, value);
}

function parseLine(line: number, text: string): FeedRow {
  try {
    return toRow(line, JSON.parse(text));
  } catch (error) {
    return { line, error: `not valid JSON: ${messageOf(error)}` };
  }
}

function toRow(line: number, value: unknown): FeedRow {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { line, error: `a JSON object expected, ${kindOf(value)} found` };
  }
  const record = new Map<string, unknown>();
  for (const [name, cell] of Object.entries(value)) {
    if (typeof cell === "string" && isBroken(cell)) {
      return { line, error: `"${name}" is not valid UTF-8: save the feed as UTF-8` };
    }
    const trimmed = name.trim();
    if (trimmed !== "" && !record.has(trimmed)) record.set(trimmed, cell);
  }
  return { line, record };
}

async function gather(chunks: AsyncIterable<string>): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > MAX_JSON_LENGTH) {
      throw new VisualSearchError(
        "feed-invalid",
        `A JSON feed may have up to ${MAX_JSON_LENGTH} characters, and this one has more. ` +
          "Write it as JSONL (one product a line), which is read row by row.",
      );
    }
    parts.push(chunk);
  }
  return parts.join("");
}

function parseDocument(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new VisualSearchError(
      "feed-invalid",
      `The feed should be JSON, and is not: ${messageOf(error)}. Correct it, or name it .jsonl if ` +
        "it has one product a line.",
      { cause: error },
    );
  }
}

function productsOf(document: unknown): unknown[] {
  if (Array.isArray(document)) return document;
  const products: unknown = (document as { products?: unknown } | null)?.products;
  if (Array.isArray(products)) return products;
  throw new VisualSearchError(
    "feed-invalid",
    `A JSON feed should be an array of products or {"products": [...]}, and is ${kindOf(document)}.`,
  );
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
