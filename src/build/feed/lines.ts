/** Characters of a line beyond which it is not kept: no product needs more. */
export const MAX_LINE_LENGTH = 1 << 20;

/** A line without its end; `text` is missing where it is longer than `MAX_LINE_LENGTH`. */
export interface Line {
  /** From 1. */
  line: number;
  text?: string;
}

/** Splits text at LF, CRLF or CR, holding one line at a time. */
export async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<Line> {
  let rest = "";
  let tooLong = false;
  let line = 1;
  let endsWithReturn = false;
  for await (const raw of chunks) {
    // A CR at the end of a chunk has ended its line; an LF that follows belongs to it.
    const chunk = endsWithReturn && raw.startsWith("\n") ? raw.slice(1) : raw;
    endsWithReturn = raw.endsWith("\r");
    const parts = chunk.split(/\r\n|\n|\r/);
    for (let i = 0; i < parts.length - 1; i++) {
      const text = rest + parts[i];
      yield tooLong || text.length > MAX_LINE_LENGTH ? { line } : { line, text };
      line++;
      rest = "";
      tooLong = false;
    }
    rest += parts[parts.length - 1];
    if (rest.length > MAX_LINE_LENGTH) {
      tooLong = true;
      rest = "";
    }
  }
  if (tooLong) yield { line };
  else if (rest !== "") yield { line, text: rest };
}
