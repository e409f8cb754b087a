/**
 * Files by their content, from the device's own storage or, verified, from the network. What is stored is verified
 * again whenever it is read.
 */
import type { VisualSearchWarning } from "../lib/errors.ts";
import { CHUNK_BYTES } from "../lib/hash.ts";
import { DeviceStorage } from "./device-storage.ts";
import { type ContentRef, piecesOf } from "./pieces.ts";
import { fetchBytes } from "./request-file.ts";
import { estimateRoom } from "./room.ts";
import {
  type DownloadSettings,
  type LoadOptions,
  reportEviction,
  SharedDownloads,
} from "./shared-download.ts";

export type { ContentRef } from "./pieces.ts";
export type { BytesListener } from "./shared-download.ts";

/** The texts of a manifest; at least one is there. */
export interface ManifestTexts {
  /** From the network, if it answered. */
  fresh: string | undefined;
  /** As it was last remembered. */
  stored: string | undefined;
}

export interface StoreOptions extends Partial<DownloadSettings> {
  onWarning?: (warning: VisualSearchWarning) => void;
  /** Called before so much is stored that the browser should be asked not to evict it. */
  onLargeDownload?: () => void;
}

/** How long a manifest may take from the network while a stored copy is at hand, in milliseconds. */
const MANIFEST_PATIENCE_MS = 4000;

/** Unused files are dropped after this time, so that another tab's unfinished download survives. */
const UNUSED_KEPT_MS = 24 * 60 * 60 * 1000;

/** From this length on it is worth asking for persistent storage, and whether there is room. */
const LARGE_DOWNLOAD_BYTES = 16 * 2 ** 20;

const DOWNLOAD_SETTINGS: DownloadSettings = {
  pieceBytes: CHUNK_BYTES,
  // Mobile connections come back within seconds, as between two cells, or not at all.
  retryDelays: [500, 1500, 4000, 10_000],
  patience: 30_000,
};

export class Store {
  readonly #storage: DeviceStorage;
  readonly #downloads: SharedDownloads;
  readonly #pieceBytes: number;
  readonly #onLargeDownload: (() => void) | undefined;

  private constructor(storage: DeviceStorage, options: StoreOptions) {
    const settings = { ...DOWNLOAD_SETTINGS, ...options };
    this.#storage = storage;
    this.#downloads = new SharedDownloads(storage, settings);
    this.#pieceBytes = settings.pieceBytes;
    this.#onLargeDownload = options.onLargeDownload;
  }

  /** The device's storage or, if it is missing or refused, memory with a warning. */
  static async open(options: StoreOptions = {}): Promise<Store> {
    return new Store(await DeviceStorage.open(options.onWarning ?? (() => {})), options);
  }

  /** What is stored as it is, to look at. Nothing is made, upgraded or, unless something is loaded, changed. */
  static async peek(options: StoreOptions = {}): Promise<Store> {
    return new Store(await DeviceStorage.peek(options.onWarning ?? (() => {})), options);
  }

  /** `memory` also once the device's storage has failed, for example because it has no room for a file. */
  get kind(): "indexeddb" | "memory" {
    return this.#storage.kind;
  }

  /** The number of bytes of a file that are stored, by the records alone. */
  async storedBytes(ref: ContentRef): Promise<number> {
    const part = (await this.#storage.read((storage) => storage.find(ref.sha256))) ?? [];
    if (part === "whole") return ref.bytes;
    const pieces = piecesOf(ref, this.#pieceBytes);
    return part
      .filter((piece) => piece < pieces.count && pieces.count > 1)
      .reduce((sum, piece) => sum + pieces.end(piece) - pieces.start(piece), 0);
  }

  /** Those of some files that are not completely stored. */
  async missing<T extends ContentRef>(refs: readonly T[]): Promise<T[]> {
    const stored = await Promise.all(refs.map((ref) => this.storedBytes(ref)));
    return refs.filter((ref, i) => stored[i]! < ref.bytes);
  }

  /** Warns of remembered files that are missing, because they will be loaded again. */
  reportEviction(refs: readonly ContentRef[]): void {
    reportEviction(this.#storage, refs);
  }

  /**
   * Prepares for loading files together. If much of them is not stored, the browser is asked whether there is room; if
   * there is none, they are kept in memory, with a warning, instead of being written in vain.
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
    this.#onLargeDownload?.();
    const { quotaBytes, usageBytes } = await estimateRoom();
    if (quotaBytes === undefined || usageBytes === undefined) return;
    // Pieces are still there when the whole file replaces them.
    const largest = missing.reduce((most, { bytes }) => Math.max(most, bytes), 0);
    if (usageBytes + needed + largest <= quotaBytes) return;
    this.#downloads.keepInMemory(missing);
    this.#storage.warnOfNoRoom();
  }

  /**
   * The bytes of a file, from the storage if it has them, else from `url`. Of a file with `chunks`, pieces are stored as
   * they arrive, and only those that are not stored are fetched. If several tabs load the same file, one fetches it and
   * the others read what it stored.
   *
   * @throws VisualSearchError `network` or `integrity`, or the signal's reason
   */
  load(ref: ContentRef, url: string, options: LoadOptions = {}): Promise<Uint8Array> {
    return this.#downloads.load(ref, url, options);
  }

  /** Resolves once every file whose loading has ended is stored, if there is room. Does not wait for other files. */
  settled(): Promise<void> {
    return this.#downloads.settled();
  }

  /**
   * A manifest, fresh from the network unless that fails or takes long, and as it was last remembered.
   *
   * @throws VisualSearchError `network` if there is neither, or the signal's reason
   */
  async manifest(
    url: string,
    options: { maxBytes: number; signal?: AbortSignal | undefined },
  ): Promise<ManifestTexts> {
    const { maxBytes, signal } = options;
    const stored = await this.#storage.read((storage) => storage.getManifest(url));
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
   * Remembers the manifest of a catalog whose files are all stored, and drops what no manifest needs: from now on this
   * catalog is the one that is there without a network. If one of its files has gone since, the manifest that was
   * remembered before stays.
   *
   * @param files the SHA-256 of the catalog's files
   * @param neededFiles gives the SHA-256 of every file that a manifest needs
   */
  async remember(
    url: string,
    text: string,
    files: readonly string[],
    neededFiles: (text: string) => string[],
  ): Promise<void> {
    await this.settled();
    const before = Date.now() - UNUSED_KEPT_MS;
    // Once a write has failed, some of the files may be missing.
    const step = { files, neededFiles, before };
    await this.#storage.write((storage) => storage.putManifest(url, text, step));
  }

  /** The cosine with which an encoder of this name has passed its self-check on this device. */
  passedSelfCheck(name: string): Promise<number | undefined> {
    return this.#storage.read((storage) => storage.getPassedSelfCheck(name));
  }

  putPassedSelfCheck(name: string, cosine: number): Promise<void> {
    return this.#storage.write((storage) => storage.putPassedSelfCheck(name, cosine));
  }

  close(): void {
    this.#storage.close();
  }
}
