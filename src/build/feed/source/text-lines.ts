/** Text split into lines, one at a time. */
import type { FeedRow } from "../feed-record.ts";
import { cut, sampleOf } from "../fields/plain-text.ts";

/** Characters of a line beyond which it is not kept: no product needs more. */
export const MAX_LINE_LENGTH = 1 << 20;

/** Characters kept of a line that is too long, to show where it is. */
const KEPT_START = 200;

/** A line without its end; `text` is missing if it is longer than `MAX_LINE_LENGTH`. */
export interface Line {
  /** From 1. */
  line: number;
  text?: string;
  /** How a line without `text` begins. */
  start?: string;
}

/** The row that a line without `text` stands for. */
export function tooLong({ line, start = "" }: Line): FeedRow {
  return {
    line,
    error: `the line is longer than ${MAX_LINE_LENGTH} characters`,
    sample: sampleOf(start),
  };
}

/** Splits text at LF, CRLF or CR, holding one line at a time. */
export async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<Line> {
  let rest = "";
  /** How the line began that has become too long. */
  let start: string | undefined;
  let line = 1;
  let endsWithReturn = false;
  for await (const raw of chunks) {
    // A CR at the end of a chunk has ended its line; an LF that follows belongs to it.
    const chunk = endsWithReturn && raw.startsWith("\n") ? raw.slice(1) : raw;
    endsWithReturn = raw.endsWith("\r");
    const parts = chunk.split(/\r\n|\n|\r/);
    for (let i = 0; i < parts.length - 1; i++) {
      const text = rest + parts[i];
      if (start === undefined && text.length > MAX_LINE_LENGTH) start = cut(text, KEPT_START);
      yield start === undefined ? { line, text } : { line, start };
      line++;
      rest = "";
      start = undefined;
    }
    rest += parts[parts.length - 1];
    if (rest.length > MAX_LINE_LENGTH || start !== undefined) {
      start ??= cut(rest, KEPT_START);
      rest = "";
    }
  }
  if (start !== undefined) yield { line, start };
  else if (rest !== "") yield { line, text: rest };
}
