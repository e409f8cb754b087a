/** Downloaded pictures on the disk, and for each address which of them it leads to. */

import { sha256Text } from "../../hashes.ts";
import type { DiskCache, NewFile } from "../caches/disk-cache.ts";

/** A picture that has been downloaded. */
export interface Download {
  /** SHA-256 of the picture, lower-case hex. */
  sha256: string;
  bytes: number;
  etag?: string;
  lastModified?: string;
  /** Milliseconds since 1970 when the server last confirmed the picture. */
  checked: number;
}

/** Downloaded pictures by content, and for each address which of them it leads to. */
export class HttpCache {
  readonly #disk: DiskCache;

  constructor(disk: DiskCache) {
    this.#disk = disk;
  }

  /** What is known of an address, if its picture is still there. */
  async find(url: string): Promise<Download | undefined> {
    const text = await this.#disk.read("addresses", keyOf(url));
    const download = text && parseDownload(text, url);
    if (!download) return undefined;
    const size = await this.#disk.sizeOf("pictures", download.sha256);
    return size === download.bytes ? download : undefined;
  }

  /** The picture; `undefined` if it is gone or damaged, which deletes it. */
  async read({ sha256 }: Download): Promise<Uint8Array | undefined> {
    const bytes = await this.#disk.read("pictures", sha256);
    if (bytes && sha256Text(bytes) === sha256) return bytes;
    if (bytes) await this.#disk.drop("pictures", sha256);
    return undefined;
  }

  async create(): Promise<NewFile> {
    return await this.#disk.create("pictures");
  }

  /** Keeps what is known of an address; the picture must be there already. */
  async remember(url: string, download: Download): Promise<void> {
    const text = JSON.stringify({ url, ...download });
    await this.#disk.write("addresses", keyOf(url), new TextEncoder().encode(text));
  }
}

function keyOf(url: string): string {
  return sha256Text(url);
}

/** The entry, if it is whole and of this address. */
function parseDownload(text: Uint8Array, url: string): Download | undefined {
  let entry: Record<string, unknown>;
  try {
    entry = Object(JSON.parse(new TextDecoder().decode(text)));
  } catch {
    return undefined;
  }
  const { sha256, bytes, etag, lastModified, checked } = entry;
  if (entry.url !== url || typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)) {
    return undefined;
  }
  if (!Number.isSafeInteger(bytes) || typeof checked !== "number") return undefined;
  return {
    sha256,
    bytes: bytes as number,
    checked,
    ...(typeof etag === "string" && { etag }),
    ...(typeof lastModified === "string" && { lastModified }),
  };
}
