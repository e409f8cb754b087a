import { messageOf, VisualSearchError, type VisualSearchWarning } from "../lib/errors.ts";
import { CHUNK_BYTES, sha256Hex } from "../lib/hash.ts";
import { MemoryStorage, openStorage, peekStorage, type Storage } from "./database.ts";
import { Download } from "./download.ts";
import { fetchBytes } from "./fetch.ts";
import { exclusively } from "./lock.ts";
import { type ContentRef, type Pieces, piecesOf } from "./pieces.ts";
import { estimateRoom } from "./room.ts";

export type { ContentRef } from "./pieces.ts";

/** A number of bytes that have arrived, and whether they came from the device's own store. */
export type BytesListener = (count: number, from: "network" | "store") => void;

export interface LoadOptions {
  signal?: AbortSignal | undefined;
  onBytes?: BytesListener | undefined;
}

/** The texts of a manifest; at least one is there. */
export interface ManifestTexts {
  /** From the network, if it answered. */
  fresh: string | undefined;
  /** As it was last remembered. */
  stored: string | undefined;
}

export interface StoreOptions {
  onWarning?: (warning: VisualSearchWarning) => void;
  /** Called before so much is stored that the browser should be asked not to evict it. */
  onLargeDownload?: () => void;
  /** Length of the pieces that `chunks` of a file has hashes of. */
  pieceBytes?: number;
  /** Milliseconds before each new try after a connection broke. */
  retryDelays?: readonly number[];
  /** Milliseconds without a byte after which a connection counts as broken. */
  patience?: number;
}

/** How long a manifest may take from the network while a stored copy is at hand, in milliseconds. */
const MANIFEST_PATIENCE_MS = 4000;

/** Unused files are dropped after this time, so that another tab's unfinished download survives. */
const UNUSED_KEPT_MS = 24 * 60 * 60 * 1000;

/** From so many bytes on it is worth asking for persistent storage, and whether there is room. */
const LARGE_DOWNLOAD_BYTES = 16 * 2 ** 20;

/** Mobile connections come back within seconds, as between two cells, or not at all. */
const RETRY_DELAYS_MS = [500, 1500, 4000, 10_000];
const PATIENCE_MS = 30_000;

interface Fetched {
  bytes: Uint8Array;
  /** Resolves once it is stored, or could not be. */
  stored: Promise<void>;
}

/**
 * Files by content, from the device's own store or, verified, from the network. What is stored is
 * verified again whenever it is read.
 */
export class Store {
  readonly #storage: Storage;
  readonly #options: StoreOptions;
  readonly #pieceBytes: number;
  /** Whether the device's storage can be read, and written to. */
  #isReadable = true;
  #isWritable = true;
  /** Files for which the device has no room. */
  readonly #inMemory = new Set<string>();
  /** Files that are being stored while their bytes are in use already. */
  readonly #storing = new Set<Promise<void>>();

  private constructor(storage: Storage, options: StoreOptions) {
    this.#storage = storage;
    this.#options = options;
    this.#pieceBytes = options.pieceBytes ?? CHUNK_BYTES;
  }

  /** The device's storage or, where it is missing or refused, memory with a warning. */
  static async open(options: StoreOptions = {}): Promise<Store> {
    try {
      return new Store(await openStorage(), options);
    } catch (error) {
      const store = new Store(new MemoryStorage(), options);
      store.#warn("storage-unavailable", `${UNAVAILABLE}: ${messageOf(error)}.`);
      return store;
    }
  }

  /** What is stored as it is, to look at: nothing is made, upgraded or, as long as nobody loads, changed. */
  static async peek(options: StoreOptions = {}): Promise<Store> {
    return new Store(await peekStorage(), options);
  }

  /** `memory` also once the device's storage has failed, as when it has no room for a file. */
  get kind(): "indexeddb" | "memory" {
    return this.#isReadable && this.#isWritable ? this.#storage.kind : "memory";
  }

