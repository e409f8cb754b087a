/** Files that are no feed, recognised by how they begin. */
import { VisualSearchError } from "../../../lib/errors.ts";
import { startsWith } from "../source/byte-source.ts";

const SIGNATURES: readonly [name: string, bytes: readonly number[]][] = [
  ["a ZIP or spreadsheet (.xlsx) file", [0x50, 0x4b, 0x03, 0x04]],
  ["an old Excel (.xls) file", [0xd0, 0xcf, 0x11, 0xe0]],
  ["a Zstandard file", [0x28, 0xb5, 0x2f, 0xfd]],
  ["a bzip2 file", [0x42, 0x5a, 0x68]],
  ["a 7z file", [0x37, 0x7a, 0xbc, 0xaf]],
  ["an xz file", [0xfd, 0x37, 0x7a, 0x58]],
  ["a PDF file", [0x25, 0x50, 0x44, 0x46]],
  ["a gzip file in a gzip file", [0x1f, 0x8b]],
];

/** @throws VisualSearchError `feed-invalid` for an empty file, and for the bytes of formats that are no feed */
export function refuseForeignFiles(start: Uint8Array, name: string): void {
  if (start.length === 0) {
    throw new VisualSearchError(
      "feed-invalid",
      `Expected products in the feed ${name}, got an empty file. Check the export.`,
    );
  }
  for (const [format, bytes] of SIGNATURES) {
    if (!startsWith(start, bytes)) continue;
    throw new VisualSearchError(
      "feed-invalid",
      `Expected CSV, TSV, JSON, JSONL, XML, HTML or Parquet as the feed ${name}, got ${format}. ` +
        "Unpack it, or export it as CSV.",
    );
  }
}
