/**
 * How a file gets from the network to this device, and how several tabs share its download:
 *
 * 1. `load` reads the file from the device's storage. If it is there and has the right SHA-256, that is all.
 * 2. Otherwise it asks for a Web Lock that is named after the file's SHA-256. The first tab gets it; the others wait.
 * 3. Whoever holds the lock reads again what is stored: by now another tab may have stored the file, or some of its
 *    pieces. Only the rest is fetched; each piece is verified and stored as it arrives (download.ts).
 * 4. The caller gets the bytes as soon as they are complete. The lock is released once the file is stored, so that the
 *    next tab finds it in step 3 and fetches nothing.
 * 5. If the tab with the lock is closed or gives up, the browser releases the lock, and the next tab goes on from the
 *    pieces that are stored.
 *
 * Without locks (insecure contexts, sandboxed frames) or without storage, each tab fetches for itself.
 */
import { VisualSearchError } from "../lib/errors.ts";
import { sha256Hex } from "../lib/hash.ts";
import type { DeviceStorage } from "./device-storage.ts";
import { Download } from "./download.ts";
import { type ContentRef, type Pieces, piecesOf } from "./pieces.ts";

/** A number of bytes that have arrived, and whether they came from the device's own storage. */
export type BytesListener = (count: number, from: "network" | "store") => void;

export interface LoadOptions {
  signal?: AbortSignal | undefined;
  onBytes?: BytesListener | undefined;
}

export interface DownloadSettings {
  /** Length of the pieces that `chunks` of a file has hashes of. */
  pieceBytes: number;
  /** Milliseconds before each new attempt after a connection broke. */
  retryDelays: readonly number[];
  /** Milliseconds without a byte after which a connection counts as broken. */
  patience: number;
}

interface Fetched {
  bytes: Uint8Array;
  /** Resolves once it is stored, or could not be. */
  stored: Promise<void>;
}

/** What the device has of a file, verified, in bytes of the file's length. */
interface Held {
  bytes: Uint8Array;
  pieces: Set<number>;
  isComplete: boolean;
}

export class SharedDownloads {
  readonly #storage: DeviceStorage;
  readonly #settings: DownloadSettings;
  /** Files for which the device has no room. */
  readonly #unstorable = new Set<string>();
  /** Files that are being stored while their bytes are already in use. */
  readonly #storing = new Set<Promise<void>>();

  constructor(storage: DeviceStorage, settings: DownloadSettings) {
    this.#storage = storage;
    this.#settings = settings;
  }

  /** Keeps these files in memory only. */
  keepInMemory(files: readonly ContentRef[]): void {
    for (const { sha256 } of files) this.#unstorable.add(sha256);
  }

