/** The format of a picture file, by its bytes. */

/** Formats that are decoded. */
export type ImageFormat = "jpeg" | "png" | "gif" | "webp" | "tiff" | "heif" | "svg";

const SVG_HEAD = 4096;

/**
 * The format of a picture, by its first bytes and never by its name.
 *
 * @throws an `Error` with what the file is instead
 */
export function formatOf(bytes: Uint8Array): ImageFormat {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, SVG_HEAD));
  const starts = (signature: string, at = 0) =>
    head.subarray(at, at + signature.length).equals(Buffer.from(signature, "latin1"));
  const known = PICTURES.find(({ all }) => all.every(([at, text]) => starts(text, at)));
  if (known) return known.format;
  const markup = textStart(head);
  if (isHtml(markup)) throw new Error("the image file is an HTML page");
  if (/^<(?:\?xml|!--|!doctype\s+svg|svg[\s>])/i.test(markup) && /<svg[\s>]/i.test(markup)) {
    return "svg";
  }
  const other = OTHERS.find(({ start, at }) => starts(start, at));
  const name = other?.name ?? MARKUP.find(({ start }) => start.test(markup))?.name;
  const text = head.toString("latin1");
  throw new Error(
    name === undefined
      ? `the file is no image that can be read: it begins ${JSON.stringify(text.slice(0, 16))}`
      : `the image file is ${name}, which is not read`,
  );
}

/** Whether a file begins like a web page, which servers send instead of pictures. */
export function isHtml(start: string): boolean {
  return /^(?:<!--[\s\S]*?-->\s*)?(?:<!doctype html|<html|<head|<body|<script|<title)\b/i.test(
    start,
  );
}

/** The beginning of a file as text, without byte order mark and white space. */
export function textStart(bytes: Uint8Array): string {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(utf16 ? "utf-16le" : "utf-8").decode(bytes).trimStart();
}

/** Signatures of each format: texts at positions of the file. */
const PICTURES: readonly { format: ImageFormat; all: readonly [at: number, text: string][] }[] = [
  { format: "jpeg", all: [[0, "\xff\xd8\xff"]] },
  { format: "png", all: [[0, "\x89PNG\r\n\x1a\n"]] },
  { format: "gif", all: [[0, "GIF87a"]] },
  { format: "gif", all: [[0, "GIF89a"]] },
  {
    format: "webp",
    all: [
      [0, "RIFF"],
      [8, "WEBP"],
    ],
  },
  { format: "tiff", all: [[0, "II*\0"]] },
  { format: "tiff", all: [[0, "MM\0*"]] },
  ...["avif", "avis", "mif1", "msf1", "heic", "heix", "heim", "heis", "hevc", "hevx"].map(
    (brand) => ({ format: "heif" as const, all: [[4, `ftyp${brand}`] as [number, string]] }),
  ),
];

const OTHERS: readonly { start: string; at?: number; name: string }[] = [
  { start: "BM", name: "a BMP picture" },
  { start: "8BPS", name: "a Photoshop file" },
  { start: "%PDF", name: "a PDF" },
  { start: "PK\x03\x04", name: "a ZIP archive" },
  { start: "\x1f\x8b", name: "compressed with gzip" },
  { start: "\xff\x0a", name: "a JPEG XL picture" },
  { start: "JXL ", at: 4, name: "a JPEG XL picture" },
  { start: "jP  ", at: 4, name: "a JPEG 2000 picture" },
  { start: "\0\0\x01\0", name: "an icon" },
  { start: "ftyp", at: 4, name: "a video" },
];

const MARKUP: readonly { start: RegExp; name: string }[] = [
  { start: /^[{[]\s*["{\]}]/, name: "JSON" },
  { start: /^<\?xml/, name: "XML" },
];
