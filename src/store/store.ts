import { VisualSearchError } from "../errors.ts";
import { sha256Hex } from "../hash.ts";
import { openStorage, type Storage } from "./database.ts";
import { fetchBytes } from "./fetch.ts";

/** A file that is known by its content. */
export interface ContentRef {
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
}

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

/** How long a manifest may take from the network while a stored copy is at hand, in milliseconds. */
const MANIFEST_PATIENCE_MS = 4000;

/** Unused files are dropped after this time, so that another tab's unfinished download survives. */
const UNUSED_KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * Files by content, from the device's own store or, verified, from the network. What is stored is
 * verified again whenever it is read.
 */
export class Store {
  readonly #storage: Storage;
  #broken = false;

  private constructor(storage: Storage) {
    this.#storage = storage;
  }

  static async open(): Promise<Store> {
    return new Store(await openStorage());
  }

  /** `memory` also once the device's storage has failed, as when it has no room for a file. */
  get kind(): "indexeddb" | "memory" {
    return this.#broken ? "memory" : this.#storage.kind;
  }

  /** Storage is a cache: where it fails, the search goes on from memory, and `kind` tells. */
  async #attempt<T>(use: (storage: Storage) => Promise<T>): Promise<T | undefined> {
    if (this.#broken) return undefined;
    try {
      return await use(this.#storage);
    } catch {
      this.#broken = true;
      return undefined;
    }
  }

  /**
   * The bytes of a file, from the store if it has them, else from `url`.
   *
   * @throws VisualSearchError `network` or `integrity`, or the signal's reason
   */
  async load(ref: ContentRef, url: string, options: LoadOptions = {}): Promise<Uint8Array> {
    const { signal, onBytes } = options;
    signal?.throwIfAborted();
    const stored = await this.#attempt((storage) => storage.getFile(ref.sha256));
    if (stored) {
      if ((await sha256Hex(stored)) === ref.sha256) {
        onBytes?.(stored.length, "store");
        return stored;
      }
      // The disk or a stranger changed it: what is kept must be right, so fetch it anew.
      await this.#attempt((storage) => storage.deleteFile(ref.sha256));
    }
    const bytes = await this.#download(ref, url, options);
    await this.#attempt((storage) => storage.putFile(ref.sha256, bytes));
    return bytes;
  }

  async #download(ref: ContentRef, url: string, options: LoadOptions): Promise<Uint8Array> {
    const { signal, onBytes } = options;
    let found = "";
    // The second time past the HTTP cache, which may hold the wrong bytes.
    for (const cache of ["default", "reload"] as const) {
      let arrived = 0;
      try {
        const bytes = await fetchBytes(url, {
          maxBytes: ref.bytes,
          signal,
          cache,
          onBytes: (count) => {
            arrived += count;
            onBytes?.(count, "network");
          },
        });
        const sha256 = await sha256Hex(bytes);
        if (sha256 === ref.sha256) return bytes;
        found = `${bytes.length} bytes with SHA-256 ${sha256}`;
      } catch (error) {
        if (!(error instanceof VisualSearchError && error.code === "integrity")) throw error;
        found = `more than ${ref.bytes} bytes`;
      }
      onBytes?.(-arrived, "network");
    }
    throw new VisualSearchError(
      "integrity",
      `Expected ${ref.bytes} bytes with SHA-256 ${ref.sha256} at ${url}, got ${found}, twice. ` +
        "Deploy the files that belong together; a proxy may also have changed them.",
    );
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
    const stored = await this.#attempt((storage) => storage.getManifest(url));
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
    const before = Date.now() - UNUSED_KEPT_MS;
    // Once storage has failed, some of the files may be missing from it.
    await this.#attempt((storage) => storage.putManifest(url, text, { files, filesOf, before }));
  }

  close(): void {
    this.#storage.close();
  }
}