  /** Resolves once every file whose loading has ended is stored, if there is room. Does not wait for other files. */
  async settled(): Promise<void> {
    await Promise.all(this.#storing);
  }

  /** @throws VisualSearchError `network` or `integrity`, or the signal's reason */
  async load(ref: ContentRef, url: string, options: LoadOptions): Promise<Uint8Array> {
    const { signal, onBytes } = options;
    signal?.throwIfAborted();
    const stored = await this.#readFile(ref);
    if (stored?.isRight) {
      onBytes?.(ref.bytes, "store");
      return stored.bytes;
    }
    if (this.#storage.kind === "memory") return (await this.#fetchRest(ref, url, options)).bytes;
    return new Promise((resolve, reject) => {
      withLock(`vitrine-file-${ref.sha256}`, signal, async () => {
        const { bytes, stored } = await this.#fetchRest(ref, url, options);
        this.#storing.add(stored);
        stored.finally(() => this.#storing.delete(stored));
        resolve(bytes);
        await stored;
      }).catch(reject);
    });
  }

  async #fetchRest(ref: ContentRef, url: string, options: LoadOptions): Promise<Fetched> {
    const { signal, onBytes } = options;
    signal?.throwIfAborted();
    const pieces = piecesOf(ref, this.#settings.pieceBytes);
    const hasPieces = pieces.count > 1;
    const held = await this.#readHeld(ref, pieces);
    for (const piece of held.pieces) onBytes?.(pieces.end(piece) - pieces.start(piece), "store");
    if (held.isComplete) return { bytes: held.bytes, stored: Promise.resolve() };
    const isStorable = !this.#unstorable.has(ref.sha256);
    await new Download(ref, url, {
      pieces,
      target: held.bytes,
      held: held.pieces,
      signal,
      onBytes: (count) => onBytes?.(count, "network"),
      onPiece: async (piece, bytes) => {
        if (hasPieces && isStorable) await this.#putPiece(ref, piece, bytes);
      },
      retryDelays: this.#settings.retryDelays,
      patience: this.#settings.patience,
    }).run();
    if (hasPieces) await this.#checkWhole(ref, url, held.bytes);
    const stored = isStorable
      ? this.#storage.write((storage) => storage.putFile(ref.sha256, held.bytes))
      : Promise.resolve();
    return { bytes: held.bytes, stored };
  }

  /** Files are stored under the hash of the whole, which a manifest could contradict with those of the pieces. */
  async #checkWhole(ref: ContentRef, url: string, bytes: Uint8Array): Promise<void> {
    const got = await sha256Hex(bytes);
    if (got === ref.sha256) return;
    await this.#storage.write((storage) => storage.deleteFile(ref.sha256));
    throw new VisualSearchError(
      "integrity",
      `Expected ${ref.bytes} bytes with SHA-256 ${ref.sha256} at ${url}, got ${got}, though every piece is as ` +
        "promised: the manifest contradicts itself. Build the catalog again.",
    );
  }

  /** The stored file and whether it has the right hash; `undefined` if there is none to read. */
  async #readFile(ref: ContentRef): Promise<{ bytes: Uint8Array; isRight: boolean } | undefined> {
    const bytes = await this.#storage.read((storage) => storage.getFile(ref.sha256));
    if (bytes === undefined) return undefined;
    if (bytes === "unreadable") {
      reportEviction(this.#storage, [ref]);
      await this.#storage.write((storage) => storage.deleteFile(ref.sha256));
      return undefined;
    }
    return { bytes, isRight: (await sha256Hex(bytes)) === ref.sha256 };
  }

  async #readHeld(ref: ContentRef, pieces: Pieces): Promise<Held> {
    const all = Array.from({ length: pieces.count }, (_, piece) => piece);
    const stored = await this.#readFile(ref);
    if (stored?.isRight) return { bytes: stored.bytes, pieces: new Set(all), isComplete: true };
    const held: Held = {
      bytes: new Uint8Array(ref.bytes),
      pieces: new Set<number>(),
      isComplete: false,
    };
    const keepIfRight = async (part: Uint8Array, piece: number): Promise<boolean> => {
      if ((await sha256Hex(part)) !== pieces.sha256(piece)) return false;
      held.bytes.set(part, pieces.start(piece));
      held.pieces.add(piece);
      return true;
    };
    if (stored) {
      // The disk or something else has changed it: only right pieces are kept.
      await this.#storage.write((storage) => storage.deleteFile(ref.sha256));
      this.#storage.warn(
        "storage-damaged",
        `The stored file ${ref.sha256} has been changed on this device. It is fetched again.`,
      );
      for (const piece of all) {
        const part = stored.bytes.subarray(pieces.start(piece), pieces.end(piece));
        if (await keepIfRight(part, piece)) await this.#putPiece(ref, piece, part);
      }
      return held;
    }
    const found =
      pieces.count > 1 ? await this.#storage.read((storage) => storage.find(ref.sha256)) : [];
    for (const piece of found === "whole" ? [] : (found ?? [])) {
      const part = await this.#storage.read((storage) => storage.getPiece(ref.sha256, piece));
      if (part && part !== "unreadable" && piece < pieces.count) await keepIfRight(part, piece);
    }
    return held;
  }

  #putPiece(ref: ContentRef, piece: number, bytes: Uint8Array): Promise<void> {
    return this.#storage.write((storage) => storage.putPiece(ref.sha256, piece, bytes));
  }
}

/** Warns of stored files that are missing, because they will be loaded again. */
export function reportEviction(storage: DeviceStorage, refs: readonly ContentRef[]): void {
  const bytes = refs.reduce((sum, ref) => sum + ref.bytes, 0);
  storage.warn(
    "storage-evicted",
    `${refs.length} stored files of ${bytes} bytes have gone from this device, as happens when the browser needs ` +
      "room or its data is cleared. They are fetched again.",
  );
}

/**
 * Runs a task that no other tab of this origin runs under the same name at the same time; at once, if the platform has
 * no locks.
 *
 * Rejects as the task does, or with the signal's reason if that is aborted while waiting.
 */
async function withLock<T>(
  name: string,
  signal: AbortSignal | undefined,
  task: () => Promise<T>,
): Promise<T> {
  const locks = (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
  if (!locks) return task();
  let hasStarted = false;
  try {
    return await locks.request(name, signal ? { signal } : {}, () => {
      hasStarted = true;
      return task();
    });
  } catch (error) {
    if (hasStarted || signal?.aborted) throw error;
    return task();
  }
}
