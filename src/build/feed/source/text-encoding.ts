/** The encoding of a feed, by its mark, its declaration or its bytes, and its text. */
import { VisualSearchError } from "../../../lib/errors.ts";
import { startsWith } from "./byte-source.ts";

/** Bytes in which an XML declaration or a page's `<meta charset>` is expected. */
const DECLARATION_BYTES = 1024;
/** Share of control characters above which bytes are no text. */
const MAX_CONTROL_SHARE = 0.1;

/** An encoding that is known: from the caller, a mark, a declaration or zero bytes. */
export interface KnownEncoding {
  /** A label of the WHATWG's Encoding Standard. */
  label: string;
}

/**
 * The encoding that the start of a text tells; `undefined` leaves it to `decodeText`.
 *
 * @throws VisualSearchError `feed-invalid` for a declared encoding that is not known, and for bytes that are no text
 */
export function detectEncoding(start: Uint8Array, name: string): KnownEncoding | undefined {
  if (startsWith(start, [0xef, 0xbb, 0xbf])) return { label: "utf-8" };
  if (startsWith(start, [0xff, 0xfe])) return { label: "utf-16le" };
  if (startsWith(start, [0xfe, 0xff])) return { label: "utf-16be" };
  const head = start.subarray(0, 4096);
  const zeros = [0, 0];
  let controls = 0;
  for (const [i, byte] of head.entries()) {
    if (byte === 0) zeros[i & 1]!++;
    if (byte < 32 && ![9, 10, 12, 13].includes(byte)) controls++;
  }
  // In Latin text in UTF-16, every second byte is zero.
  if (zeros[1]! > head.length / 5 && zeros[0] === 0) return { label: "utf-16le" };
  if (zeros[0]! > head.length / 5 && zeros[1] === 0) return { label: "utf-16be" };
  if (controls > head.length * MAX_CONTROL_SHARE) {
    throw new VisualSearchError(
      "feed-invalid",
      `Expected text or Parquet as the feed ${name}, got another binary file. Export it as CSV.`,
    );
  }
  return declaredEncoding(start, name);
}

function declaredEncoding(start: Uint8Array, name: string): KnownEncoding | undefined {
  const text = new TextDecoder("latin1").decode(start.subarray(0, DECLARATION_BYTES)).trimStart();
  if (!text.startsWith("<")) return undefined;
  const label =
    /^<\?xml[^>]*?\bencoding\s*=\s*["']([^"']+)/i.exec(text)?.[1] ??
    /<meta[^>]+?charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(text)?.[1];
  if (label === undefined) return undefined;
  const known = encodingLabel(label);
  if (known === undefined) {
    throw new VisualSearchError(
      "feed-invalid",
      `Expected a known encoding in the declaration of the feed ${name}, got "${label}". Save it as UTF-8, or ` +
        "name the encoding with --encoding.",
    );
  }
  // What was readable as ASCII is not UTF-16, and whether it is truly UTF-8 shows in what follows.
  return /^utf-/.test(known) ? undefined : { label: known };
}

/** The encoding's name by the WHATWG's Encoding Standard; `undefined` if there is none. */
export function encodingLabel(label: string): string | undefined {
  try {
    return new TextDecoder(label.trim()).encoding;
  } catch {
    return undefined;
  }
}

/**
 * The text of a feed, without its byte order mark. If the encoding is not known, the first block
 * beyond ASCII decides: UTF-8, or windows-1252 if most of it is not valid UTF-8. Bytes that are not
 * valid become U+FFFD, by which `hasBrokenCharacters` finds the rows they stand in.
 *
 * @param onGuess told that the text is taken to be windows-1252
 */
export async function* decodeText(
  blocks: AsyncIterable<Uint8Array>,
  known: KnownEncoding | undefined,
  onGuess: (encoding: string) => void,
): AsyncGenerator<string> {
  let decoder = known && new TextDecoder(known.label);
  for await (const block of blocks) {
    if (decoder === undefined && block.some((byte) => byte >= 0x80)) {
      const label = guessEncoding(block);
      decoder = new TextDecoder(label);
      if (label !== "utf-8") onGuess(label);
    }
    const text = decoder
      ? decoder.decode(block, { stream: true })
      : Buffer.from(block.buffer, block.byteOffset, block.byteLength).toString("latin1");
    if (text !== "") yield text;
  }
  const rest = decoder?.decode() ?? "";
  if (rest !== "") yield rest;
}

/** Like `decodeText`, of the first block of a text alone. */
export function decodeStart(start: Uint8Array, known: KnownEncoding | undefined): string {
  return new TextDecoder(known?.label ?? guessEncoding(start)).decode(start, { stream: true });
}

/** Whether a text holds characters that were not valid in the encoding of its file. */
export function hasBrokenCharacters(text: string): boolean {
  return /[\uD800-\uDFFF\uFFFD]/u.test(text);
}

function guessEncoding(block: Uint8Array): "utf-8" | "windows-1252" {
  let valid = 0;
  let invalid = 0;
  for (let i = 0; i < block.length; ) {
    const byte = block[i]!;
    const length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    if (length === 1) {
      i++;
      continue;
    }
    if (i + length > block.length) break;
    let whole = byte >= 0xc2 && byte <= 0xf4;
    for (let k = 1; k < length; k++) whole &&= (block[i + k]! & 0xc0) === 0x80;
    if (whole) valid++;
    else invalid++;
    i += whole ? length : 1;
  }
  return invalid > valid ? "windows-1252" : "utf-8";
}
