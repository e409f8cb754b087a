/** Embeddings of pictures that builds have made, kept for the next. */
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, VisualSearchError } from "../../../lib/errors.ts";
import { isAbandoned, processTag } from "../../write/process-tag.ts";
import {
  EmbeddingLog,
  type EmbeddingSpace,
  headerOf,
  isSound,
  type KnownPicture,
  LOG_SUFFIX,
  mapKey,
  readRecord,
  recordBytes,
  recordOf,
} from "./embedding-log.ts";

const DAY_MS = 86_400_000;
/** Days after which a record that no build has used is dropped. */
const KEPT_DAYS = 60;
/** Days after which a record that is used is written again, so that it is known to be in use. */
const FRESH_DAYS = 14;
/** Files above which they are joined into one, as each build with new pictures adds one. */
const MAX_FILES = 16;
/** Records above which it is worth it to drop stale ones. */
const WORTH_COMPACTING = 1000;

interface Place {
  log: EmbeddingLog;
  record: number;
  day: number;
}

/**
 * Embeddings by picture, so that none is made twice, even if the build that made it fails. Each build appends to a
 * file of its own. A record is checked whenever it is read, and one that is torn or damaged counts as missing.
 */
export class EmbeddingCache {
  readonly #folder: string;
  readonly #header: Uint8Array;
  readonly #recordBytes: number;
  readonly #today: number;
  readonly #places = new Map<string, Place>();
  readonly #logs: EmbeddingLog[] = [];
  #own: EmbeddingLog | undefined;
  #opening: Promise<EmbeddingLog> | undefined;

  private constructor(folder: string, space: EmbeddingSpace, now: number) {
    this.#folder = folder;
    this.#header = headerOf(space);
    this.#recordBytes = recordBytes(space.dim);
    this.#today = Math.floor(now / DAY_MS);
  }

  /**
   * @param root folder of the caches of all spaces; made when the first record is written
   * @throws VisualSearchError `output-failed`
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
    const found = record && readRecord(record, sha256);
    if (!found) {
      this.#places.delete(key);
      return undefined;
    }
    const { known, day } = found;
    if (this.#today - day > FRESH_DAYS) await this.put([{ sha256, ...known }]);
    return known;
  }

  /** Keeps pictures. Once it resolves, they outlive the process. @throws VisualSearchError `output-failed` */
  async put(pictures: readonly ({ sha256: Uint8Array } & KnownPicture)[]): Promise<void> {
    if (pictures.length === 0) return;
    const bytes = Buffer.concat(pictures.map((picture) => recordOf(picture, this.#today)));
    await failing(this.#folder, async () => {
      const log = await this.#ownLog();
      const first = await log.append(bytes);
      for (const [i, { sha256 }] of pictures.entries()) {
        this.#places.set(mapKey(sha256), { log, record: first + i, day: this.#today });
      }
    });
  }

  /** Closes its files, and joins them if there are many. */
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
    for (const name of names.filter((name) => name.endsWith(LOG_SUFFIX)).sort()) {
      const log = await EmbeddingLog.open(
        join(this.#folder, name),
        this.#header,
        this.#recordBytes,
      );
      if (!log) continue;
      this.#logs.push(log);
      for await (const { key, record, day } of log.keys()) {
        this.#places.set(key, { log, record, day });
      }
    }
  }

  async #ownLog(): Promise<EmbeddingLog> {
    this.#opening ??= this.#createLog();
    this.#own = await this.#opening;
    return this.#own;
  }

  async #createLog(): Promise<EmbeddingLog> {
    await mkdir(this.#folder, { recursive: true });
    // Names sort by time, so that of several records of a picture the last is the newest.
    const time = Date.now().toString(36).padStart(9, "0");
    const path = join(this.#folder, `${time}-${processTag()}${LOG_SUFFIX}`);
    await writeFile(path, this.#header, { flag: "wx" });
    const log = await EmbeddingLog.open(path, this.#header, this.#recordBytes, "r+");
    if (!log) throw new Error("a file that was just written cannot be read");
    this.#logs.push(log);
    return log;
  }

  /** If much is stale or in many files, writes what is worth keeping to one file and deletes the others. */
  async #compact(): Promise<void> {
    const old: EmbeddingLog[] = [];
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
    if (!isStale && old.length <= MAX_FILES) return;
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
}

/** Deletes the folders of other spaces that no build has written to for 60 days. */
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
      `Expected a usable cache of embeddings in ${path}, got an error: ${messageOf(cause)}. Check space and ` +
        "permissions, or choose another folder with --cache.",
      { cause },
    );
  }
}
