/** Pictures that stand in the feed itself, as `data:` URLs (RFC 2397). */
import { type FoundPicture, foundPicture, type ImageSource } from "./picture-source.ts";

/** Reads `data:` URLs. */
export class DataSource implements ImageSource {
  async find(address: string): Promise<FoundPicture> {
    const comma = address.indexOf(",");
    if (comma < 0) throw new Error("the image is a data: URL without a comma");
    const body = () => address.slice(comma + 1);
    const isBase64 = /;\s*base64\s*$/i.test(address.slice(0, comma));
    // The length is an upper bound: it is decoded only once there is room for it.
    return foundPicture(address.length - comma - 1, async () =>
      isBase64 ? fromBase64(body()) : fromPercents(body()),
    );
  }
}

function fromBase64(text: string): Uint8Array {
  const plain = (text.includes("%") ? decode(text) : text).replace(/\s+/g, "");
  // Node skips what is not base64.
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(plain)) throw wrong("base64");
  return Buffer.from(plain, "base64");
}

function fromPercents(text: string): Uint8Array {
  if (!/^(?:[^%]|%[0-9a-f]{2})*$/i.test(text)) throw wrong("percent-encoding");
  // Bytes, not text: an encoded JPEG is not UTF-8.
  const parts = text.split(/%([0-9a-f]{2})/i);
  return Buffer.concat(
    parts.map((part, i) => (i % 2 === 0 ? Buffer.from(part) : Buffer.from(part, "hex"))),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong("percent-encoding");
  }
}

function wrong(encoding: string): Error {
  return new Error(`the image is a data: URL with broken ${encoding}`);
}
