import { createHash } from "node:crypto";
import { readSync } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { messageOf, VisualSearchError } from "../../../lib/errors.ts";
import { isAbandoned, processTag } from "../../write/process-tag.ts";
import { CELL_BYTES, type PictureFacts } from "../picture-facts.ts";

/** What an embedding was made with: one that differs in anything of it is another. */
export interface EmbeddingSpace {
  /** SHA-256 of the image half's weights. */
  weights: string;
  /** Canonical text of the preprocessing. */
  preprocessing: string;
  /** Runtime with its version, which with the weights' number format decides about the last bits. */
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
const HEADER_BYTES = 64;
const MAGIC = "VITRINE-EMB1";
const SUFFIX = ".log";

const DAY_MS = 86_400_000;
/** Days after which a record that no build has used is dropped. */
const KEPT_DAYS = 60;
/** Days after which a record that is used is put down anew, so that it is known to be in use. */
const FRESH_DAYS = 14;
/** Files from which on they are made one, as each build with news adds one; and records worth it. */
const MOST_FILES = 16;
const WORTH_COMPACTING = 1000;

interface Place {
  log: Log;
  record: number;
  day: number;
}

/**
 * Embeddings by picture, so that none is made twice, whatever becomes of the build that made it. Each build
 * appends to a file of its own; a record is checked whenever it is read, and one that is torn or damaged is
 * as good as none.
 */
export class EmbeddingCache {
  readonly #folder: string;
  readonly #header: Uint8Array;
  readonly #dim: number;
  readonly #recordBytes: number;
  readonly #today: number;
  readonly #places = new Map<string, Place>();
  readonly #logs: Log[] = [];
  #own: Log | undefined;
  #opening: Promise<Log> | undefined;

  private constructor(folder: string, space: EmbeddingSpace, now: number) {
    this.#folder = folder;
    this.#header = headerOf(space);
    this.#dim = space.dim;
    this.#recordBytes = AT.vector + 4 * space.dim + CHECK_BYTES;
    this.#today = Math.floor(now / DAY_MS);
  }

  /**
   * @param root folder of the caches of all spaces; made when the first record is written
   * @throws `output-failed`
   */
  static async open(
    root: string,
    space: EmbeddingSpace,
    now = Date.now(),
  ): Promise<EmbeddingCache> {
    const name = Buffer.from(headerOf(space)).subarray(32, 48).toString("hex");
    const cache = new EmbeddingCache(join(root, name), space, now);
    await failing(root, async () => {
      await dropUnused(root, name, now);
      await cache.#load();
    });
    return cache;
  }

  /** Pictures that are known. */
  get size(): number {
    return this.#places.size;
  }

