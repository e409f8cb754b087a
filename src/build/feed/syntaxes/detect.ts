import { extname } from "node:path";
import { VisualSearchError } from "../../../lib/errors.ts";
import { startsWith } from "../source/byte-source.ts";
import { guessDelimiter } from "./delimited.ts";

/** How a feed is written, whatever its records are. */
export type Syntax = "csv" | "tsv" | "json" | "jsonl" | "xml" | "html";

const PARQUET = [0x50, 0x41, 0x52, 0x31];

const OTHERS: readonly [name: string, bytes: readonly number[]][] = [
  ["a ZIP or spreadsheet (.xlsx) file", [0x50, 0x4b, 0x03, 0x04]],
  ["an old Excel (.xls) file", [0xd0, 0xcf, 0x11, 0xe0]],
  ["a Zstandard file", [0x28, 0xb5, 0x2f, 0xfd]],
  ["a bzip2 file", [0x42, 0x5a, 0x68]],
  ["a 7z file", [0x37, 0x7a, 0xbc, 0xaf]],
  ["an xz file", [0xfd, 0x37, 0x7a, 0x58]],
  ["a PDF file", [0x25, 0x50, 0x44, 0x46]],
  ["a gzip file in a gzip file", [0x1f, 0x8b]],
];

export function isParquet(start: Uint8Array): boolean {
  return startsWith(start, PARQUET);
}

/** @throws `feed-invalid` for the bytes of formats that are no feed. */
export function refuseOthers(start: Uint8Array, name: string): void {
  for (const [format, bytes] of OTHERS) {
    if (!startsWith(start, bytes)) continue;
    throw new VisualSearchError(
      "feed-invalid",
      `The feed ${name} should be CSV, TSV, JSON, JSONL, XML, HTML or Parquet, and is ${format}. ` +
        "Unpack it, or export it as CSV.",
    );
  }
}

/** The syntax of a text, by how it begins; its name tells only where that leaves it open. */
export function syntaxOf(start: string, path: string): Syntax {
  const extension = extname(path.replace(/\.gz$/i, "")).toLowerCase();
  const text = start.replace(/^[\ufeff\s\0]+/, "");
  if (text.startsWith("<")) return isHtml(text) ? "html" : "xml";
  if (text.startsWith("[")) return "json";
  if (text.startsWith("{")) return isJsonLines(text, extension) ? "jsonl" : "json";
  if (extension === ".jsonl" || extension === ".ndjson") return "jsonl";
  if (extension === ".json") return "json";
  const header = text.split(/[\r\n]/, 1)[0]!;
  return extension === ".tsv" || guessDelimiter(header) === "\t" ? "tsv" : "csv";
}

function isHtml(text: string): boolean {
  const root = /<(?![?!])\s*([\w:.-]+)/.exec(text.replace(/<!--[\s\S]*?-->/g, ""))?.[1] ?? "";
  if (/^\s*<!doctype\s+html/i.test(text.replace(/^<\?xml[^>]*>/, ""))) return true;
  return /^(?:html|head|body|title|meta|script|link|div|p|h1|center|pre|main|section)$/i.test(root);
}

/** Whether the first line is a whole object by itself, and not a document of products. */
function isJsonLines(text: string, extension: string): boolean {
  const [first, ...rest] = text.split(/[\r\n]+/, 3);
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(first!);
  } catch {
    // A first line that is cut off here, or broken, says nothing: its name does.
    return extension === ".jsonl" || extension === ".ndjson";
  }
  const follows = rest.some((line) => line.trim() !== "");
  if (Object.values(value).some(Array.isArray) && "products" in value) return false;
  return follows || extension !== ".json";
}
