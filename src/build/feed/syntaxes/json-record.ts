/** Records of JSON values, with whole numbers beyond a double's precision as texts. */
import { Tokenizer } from "@streamparser/json";
import type { FeedRow } from "../feed-record.ts";
import { sampleOf } from "../fields/plain-text.ts";
import { hasBrokenCharacters } from "../source/text-encoding.ts";

/** The record of a parsed JSON value. */
export function jsonRow(line: number, value: unknown): FeedRow {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const error = `expected a JSON object, got ${kindOf(value)}`;
    return { line, error, sample: sampleOf(JSON.stringify(value)?.slice(0, 1000) ?? "") };
  }
  const record = new Map<string, unknown>();
  for (const [name, cell] of Object.entries(value)) {
    if (typeof cell === "string" && hasBrokenCharacters(cell)) {
      const error = `"${name}" is not valid UTF-8: save the feed as UTF-8`;
      return { line, error, sample: sampleOf(cell) };
    }
    const trimmed = name.trim();
    if (trimmed !== "" && !record.has(trimmed)) record.set(trimmed, cell);
  }
  return { line, record };
}

/** Keeps whole numbers as texts if a double would round them, such as long ids. */
export class LongNumberTokenizer extends Tokenizer {
  protected override parseNumber(text: string): number {
    const value = Number(text);
    return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? (text as never) : value;
  }
}

/** What kind of JSON value it is, for a message. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
