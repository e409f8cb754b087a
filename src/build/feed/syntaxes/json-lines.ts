/** JSON lines: one JSON object a line. */
import { TokenParser } from "@streamparser/json";
import { messageOf } from "../../../lib/errors.ts";
import type { FeedRow } from "../feed-record.ts";
import { sampleOf } from "../fields/plain-text.ts";
import { type Line, tooLong } from "../source/text-lines.ts";
import { jsonRow, LongNumberTokenizer } from "./json-record.ts";
import type { TextStart } from "./text-start.ts";

const EXTENSIONS = [".jsonl", ".ndjson"];

/** Whether the first line is a whole object by itself, and not a document of products. */
export function isJsonLines({ text, extension }: TextStart): boolean {
  const isNamedSo = EXTENSIONS.includes(extension);
  if (!text.startsWith("{")) return isNamedSo && !text.startsWith("[") && !text.startsWith("<");
  const [first, ...rest] = text.split(/[\r\n]+/, 3);
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(first!);
  } catch {
    // A first line that is cut off here, or broken, says nothing: its name does.
    return isNamedSo;
  }
  const follows = rest.some((line) => line.trim() !== "");
  if (Object.values(value).some(Array.isArray) && "products" in value) return false;
  return follows || extension !== ".json";
}

/** Rows of text that has one JSON object a line. */
export async function* readJsonLines(lines: AsyncIterable<Line>): AsyncGenerator<FeedRow> {
  for await (const line of lines) {
    if (line.text === undefined) yield tooLong(line);
    else if (line.text.trim() !== "") yield parseLine(line.line, line.text);
  }
}

function parseLine(line: number, text: string): FeedRow {
  try {
    const value: unknown = JSON.parse(text);
    return jsonRow(line, LONG_NUMBER.test(text) ? withLongNumbers(text) : value);
  } catch (error) {
    return { line, error: `not valid JSON: ${messageOf(error)}`, sample: sampleOf(text) };
  }
}

/** Digits that may be a number which a double would round. */
const LONG_NUMBER = /\d{16}/;

/** The value of valid JSON. */
function withLongNumbers(text: string): unknown {
  const tokenizer = new LongNumberTokenizer();
  const parser = new TokenParser();
  let root: unknown;
  tokenizer.onToken = (token) => parser.write(token);
  parser.onValue = ({ value, stack }) => {
    if (stack.length === 0) root = value;
  };
  tokenizer.write(text);
  if (!tokenizer.isEnded) tokenizer.end();
  return root;
}
