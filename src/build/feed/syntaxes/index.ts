/**
 * How feeds are written: a closed table of syntaxes, each with what recognises it and what reads its records. What
 * the records stand for is told by ../formats. A new syntax of texts needs a file beside this one and a row here.
 */
import type { FeedRow } from "../feed-record.ts";
import { splitLines } from "../source/text-lines.ts";
import { isTabSeparated, readDelimited } from "./delimited.ts";
import { isHtml, readHtml } from "./html.ts";
import { isJson, readJson } from "./json.ts";
import { isJsonLines, readJsonLines } from "./json-lines.ts";
import type { TextStart } from "./text-start.ts";
import { isXml, readXml } from "./xml.ts";

interface TextSyntax {
  /** Whether a text that begins like this is written so; asked in the order of the table. */
  readonly recognises: (start: TextStart) => boolean;
  readonly read: (text: AsyncIterable<string>) => AsyncGenerator<FeedRow>;
}

/** Syntaxes of texts, in the order in which they are tried. Any other text is CSV. */
const TEXT_SYNTAXES = {
  html: { recognises: isHtml, read: readHtml },
  xml: { recognises: isXml, read: readXml },
  jsonl: { recognises: isJsonLines, read: (text) => readJsonLines(splitLines(text)) },
  json: { recognises: isJson, read: readJson },
  tsv: { recognises: isTabSeparated, read: (text) => readDelimited(splitLines(text), "\t") },
  csv: { recognises: () => true, read: (text) => readDelimited(splitLines(text)) },
} as const satisfies Record<string, TextSyntax>;

type TextSyntaxName = keyof typeof TEXT_SYNTAXES;

/** `parquet` is recognised by its bytes, `pictures` is a folder. */
export type SyntaxName = TextSyntaxName | "parquet" | "pictures";

/** Syntaxes whose records all have the columns of a header. */
export const WITH_HEADER: ReadonlySet<SyntaxName> = new Set(["csv", "tsv", "parquet"]);

/** The syntax of a text. */
export function syntaxOf(start: TextStart): TextSyntaxName {
  const names = Object.keys(TEXT_SYNTAXES) as TextSyntaxName[];
  return names.find((name) => TEXT_SYNTAXES[name].recognises(start))!;
}

/** The records of a text. */
export function readText(
  syntax: TextSyntaxName,
  text: AsyncIterable<string>,
): AsyncGenerator<FeedRow> {
  return TEXT_SYNTAXES[syntax].read(text);
}
