/**
 * What the first bytes of a picture file say about it, without decoding. Sources: the JPEG (ITU T.81), PNG, GIF89a,
 * WebP (RFC 9649), BMP and ISO base media file format (ISO 14496-12, 23008-12) specifications.
 */
export interface ImageHeader {
  /** `heic` is what Apple's cameras write; `other` is everything else. */
  format:
    | "jpeg"
    | "png"
    | "gif"
    | "webp"
    | "avif"
    | "bmp"
    | "heic"
    | "tiff"
    | "svg"
    | "html"
    | "other";
  /** Size in pixels, before any orientation is applied; absent if the header does not say. */
  size?: { width: number; height: number };
}

/** Reads a part of a file; shorter at its end. */
export type ReadPart = (start: number, end: number) => Promise<Uint8Array>;

const START_BYTES = 64 * 1024;
/** Most segments of a JPEG file before the one with its size. */
const MAX_SEGMENTS = 1000;
/** Depth of boxes in boxes. */
const MAX_DEPTH = 4;

/** Never rejects because of a file's content: a broken header counts as one without a size. */
export async function readImageHeader(read: ReadPart): Promise<ImageHeader> {
  const bytes = await read(0, START_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (start: number, length: number) =>
    String.fromCharCode(...bytes.subarray(start, start + length));
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return { format: "jpeg", ...(await jpegSize(read)) };
  if (text(0, 8) === "\x89PNG\r\n\x1a\n") {
    return { format: "png", ...sizeAt(view, 24, () => [view.getUint32(16), view.getUint32(20)]) };
  }
  if (/^GIF8[79]a/.test(text(0, 6))) {
    const read = (): Pair => [view.getUint16(6, true), view.getUint16(8, true)];
    return { format: "gif", ...sizeAt(view, 10, read) };
  }
  if (text(0, 4) === "RIFF" && text(8, 4) === "WEBP") {
    return { format: "webp", ...webpSize(view, text(12, 4)) };
  }
  if (text(4, 4) === "ftyp") return mediaHeader(view, text);
  if (text(0, 2) === "BM") {
    // OS/2's header, 12 bytes long, has 16 bits for each.
    const isOld = view.byteLength >= 18 && view.getUint32(14, true) === 12;
    const read = (): Pair =>
      isOld
        ? [view.getUint16(18, true), view.getUint16(20, true)]
        : [view.getInt32(18, true), Math.abs(view.getInt32(22, true))];
    return { format: "bmp", ...sizeAt(view, 26, read) };
  }
  if (text(0, 4) === "II*\0" || text(0, 4) === "MM\0*") return { format: "tiff" };
  const start = text(0, 1024)
    .replace(/^\xef\xbb\xbf/, "")
    .trimStart()
    .toLowerCase();
  if (/^(<\?xml[^>]*>\s*)?(<!--[^>]*-->\s*)?(<!doctype svg|<svg)/.test(start))
    return { format: "svg" };
  if (/^(<!doctype html|<html)/.test(start)) return { format: "html" };
  return { format: "other" };
}

type Pair = [width: number, height: number];

function sizeAt(view: DataView, needed: number, read: () => Pair): Pick<ImageHeader, "size"> {
  if (view.byteLength < needed) return {};
  const [width, height] = read();
  return width > 0 && height > 0 ? { size: { width, height } } : {};
}

/** Frame headers, SOF0 to SOF15, are these markers except DHT, JPG and DAC. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

async function jpegSize(read: ReadPart): Promise<Pick<ImageHeader, "size">> {
  let at = 2;
  for (let i = 0; i < MAX_SEGMENTS; i++) {
    const head = await read(at, at + 9);
    if (head.length < 9 || head[0] !== 0xff) return {};
    const marker = head[1]!;
    if (marker === 0xff) {
      // Fill bytes may stand before a marker.
      at++;
      continue;
    }
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    if (isFrame(marker)) return sizeAt(view, 9, () => [view.getUint16(7), view.getUint16(5)]);
    const length = view.getUint16(2);
    if (length < 2 || marker === 0xda) return {};
    at += 2 + length;
  }
  return {};
}

function webpSize(view: DataView, chunk: string): Pick<ImageHeader, "size"> {
  const uint24 = (at: number) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
  const [needed, read]: [number, () => Pair] =
    chunk === "VP8X"
      ? [30, () => [uint24(24) + 1, uint24(27) + 1]]
      : chunk === "VP8L"
        ? [25, () => losslessSize(view.getUint32(21, true))]
        : [30, () => [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff]];
  return sizeAt(view, needed, read);
}

function losslessSize(bits: number): Pair {
  return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
}

const HEIC_BRANDS = /^(hei[cmsx]|hev[cmsx]|mif1|msf1)$/;

function mediaHeader(view: DataView, text: (start: number, length: number) => string): ImageHeader {
  const end = Math.min(view.byteLength, view.getUint32(0));
  const brands = [text(8, 4)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(text(at, 4));
  const avif = brands.some((brand) => brand === "avif" || brand === "avis");
  const heic = brands.some((brand) => HEIC_BRANDS.test(brand));
  const format = avif ? "avif" : heic ? "heic" : "other";
  const size = format === "other" ? undefined : largestExtent(view, text, 0, view.byteLength, 0);
  return { format, ...(size && { size }) };
}

/** Boxes that hold boxes, with the bytes before these. */
const CONTAINERS: Readonly<Record<string, number>> = { meta: 4, iprp: 0, ipco: 0 };

/** The largest of the image spatial extents: thumbnails and tiles have them, too. */
function largestExtent(
  view: DataView,
  text: (start: number, length: number) => string,
  start: number,
  end: number,
  depth: number,
): ImageHeader["size"] {
  let largest: ImageHeader["size"];
  for (let at = start; at + 8 <= end; ) {
    const length = view.getUint32(at);
    const type = text(at + 4, 4);
    const boxEnd = Math.min(length === 0 ? end : at + length, end);
    const skip = Object.hasOwn(CONTAINERS, type) ? CONTAINERS[type] : undefined;
    let found: ImageHeader["size"];
    if (type === "ispe" && at + 20 <= end) {
      found = sizeAt(view, at + 20, () => [view.getUint32(at + 12), view.getUint32(at + 16)]).size;
    } else if (skip !== undefined && depth < MAX_DEPTH) {
      found = largestExtent(view, text, at + 8 + skip, boxEnd, depth + 1);
    }
    const area = (size: ImageHeader["size"]) => (size ? size.width * size.height : 0);
    if (area(found) > area(largest)) largest = found;
    if (length !== 0 && length < 8) break;
    at = length === 0 ? end : at + length;
  }
  return largest;
}
