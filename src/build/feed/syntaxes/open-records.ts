import type { Readable } from "node:stream";
import { VisualSearchError } from "../../../lib/errors.ts";
import type { FeedRow } from "../feed-record.ts";
import { type ByteSource, openSource, STDIN, withFile } from "../source/byte-source.ts";
import { decodeStart, decodeText, detectEncoding } from "../source/text-encoding.ts";
import { splitLines } from "../source/text-lines.ts";
import { readDelimited } from "./delimited.ts";
import { isParquet, refuseOthers, type Syntax, syntaxOf } from "./detect.ts";
import { readHtml } from "./html.ts";
import { readJson, readJsonLines } from "./json.ts";
import { readParquet } from "./parquet.ts";
import { readXml } from "./xml.ts";

export interface OpenOptions {
  /** What stands for standard input. Default: that of the process. */
  input?: Readable;
  /** Encoding of texts, by a label of the WHATWG's Encoding Standard. Default: found out. */
  encoding?: string;
  signal?: AbortSignal;
  /** Told what a person should know of the file as a whole. */
  onNote?: (note: string) => void;
}

/** The records of one file, whatever they stand for. */
export interface OpenRows {
  syntax: Syntax | "parquet";
  /** Read once, to its end or until `return`. */
  rows: AsyncGenerator<FeedRow>;
}

/**
 * Opens a file, or standard input by `-`, by what is in it.
 *
 * @throws `feed-invalid`, also while the rows are read, when it cannot be read to its end, is empty, or is
 * no feed.
 */
export async function openRows(path: string, options: OpenOptions = {}): Promise<OpenRows> {
  const { input = process.stdin, signal } = options;
  const source = await openSource(path, input, signal);
  try {
    if (isParquet(source.start)) {
      return { syntax: "parquet", rows: withFile(source, (file) => readParquet(file, signal)) };
    }
    return openText(source, path === STDIN ? "" : path, options);
  } catch (error) {
    await source.blocks.return(undefined);
    throw error;
  }
}

function openText(source: ByteSource, path: string, { encoding, onNote }: OpenOptions): OpenRows {
  const { start, name } = source;
  if (start.length === 0) {
    throw new VisualSearchError(
      "feed-invalid",
      `The feed ${name} should hold products, and is empty. Check the export.`,
    );
  }
  refuseOthers(start, name);
  const known = encoding === undefined ? detectEncoding(start, name) : { label: encoding };
  const syntax = syntaxOf(decodeStart(start, known), path);
  const text = decodeText(source.blocks, known, (guess) =>
    onNote?.(
      `The feed ${name} is not UTF-8 and was read as ${guess}; where that is wrong, name its ` +
        "encoding with --encoding.",
    ),
  );
  return { syntax, rows: rowsOf(text, syntax) };
}

function rowsOf(text: AsyncIterable<string>, syntax: Syntax): AsyncGenerator<FeedRow> {
  switch (syntax) {
    case "csv":
      return readDelimited(splitLines(text));
    case "tsv":
      return readDelimited(splitLines(text), "\t");
    case "json":
      return readJson(text);
    case "jsonl":
      return readJsonLines(splitLines(text));
    case "xml":
      return readXml(text);
    case "html":
      return readHtml(text);
  }
}