  /** Storage is a cache: where it fails, the search goes on from memory, and a warning tells. */
  async #read<T>(access: (storage: Storage) => Promise<T>): Promise<T | undefined> {
    if (!this.#isReadable) return undefined;
    try {
      return await access(this.#storage);
    } catch (error) {
      this.#isReadable = false;
      this.#warn("storage-unavailable", `${UNAVAILABLE}: ${messageOf(error)}.`);
      return undefined;
    }
  }

  async #write(access: (storage: Storage) => Promise<void>): Promise<void> {
    if (!this.#isReadable || !this.#isWritable) return;
    try {
      await access(this.#storage);
    } catch (error) {
      // Another write may have failed at the same time.
      if (!this.#isWritable) return;
      this.#isWritable = false;
      if ((error as { name?: unknown } | null)?.name === "QuotaExceededError") {
        this.#warn("storage-full", NO_ROOM);
      } else {
        this.#warn("storage-unavailable", `${UNAVAILABLE}: ${messageOf(error)}.`);
      }
    }
  }

  #warn(code: VisualSearchWarning["code"], message: string): void {
    this.#options.onWarning?.({ code, message });
  }

  /** The number of bytes of a file that are stored, by the records alone. */
  async storedBytes(ref: ContentRef): Promise<number> {
    const part = (await this.#read((storage) => storage.find(ref.sha256))) ?? [];
    if (part === "whole") return ref.bytes;
    const pieces = piecesOf(ref, this.#pieceBytes);
    return part
      .filter((piece) => piece < pieces.count && pieces.count > 1)
      .reduce((sum, piece) => sum + pieces.end(piece) - pieces.start(piece), 0);
  }

  /** Those of some files that are not wholly stored. */
  async missing<T extends ContentRef>(refs: readonly T[]): Promise<T[]> {
    const stored = await Promise.all(refs.map((ref) => this.storedBytes(ref)));
    return refs.filter((ref, i) => stored[i]! < ref.bytes);
  }

  /** Remembered files have gone: tells, for they will be loaded again. */
  reportEviction(refs: readonly ContentRef[]): void {
    const bytes = refs.reduce((sum, ref) => sum + ref.bytes, 0);
    this.#warn(
      "storage-evicted",
      `${refs.length} stored files of ${bytes} bytes have gone from this device, as when the browser ` +
        "needs room or its data is cleared. They are fetched again.",
    );
  }

  /**
   * Prepares for loading files together. Where much of them is not stored, the browser is asked whether
   * there is room; if not, they are kept in memory, with a warning, and none of them is written in vain.
   */
  async prepare(refs: readonly ContentRef[]): Promise<void> {
    if (this.kind === "memory") return;
    const files = [...new Map(refs.map((ref) => [ref.sha256, ref])).values()];
    const missing: ContentRef[] = [];
    let needed = 0;
    for (const file of files) {
      const rest = file.bytes - (await this.storedBytes(file));
      if (rest > 0) missing.push(file);
      needed += rest;
    }
    if (needed <= LARGE_DOWNLOAD_BYTES) return;
    this.#options.onLargeDownload?.();
    const { quotaBytes, usageBytes } = await estimateRoom();
    if (quotaBytes === undefined || usageBytes === undefined) return;
    // Pieces are still there when the whole file is put in their place.
    const largest = missing.reduce((most, { bytes }) => Math.max(most, bytes), 0);
    if (usageBytes + needed + largest <= quotaBytes) return;
    for (const { sha256 } of missing) this.#inMemory.add(sha256);
    this.#warn("storage-full", NO_ROOM);
  }

  /**
   * The bytes of a file, from the store if it has them, else from `url`. Of a file with `chunks`, pieces are
   * stored as they arrive, and only those that are not stored are fetched. Of several tabs that load the
   * same file, one fetches and the others read what it stored.
   *
   * @throws VisualSearchError `network` or `integrity`, or the signal's reason
   */
  async load(ref: ContentRef, url: string, options: LoadOptions = {}): Promise<Uint8Array> {
    const { signal, onBytes } = options;
    signal?.throwIfAborted();
    const stored = await this.#readFile(ref);
    if (stored?.isWhole) {
      onBytes?.(ref.bytes, "store");
      return stored.bytes;
    }
    if (this.kind === "memory") return (await this.#fetchRest(ref, url, options)).bytes;
    // Other tabs wait until it is stored; this one goes on as soon as it is here.
    return new Promise((resolve, reject) => {
      const name = `vitrine-file-${ref.sha256}`;
      exclusively(name, signal, async () => {
        const { bytes, stored } = await this.#fetchRest(ref, url, options);
        this.#storing.add(stored);
        stored.finally(() => this.#storing.delete(stored));
        resolve(bytes);
        await stored;
      }).catch(reject);
    });
  }

  /**
   * Resolves once everything whose loading has ended is stored, as far as there is room. What is still being loaded is
   * not waited for.
   */
  async settled(): Promise<void> {
    await Promise.all(this.#storing);
  }

  async #fetchRest(ref: ContentRef, url: string, options: LoadOptions): Promise<Fetched> {
    const { signal, onBytes } = options;
    signal?.throwIfAborted();
    const pieces = piecesOf(ref, this.#pieceBytes);
    const isLong = pieces.count > 1;
    // By now another tab may have stored it, or a part of it.
    const { bytes: target, held, isWhole } = await this.#readWhatThereIs(ref, pieces);
    for (const piece of held) onBytes?.(pieces.end(piece) - pieces.start(piece), "store");
    if (isWhole) return { bytes: target, stored: Promise.resolve() };
    const isKept = !this.#inMemory.has(ref.sha256);
    await new Download(ref, url, {
      pieces,
      target,
      held,
      signal,
      onBytes: (count) => onBytes?.(count, "network"),
      onPiece: async (piece, bytes) => {
        if (!isLong || !isKept) return;
        await this.#write((storage) => storage.putPiece(ref.sha256, piece, bytes));
      },
      retryDelays: this.#options.retryDelays ?? RETRY_DELAYS_MS,
      patience: this.#options.patience ?? PATIENCE_MS,
    }).run();
    if (isLong) await this.#checkWhole(ref, url, target);
    const stored = isKept
      ? this.#write((storage) => storage.putFile(ref.sha256, target))
      : Promise.resolve();
    return { bytes: target, stored };
  }

  /** Files are found by the hash of the whole, which a manifest could contradict with those of the pieces. */
  async #checkWhole(ref: ContentRef, url: string, bytes: Uint8Array): Promise<void> {
    const found = await sha256Hex(bytes);
    if (found === ref.sha256) return;
    await this.#write((storage) => storage.deleteFile(ref.sha256));
    throw new VisualSearchError(
      "integrity",
      `Expected ${ref.bytes} bytes with SHA-256 ${ref.sha256} at ${url}, got ${found}, though every ` +
        "piece is as promised: the manifest contradicts itself. Build the catalog again.",
    );
  }

  /** The stored file and whether it is right; `undefined` where there is none to read. */
  async #readFile(ref: ContentRef): Promise<{ bytes: Uint8Array; isWhole: boolean } | undefined> {
    const bytes = await this.#read((storage) => storage.getFile(ref.sha256));
    if (bytes === undefined) return undefined;
    if (bytes === "unreadable") {
      this.reportEviction([ref]);
      await this.#write((storage) => storage.deleteFile(ref.sha256));
      return undefined;
    }
    return { bytes, isWhole: (await sha256Hex(bytes)) === ref.sha256 };
  }

  /** All that the device has of a file, verified, in bytes of the file's length. */
  async #readWhatThereIs(
    ref: ContentRef,
    pieces: Pieces,
  ): Promise<{ bytes: Uint8Array; held: Set<number>; isWhole: boolean }> {
    const all = Array.from({ length: pieces.count }, (_, piece) => piece);
    const stored = await this.#readFile(ref);
    if (stored?.isWhole) return { bytes: stored.bytes, held: new Set(all), isWhole: true };
    const bytes = new Uint8Array(ref.bytes);
    const held = new Set<number>();
    if (stored) {
      // The disk or a stranger changed it: what is kept must be right.
      await this.#write((storage) => storage.deleteFile(ref.sha256));
      this.#warn(
        "storage-damaged",
        `The stored file ${ref.sha256} has been changed on this device. It is fetched again.`,
      );
      for (const piece of all) {
        const part = stored.bytes.subarray(pieces.start(piece), pieces.end(piece));
        if (await keepIfRight(part, piece)) await this.#keepPiece(ref, piece, part);
      }
      return { bytes, held, isWhole: false };
    }
    const part = pieces.count > 1 ? await this.#read((storage) => storage.find(ref.sha256)) : [];
    for (const piece of part === "whole" ? [] : (part ?? [])) {
      const kept = await this.#read((storage) => storage.getPiece(ref.sha256, piece));
      if (kept && kept !== "unreadable" && piece < pieces.count) await keepIfRight(kept, piece);
    }
    return { bytes, held, isWhole: false };

    async function keepIfRight(part: Uint8Array, piece: number): Promise<boolean> {
      if ((await sha256Hex(part)) !== pieces.sha256(piece)) return false;
      bytes.set(part, pieces.start(piece));
      held.add(piece);
      return true;
    }
  }

  #keepPiece(ref: ContentRef, piece: number, bytes: Uint8Array): Promise<void> {
    return this.#write((storage) => storage.putPiece(ref.sha256, piece, bytes));
  }

  /**
   * A manifest, fresh from the network unless that fails or dawdles, and as it was last remembered.
   *
   * @throws VisualSearchError `network` where there is neither, or the signal's reason
   */
  async manifest(
    url: string,
    options: { maxBytes: number; signal?: AbortSignal | undefined },
  ): Promise<ManifestTexts> {
    const { maxBytes, signal } = options;
    const stored = await this.#read((storage) => storage.getManifest(url));
    signal?.throwIfAborted();
    const attempt = new AbortController();
    const giveUp = () => attempt.abort(signal?.reason);
    const timer = stored === undefined ? undefined : setTimeout(giveUp, MANIFEST_PATIENCE_MS);
    signal?.addEventListener("abort", giveUp);
    try {
      const bytes = await fetchBytes(url, { maxBytes, signal: attempt.signal, cache: "no-cache" });
      return { fresh: new TextDecoder().decode(bytes), stored };
    } catch (error) {
      signal?.throwIfAborted();
      if (stored === undefined) throw error;
      return { fresh: undefined, stored };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
    }
  }

  /**
   * Remembers the manifest of a catalog whose files are all stored, and drops what no manifest needs:
   * from now on this catalog is the one that is there without a network. Where one of its files has
   * gone meanwhile, the manifest remembered before stays.
   *
   * @param files the SHA-256 of the catalog's files
   * @param filesOf the SHA-256 of every file that a manifest names
   */
  async remember(
    url: string,
    text: string,
    files: readonly string[],
    filesOf: (text: string) => string[],
  ): Promise<void> {
    await this.settled();
    const before = Date.now() - UNUSED_KEPT_MS;
    // Once a write has failed, some of the files may be missing.
    await this.#write((storage) => storage.putManifest(url, text, { files, filesOf, before }));
  }

  /** The cosine with which something of this name has passed a self-check on this device. */
  proof(name: string): Promise<number | undefined> {
    return this.#read((storage) => storage.getProof(name));
  }

  putProof(name: string, cosine: number): Promise<void> {
    return this.#write((storage) => storage.putProof(name, cosine));
  }

  close(): void {
    this.#storage.close();
  }
}

const UNAVAILABLE =
  "This browser's storage cannot be used, so that files are kept in memory and fetched again by the next visit";
const NO_ROOM =
  "This device has no room for all files, so that they are kept in memory and fetched again by the next " +
  "visit. Free some space, or choose a smaller model.";
