import { createReadStream } from "node:fs";
import { messageOf, VisualSearchError } from "../../errors.ts";

const SIGNATURES: readonly [name: string, bytes: readonly number[]][] = [
  ["a ZIP or spreadsheet (.xlsx) file", [0x50, 0x4b, 0x03, 0x04]],
  ["a gzip file", [0x1f, 0x8b]],
  ["a Parquet file", [0x50, 0x41, 0x52, 0x31]],
  ["an old Excel (.xls) file", [0xd0, 0xcf, 0x11, 0xe0]],
];

/**
 * The text of a file, chunk by chunk, without its byte order mark. UTF-8 and, by its mark, UTF-16 are
 * read; bytes that are not valid become U+FFFD, by which `isBroken` finds the rows they stand in.
 *
 * @throws `feed-invalid` when the file cannot be read or is not text.
 */
export async function* readText(path: string, signal?: AbortSignal): AsyncGenerator<string> {
  const stream = createReadStream(path, { highWaterMark: 256 * 1024 });
  let decoder: TextDecoder | undefined;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      signal?.throwIfAborted();
      decoder ??= new TextDecoder(encodingOf(chunk, path));
      const text = decoder.decode(chunk, { stream: true });
      if (text !== "") yield text;
    }
    const rest = decoder?.decode() ?? "";
    if (rest !== "") yield rest;
  } catch (error) {
    if (error instanceof VisualSearchError || signal?.aborted) throw error;
    throw new VisualSearchError(
      "feed-invalid",
      `The feed ${path} cannot be read: ${messageOf(error)}. Give the path of a readable file.`,
      { cause: error },
    );
  } finally {
    stream.destroy();
  }
}

/** Whether a text holds characters that were not valid in the encoding of its file. */
export function isBroken(text: string): boolean {
  return /[\uD800-\uDFFF\uFFFD]/u.test(text);
}

function encodingOf(start: Uint8Array, path: string): string {
  for (const [name, bytes] of SIGNATURES) {
    if (bytes.every((byte, i) => start[i] === byte)) {
      throw new VisualSearchError(
        "feed-invalid",
        `The feed ${path} should be CSV, TSV, JSON or JSONL text, and is ${name}. Export it as CSV.`,
      );
    }
  }
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  if (start.subarray(0, 4096).includes(0)) {
    throw new VisualSearchError(
      "feed-invalid",
      `The feed ${path} should be UTF-8 text, and holds zero bytes: it is a binary file or UTF-16 ` +
        "without a byte order mark. Save it as UTF-8.",
    );
  }
  return "utf-8";
}
