/** Hashes of picture files that have not changed, so that they need not be read. */
import { createHash } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { sha256Text } from "../../hashes.ts";
import type { DiskCache } from "./disk-cache.ts";

/** A record: half of the SHA-256 of a file's path and state, the SHA-256 of its bytes, a check of both. */
const KEY_BYTES = 16;
const HASH_BYTES = 32;
const CHECK_BYTES = 8;
const RECORD_BYTES = KEY_BYTES + HASH_BYTES + CHECK_BYTES;
/**
 * Milliseconds since a file's last change after which another change would show in its state: clocks of file
 * systems are coarse, and some count whole seconds (git calls younger files racily clean).
 */
const SETTLED_MS = 3000;

/**
 * SHA-256 of picture files by their path and state: device, inode, length, times of change. Every write changes
 * the inode's time, which no program can set. They are kept as one file for each folder; of several builds at once,
 * the last one's file stays.
 */
export class FileHashes {
  readonly #disk: DiskCache;
  readonly #key: string;
  readonly #known: ReadonlyMap<string, Uint8Array>;
  /** Only those of this build are kept, so that the file does not grow. */
  readonly #used = new Map<string, Uint8Array>();
  readonly #now: () => number;
  #isNew = false;

  private constructor(
    disk: DiskCache,
    key: string,
    known: ReadonlyMap<string, Uint8Array>,
    now: () => number,
  ) {
    this.#disk = disk;
    this.#key = key;
    this.#known = known;
    this.#now = now;
  }

  /** @param folder of the pictures, its real path. @throws VisualSearchError `output-failed` */
  static async open(disk: DiskCache, folder: string, now = Date.now): Promise<FileHashes> {
    const key = sha256Text(folder);
    const bytes = new Uint8Array((await disk.read("hashes", key)) ?? []);
    const known = new Map<string, Uint8Array>();
    for (let at = 0; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES) {
      const record = bytes.subarray(at, at + RECORD_BYTES);
      if (!isSound(record)) continue;
      known.set(keyOf(record), record.subarray(KEY_BYTES, KEY_BYTES + HASH_BYTES));
    }
    return new FileHashes(disk, key, known, now);
  }

  /** Stands for a file in its present state; `undefined` if it has just changed. */
  identify(path: string, state: BigIntStats): string | undefined {
    const { dev, ino, size, mtimeNs, ctimeNs, ctimeMs } = state;
    if (this.#now() - Number(ctimeMs) < SETTLED_MS) return undefined;
    const text = JSON.stringify([path, ...[dev, ino, size, mtimeNs, ctimeNs].map(String)]);
    return createHash("sha256").update(text).digest().toString("latin1", 0, KEY_BYTES);
  }

  /** 32 bytes, if they are known. */
  get(identity: string): Uint8Array | undefined {
    const known = this.#used.get(identity) ?? this.#known.get(identity);
    if (known) this.#used.set(identity, known);
    return known;
  }

  /** @param sha256 of the bytes that were read after the file had that state */
  put(identity: string, sha256: Uint8Array): void {
    if (!this.#known.has(identity)) this.#isNew = true;
    this.#used.set(identity, sha256);
  }

  /** Keeps them for the next build. @throws VisualSearchError `output-failed` */
  async save(): Promise<void> {
    if (!this.#isNew && this.#used.size === this.#known.size) return;
    const bytes = new Uint8Array(this.#used.size * RECORD_BYTES);
    let at = 0;
    for (const [identity, sha256] of this.#used) {
      const record = bytes.subarray(at, at + RECORD_BYTES);
      record.set(Buffer.from(identity, "latin1"));
      record.set(sha256, KEY_BYTES);
      record.set(checkOf(record), KEY_BYTES + HASH_BYTES);
      at += RECORD_BYTES;
    }
    await this.#disk.write("hashes", this.#key, bytes);
  }
}

function keyOf(record: Uint8Array): string {
  return Buffer.from(record.buffer, record.byteOffset, KEY_BYTES).toString("latin1");
}

function checkOf(record: Uint8Array): Uint8Array {
  const covered = record.subarray(0, KEY_BYTES + HASH_BYTES);
  return createHash("sha256").update(covered).digest().subarray(0, CHECK_BYTES);
}

function isSound(record: Uint8Array): boolean {
  return Buffer.compare(checkOf(record), record.subarray(KEY_BYTES + HASH_BYTES)) === 0;
}
