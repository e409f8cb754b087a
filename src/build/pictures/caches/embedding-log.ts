/** A file of embeddings: records of one length behind a header that says what they were made with. */
import { createHash } from "node:crypto";
import { readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import { CELL_BYTES, type PictureFacts } from "../picture-facts.ts";

/** What an embedding was made with. If any of it differs, it is another embedding. */
export interface EmbeddingSpace {
  /** SHA-256 of the image half's weights. */
  weights: string;
  /** Canonical text of the preprocessing. */
  preprocessing: string;
  /** Runtime with its version, which decides about the last bits, together with the weights' number format. */
  runtime: string;
  dim: number;
}

/** What is kept of a picture. */
export interface KnownPicture {
  vector: Float32Array;
  facts: PictureFacts;
}

/**
 * A record, little-endian:
 *
 * | at        | content                                         |
 * | --------- | ----------------------------------------------- |
 * | 0         | SHA-256 of the picture, 32 bytes                |
 * | 32        | uint32 day (since 1970) when it was last used   |
 * | 36, 40    | uint32 width and height                         |
 * | 44        | float32 spread                                  |
 * | 48        | mean colours of the picture's cells, 216 bytes  |
 * | 264       | vector, `dim` float32                           |
 * | last 16   | the first bytes of the SHA-256 of the others    |
 */
const AT = {
  key: 0,
  day: 32,
  width: 36,
  height: 40,
  spread: 44,
  cells: 48,
  vector: 48 + CELL_BYTES,
} as const;
const KEY_BYTES = 32;
const CHECK_BYTES = 16;
export const HEADER_BYTES = 64;
const MAGIC = "VITRINE-EMB1";
export const LOG_SUFFIX = ".log";

/** A picture's record. @param day since 1970, when it was last used */
export function recordOf(
  { sha256, vector, facts }: { sha256: Uint8Array } & KnownPicture,
  day: number,
): Uint8Array {
  const record = new Uint8Array(recordBytes(vector.length));
  const view = new DataView(record.buffer);
  record.set(sha256, AT.key);
  view.setUint32(AT.day, day, true);
  view.setUint32(AT.width, facts.width, true);
  view.setUint32(AT.height, facts.height, true);
  view.setFloat32(AT.spread, facts.spread, true);
  record.set(facts.cells, AT.cells);
  for (const [i, value] of vector.entries()) view.setFloat32(AT.vector + 4 * i, value, true);
  record.set(checkOf(record), record.length - CHECK_BYTES);
  return record;
}

/** What a record says of a picture, and the day of its last use; `undefined` if it is damaged or of another. */
export function readRecord(
  record: Uint8Array,
  sha256: Uint8Array,
): { known: KnownPicture; day: number } | undefined {
  if (!isSound(record) || !sha256.every((byte, i) => record[i] === byte)) return undefined;
  const view = new DataView(record.buffer, record.byteOffset);
  const known: KnownPicture = {
    vector: new Float32Array(record.slice(AT.vector, record.length - CHECK_BYTES).buffer),
    facts: {
      width: view.getUint32(AT.width, true),
      height: view.getUint32(AT.height, true),
      spread: view.getFloat32(AT.spread, true),
      cells: record.slice(AT.cells, AT.vector),
    },
  };
  return { known, day: view.getUint32(AT.day, true) };
}

/** Length of a record. */
export function recordBytes(dim: number): number {
  return AT.vector + 4 * dim + CHECK_BYTES;
}

/** One file of them. */
export class EmbeddingLog {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #recordBytes: number;
  #count: number;

  private constructor(path: string, handle: FileHandle, recordBytes: number, count: number) {
    this.path = path;
    this.#handle = handle;
    this.#recordBytes = recordBytes;
    this.#count = count;
  }

  /** Opens a log; `undefined` if the file has another header. A torn record at its end does not count. */
  static async open(
    path: string,
    header: Uint8Array,
    recordBytes: number,
    flags: "r" | "r+" = "r",
  ): Promise<EmbeddingLog | undefined> {
    const handle = await open(path, flags).catch(() => undefined);
    if (!handle) return undefined;
    const found = new Uint8Array(HEADER_BYTES);
    await handle.read(found, 0, HEADER_BYTES, 0);
    if (Buffer.compare(found, header) !== 0) {
      await handle.close();
      return undefined;
    }
    const { size } = await handle.stat();
    return new EmbeddingLog(
      path,
      handle,
      recordBytes,
      Math.floor((size - HEADER_BYTES) / recordBytes),
    );
  }

  get count(): number {
    return this.#count;
  }

  /** Names the process that wrote it. */
  get tag(): string {
    return basename(this.path, LOG_SUFFIX).replace(/^[0-9a-z]+-/, "");
  }

  /** Keys, as `mapKey` gives them, and days of all whole records; without a look at their checks. */
  async *keys(): AsyncGenerator<{ key: string; record: number; day: number }> {
    const perRead = Math.max(1, Math.floor(2 ** 20 / this.#recordBytes));
    const buffer = Buffer.alloc(perRead * this.#recordBytes);
    for (let first = 0; first < this.#count; first += perRead) {
      const { bytesRead } = await this.#handle.read(buffer, 0, buffer.length, this.#at(first));
      const whole = Math.min(this.#count - first, Math.floor(bytesRead / this.#recordBytes));
      for (let i = 0; i < whole; i++) {
        const at = i * this.#recordBytes;
        yield {
          key: mapKey(buffer.subarray(at, at + KEY_BYTES)),
          record: first + i,
          day: buffer.readUInt32LE(at + AT.day),
        };
      }
      if (whole < perRead) return;
    }
  }

  /** Synchronous: a record is short and in the file cache already, so that asking a thread would take longer. */
  read(record: number): Uint8Array | undefined {
    const bytes = new Uint8Array(this.#recordBytes);
    try {
      readSync(this.#handle.fd, bytes, 0, bytes.length, this.#at(record));
      return bytes;
    } catch {
      return undefined;
    }
  }

  /** Writes whole records to the end and gives the number of the first. */
  async append(records: Uint8Array): Promise<number> {
    const first = this.#count;
    this.#count += records.length / this.#recordBytes;
    let written = 0;
    while (written < records.length) {
      const rest = records.length - written;
      const at = this.#at(first) + written;
      written += (await this.#handle.write(records, written, rest, at)).bytesWritten;
    }
    return first;
  }

  async sync(): Promise<void> {
    await this.#handle.sync();
  }

  async close(): Promise<void> {
    await this.#handle.close().catch(() => {});
  }

  #at(record: number): number {
    return HEADER_BYTES + record * this.#recordBytes;
  }
}

/** 64 bytes: magic, dimensions, zeros; from byte 32 on the SHA-256 of the space. */
export function headerOf({ weights, preprocessing, runtime, dim }: EmbeddingSpace): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  header.set(new TextEncoder().encode(MAGIC));
  new DataView(header.buffer).setUint32(16, dim, true);
  const text = JSON.stringify([weights, preprocessing, runtime, dim]);
  header.set(createHash("sha256").update(text).digest(), 32);
  return header;
}

/** Half of the SHA-256: the whole is compared when the record is read. */
export function mapKey(sha256: Uint8Array): string {
  return Buffer.from(sha256.buffer, sha256.byteOffset, KEY_BYTES / 2).toString("latin1");
}

function checkOf(record: Uint8Array): Uint8Array {
  const covered = record.subarray(0, record.length - CHECK_BYTES);
  return createHash("sha256").update(covered).digest().subarray(0, CHECK_BYTES);
}

export function isSound(record: Uint8Array): boolean {
  return Buffer.compare(checkOf(record), record.subarray(record.length - CHECK_BYTES)) === 0;
}