  /** @param sha256 of the picture, 32 bytes */
  async get(sha256: Uint8Array): Promise<KnownPicture | undefined> {
    const key = mapKey(sha256);
    const place = this.#places.get(key);
    if (!place) return undefined;
    const record = place.log.read(place.record);
    if (!record || !isSound(record) || !sha256.every((byte, i) => record[i] === byte)) {
      this.#places.delete(key);
      return undefined;
    }
    const view = new DataView(record.buffer, record.byteOffset);
    const known: KnownPicture = {
      vector: new Float32Array(record.slice(AT.vector, AT.vector + 4 * this.#dim).buffer),
      facts: {
        width: view.getUint32(AT.width, true),
        height: view.getUint32(AT.height, true),
        spread: view.getFloat32(AT.spread, true),
        cells: record.slice(AT.cells, AT.vector),
      },
    };
    if (this.#today - view.getUint32(AT.day, true) > FRESH_DAYS) {
      await this.put([{ sha256, ...known }]);
    }
    return known;
  }

  /** Puts down pictures; once it resolves, they outlive the process. @throws `output-failed` */
  async put(pictures: readonly ({ sha256: Uint8Array } & KnownPicture)[]): Promise<void> {
    if (pictures.length === 0) return;
    const bytes = Buffer.concat(pictures.map((picture) => this.#recordOf(picture)));
    await failing(this.#folder, async () => {
      const log = await this.#ownLog();
      const first = await log.append(bytes);
      for (const [i, { sha256 }] of pictures.entries()) {
        this.#places.set(mapKey(sha256), { log, record: first + i, day: this.#today });
      }
    });
  }

  /** Ends the use of its files, and makes one of many. */
  async close(): Promise<void> {
    try {
      await failing(this.#folder, () => this.#compact());
    } finally {
      await Promise.all(this.#logs.map((log) => log.close()));
      this.#logs.length = 0;
      this.#places.clear();
    }
  }

  async #load(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    for (const name of names.filter((name) => name.endsWith(SUFFIX)).sort()) {
      const log = await Log.open(join(this.#folder, name), this.#header, this.#recordBytes);
      if (!log) continue;
      this.#logs.push(log);
      for await (const { key, record, day } of log.keys()) {
        this.#places.set(key, { log, record, day });
      }
    }
  }

  async #ownLog(): Promise<Log> {
    this.#opening ??= this.#createLog();
    this.#own = await this.#opening;
    return this.#own;
  }

  async #createLog(): Promise<Log> {
    await mkdir(this.#folder, { recursive: true });
    // Sorted by time, so that of several records of a picture the last is the newest.
    const time = Date.now().toString(36).padStart(9, "0");
    const path = join(this.#folder, `${time}-${processTag()}${SUFFIX}`);
    await writeFile(path, this.#header, { flag: "wx" });
    const log = await Log.open(path, this.#header, this.#recordBytes, "r+");
    if (!log) throw new Error("a file that was just written cannot be read");
    this.#logs.push(log);
    return log;
  }

  /** Where much is stale, or in many files, writes what is worth keeping to one and deletes the others. */
  async #compact(): Promise<void> {
    const old: Log[] = [];
    for (const log of this.#logs) {
      if (log === this.#own || (await isAbandoned(log.path, log.tag))) old.push(log);
    }
    const records = old.reduce((sum, { count }) => sum + count, 0);
    const kept: Place[] = [];
    for (const place of this.#places.values()) {
      if (!old.includes(place.log)) continue;
      if (this.#today - place.day <= KEPT_DAYS) kept.push(place);
    }
    const isStale = records > WORTH_COMPACTING && kept.length < records / 2;
    if (!isStale && old.length <= MOST_FILES) return;
    this.#opening = undefined;
    const log = await this.#ownLog();
    for (const place of kept) {
      const record = place.log.read(place.record);
      if (record && isSound(record)) await log.append(record);
    }
    await log.sync();
    for (const one of old) {
      await one.close();
      await rm(one.path, { force: true });
    }
  }

  #recordOf({ sha256, vector, facts }: { sha256: Uint8Array } & KnownPicture): Uint8Array {
    const record = new Uint8Array(this.#recordBytes);
    const view = new DataView(record.buffer);
    record.set(sha256, AT.key);
    view.setUint32(AT.day, this.#today, true);
    view.setUint32(AT.width, facts.width, true);
    view.setUint32(AT.height, facts.height, true);
    view.setFloat32(AT.spread, facts.spread, true);
    record.set(facts.cells, AT.cells);
    for (const [i, value] of vector.entries()) view.setFloat32(AT.vector + 4 * i, value, true);
    record.set(checkOf(record), record.length - CHECK_BYTES);
    return record;
  }
}

/** A file of records of one length behind a header. */
class Log {
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

  /** The log, or `undefined` where the file is none of this kind. A torn record at its end does not count. */
  static async open(
    path: string,
    header: Uint8Array,
    recordBytes: number,
    flags: "r" | "r+" = "r",
  ): Promise<Log | undefined> {
    const handle = await open(path, flags).catch(() => undefined);
    if (!handle) return undefined;
    const found = new Uint8Array(HEADER_BYTES);
    await handle.read(found, 0, HEADER_BYTES, 0);
    if (Buffer.compare(found, header) !== 0) {
      await handle.close();
      return undefined;
    }
    const { size } = await handle.stat();
    return new Log(path, handle, recordBytes, Math.floor((size - HEADER_BYTES) / recordBytes));
  }

  get count(): number {
    return this.#count;
  }

  /** Whose file it is. */
  get tag(): string {
    return basename(this.path, SUFFIX).replace(/^[0-9a-z]+-/, "");
  }

  /** Keys, as `mapKey` gives them, and days of all whole records; their checks are not looked at. */
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

  /** At once: a record is short, and was read when its file was opened; a thread would take longer to ask. */
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
function headerOf({ weights, preprocessing, runtime, dim }: EmbeddingSpace): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  header.set(new TextEncoder().encode(MAGIC));
  new DataView(header.buffer).setUint32(16, dim, true);
  const text = JSON.stringify([weights, preprocessing, runtime, dim]);
  header.set(createHash("sha256").update(text).digest(), 32);
  return header;
}

/** Half of the SHA-256: the whole is compared when the record is read. */
function mapKey(sha256: Uint8Array): string {
  return Buffer.from(sha256.buffer, sha256.byteOffset, KEY_BYTES / 2).toString("latin1");
}

function checkOf(record: Uint8Array): Uint8Array {
  const covered = record.subarray(0, record.length - CHECK_BYTES);
  return createHash("sha256").update(covered).digest().subarray(0, CHECK_BYTES);
}

function isSound(record: Uint8Array): boolean {
  return Buffer.compare(checkOf(record), record.subarray(record.length - CHECK_BYTES)) === 0;
}

/** Deletes the folders of other spaces that no build has written to for long. */
async function dropUnused(root: string, own: string, now: number): Promise<void> {
  for (const name of await readdir(root).catch(() => [])) {
    if (name === own) continue;
    const { mtimeMs } = await stat(join(root, name)).catch(() => ({ mtimeMs: now }));
    if (now - mtimeMs > KEPT_DAYS * DAY_MS) await rm(join(root, name), { recursive: true });
  }
}

async function failing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof VisualSearchError) throw cause;
    throw new VisualSearchError(
      "output-failed",
      `The cache of embeddings ${path} cannot be used: ${messageOf(cause)}. Check space and permissions, ` +
        "or choose another folder with --cache.",
      { cause },
    );
  }
}
