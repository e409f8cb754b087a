/** CSV and TSV: delimited text with a header line. */
import { parse } from "csv-parse/sync";
import { VisualSearchError } from "../../../lib/errors.ts";
import type { FeedRow } from "../feed-record.ts";
import { sampleOf } from "../fields/plain-text.ts";
import { hasBrokenCharacters } from "../source/text-encoding.ts";
import { type Line, MAX_LINE_LENGTH, tooLong } from "../source/text-lines.ts";
import type { TextStart } from "./text-start.ts";

/** Lines that one record may span. */
const MAX_RECORD_LINES = 1000;

/** Whether a text that is nothing else is TSV rather than CSV. */
export function isTabSeparated({ text, extension }: TextStart): boolean {
  return extension === ".tsv" || guessDelimiter(text.split(/[\r\n]/, 1)[0]!) === "\t";
}

/**
 * Rows of delimited text with a header line; every record has all columns of the header. Lines are
 * gathered into records and each record is parsed by itself, so that a stray quote spoils its own row
 * and not the rest of the feed.
 *
 * @param delimiter Default: whichever of comma, semicolon, tab and bar is most frequent in the header.
 * @throws VisualSearchError `feed-invalid` if there is no header
 */
export async function* readDelimited(
  lines: AsyncIterable<Line>,
  delimiter?: string,
): AsyncGenerator<FeedRow> {
  const source = new Rewindable(lines[Symbol.asyncIterator]());
  try {
    const header = await readHeader(source, delimiter);
    for (;;) {
      const group = await source.nextGroup();
      if (group === undefined) return;
      yield* rowsOf(group, header, source);
    }
  } finally {
    await source.close();
  }
}

interface Header {
  /** Empty names are columns to leave out. */
  columns: readonly string[];
  delimiter: string;
}

interface Parsed {
  line: number;
  cells: string[];
}

async function readHeader(source: Rewindable, delimiter: string | undefined): Promise<Header> {
  for (;;) {
    const group = await source.nextGroup();
    if (group === undefined) break;
    const text = textOf(group);
    if (text?.trim() === "") continue;
    const chosen = delimiter ?? guessDelimiter(text ?? "");
    const cells = text === undefined ? undefined : parseRecords(text, 1, chosen)?.[0]?.cells;
    if (cells === undefined || cells.every((cell) => cell.trim() === "")) break;
    return { columns: distinctNames(cells), delimiter: chosen };
  }
  throw new VisualSearchError(
    "feed-invalid",
    "Expected a line of column names at the start of the feed, got none. Add a header such as " +
      "id,title,price,image.",
  );
}

function* rowsOf(group: readonly Line[], header: Header, source: Rewindable): Generator<FeedRow> {
  const first = group[0]!;
  const text = textOf(group);
  if (text === undefined) {
    yield tooLong(first);
    return;
  }
  const records = parseRecords(text, first.line, header.delimiter);
  if (records !== undefined) {
    for (const record of records) yield toRow(record, header.columns);
    return;
  }
  // A quote that never closes: give up its first line only, and read on from the next.
  source.rewind(group.slice(1));
  const alone =
    group.length > 1 ? parseRecords(first.text!, first.line, header.delimiter) : undefined;
  if (alone === undefined) {
    const sample = sampleOf(first.text!);
    yield { line: first.line, error: "a quoted cell is never closed", sample };
  } else for (const record of alone) yield toRow(record, header.columns);
}

function toRow({ line, cells }: Parsed, columns: readonly string[]): FeedRow {
  const surplus = cells.slice(columns.length).some((cell) => cell !== "");
  if (cells.length < columns.length || surplus) {
    const error = `expected ${columns.length} cells as in the header, got ${cells.length}`;
    return { line, error, sample: sampleOf(cells.join(" | ")) };
  }
  if (cells.some(hasBrokenCharacters)) {
    const error = "not valid UTF-8: save the feed as UTF-8";
    return { line, error, sample: sampleOf(cells.join(" | ")) };
  }
  const record = new Map<string, string>();
  for (const [i, name] of columns.entries()) if (name !== "") record.set(name, cells[i]!);
  return { line, record };
}

/** `undefined` if a quoted cell is still open at the end. */
function parseRecords(text: string, firstLine: number, delimiter: string): Parsed[] | undefined {
  // Without quotes and line ends there is nothing to parse.
  if (!/["\n]/.test(text)) {
    const cells = text.split(delimiter);
    return cells.every((cell) => cell.trim() === "") ? [] : [{ line: firstLine, cells }];
  }
  let records: { info: { lines: number }; record: string[] }[];
  try {
    records = parse(text, {
      delimiter,
      record_delimiter: "\n",
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: 0,
    }) as unknown as typeof records;
  } catch {
    return undefined;
  }
  return records
    .filter(({ record }) => record.some((cell) => cell.trim() !== ""))
    .map(({ info, record }) => {
      const inner = record.reduce((sum, cell) => sum + countOf(cell, "\n"), 0);
      return { line: firstLine + info.lines - 1 - inner, cells: record };
    });
}

/** Whichever of comma, semicolon, tab and bar is most frequent in a header. */
function guessDelimiter(header: string): string {
  const bare = header.replace(/"[^"]*"/g, "");
  let best = ",";
  for (const candidate of [";", "\t", "|"]) {
    if (countOf(bare, candidate) > countOf(bare, best)) best = candidate;
  }
  return best;
}

/** Trimmed names; the second "size" becomes "size 2". */
function distinctNames(cells: readonly string[]): string[] {
  const taken = new Set<string>();
  // Lower numbers are taken for good, so that no name tries them again.
  const lastNumber = new Map<string, number>();
  return cells.map((cell) => {
    const name = cell.trim();
    if (name === "") return "";
    let distinct = name;
    let n = lastNumber.get(name) ?? 1;
    while (taken.has(distinct)) distinct = `${name} ${++n}`;
    lastNumber.set(name, n);
    taken.add(distinct);
    return distinct;
  });
}

function textOf(group: readonly Line[]): string | undefined {
  if (group.some((line) => line.text === undefined)) return undefined;
  return group.map((line) => line.text).join("\n");
}

function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) count++;
  return count;
}

/** Lines grouped into records by their quotes, with a way back. */
class Rewindable {
  readonly #lines: AsyncIterator<Line>;
  #pending: Line[] = [];
  #pendingAt = 0;

  constructor(lines: AsyncIterator<Line>) {
    this.#lines = lines;
  }

  /** The lines of the next record: up to where the number of quotes is even. */
  async nextGroup(): Promise<Line[] | undefined> {
    const group: Line[] = [];
    let quotes = 0;
    let length = 0;
    for (;;) {
      const line = await this.#next();
      if (line === undefined) return group.length > 0 ? group : undefined;
      if (line.text === undefined) {
        // It belongs to no record; what is open before it ends there.
        if (group.length === 0) return [line];
        this.rewind([line]);
        return group;
      }
      group.push(line);
      quotes += countOf(line.text, '"');
      length += line.text.length;
      if (quotes % 2 === 0) return group;
      if (group.length >= MAX_RECORD_LINES || length > MAX_LINE_LENGTH) return group;
    }
  }

  rewind(lines: readonly Line[]): void {
    this.#pending = [...lines, ...this.#pending.slice(this.#pendingAt)];
    this.#pendingAt = 0;
  }

  async close(): Promise<void> {
    await this.#lines.return?.();
  }

  async #next(): Promise<Line | undefined> {
    if (this.#pendingAt < this.#pending.length) return this.#pending[this.#pendingAt++];
    const { done, value } = await this.#lines.next();
    return done ? undefined : value;
  }
}
