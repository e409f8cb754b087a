/** The folder of what builds keep for the next: files by key, bounded in size, shared by builds at once. */
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { messageOf, VisualSearchError } from "../../../lib/errors.ts";
import { isAbandoned, processTag } from "../../write/process-tag.ts";

/**
 * What the cache keeps: downloaded pictures, what is known of their addresses, thumbnails, the report's small
 * pictures; what models made of the self-check's inputs, how far runtimes agreed, and hashes of picture files.
 */
export type CacheShelf =
  | "pictures"
  | "addresses"
  | "thumbnails"
  | "previews"
  | "canaries"
  | "agreements"
  | "hashes";

/** Those that count for the bound; the others have few or small files. */
const BOUNDED: readonly CacheShelf[] = ["pictures", "addresses", "thumbnails", "previews"];
const TEMPORARY = "temporary";
/** Share of the bound that is freed beyond what is needed, so that not every file evicts others. */
const SPARE_SHARE = 1 / 8;

/** By convention, these tell backups (bford.info/cachedir) and git that the folder holds nobody's work. */
const NOTES: Readonly<Record<string, string>> = {
  "CACHEDIR.TAG":
    "Signature: 8a477f597d28d172789f06886806bc55\n# A cache of vitrine build. It may be deleted.\n",
  ".gitignore": "*\n",
};

/** A file that is being written: nobody else sees it before it is whole. */
export interface NewFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Makes it the file of `key`, and replaces an earlier one. */
  keep(key: string): Promise<void>;
  /** Drops it, unless it was kept. */
  discard(): Promise<void>;
}

/**
 * Files by key in a folder that several builds may use at once. A file appears whole, by renaming. Any file may be
 * gone at any time, for example because another build made room; the cache works without it. Files are not flushed
 * to the disk: readers recognise by its hash what a power cut has torn.
 */
export class DiskCache {
  readonly root: string;
  readonly #maxBytes: number | undefined;
  #made: Promise<void> | undefined;
  #written = 0;
  #evicting: Promise<void> | undefined;

  /** @param maxBytes of all files together. Default: no limit */
  constructor(root: string, maxBytes?: number) {
    this.root = root;
    this.#maxBytes = maxBytes;
  }

  /** The file's bytes; `undefined` if there is none. It counts as used just now. */
  async read(shelf: CacheShelf, key: string): Promise<Uint8Array | undefined> {
    const path = this.path(shelf, key);
    try {
      const bytes = await readFile(path);
      const now = new Date();
      await utimes(path, now, now).catch(() => {});
      return bytes;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw this.#failure(error);
    }
  }

  /** Length of a file; `undefined` if there is none. */
  async sizeOf(shelf: CacheShelf, key: string): Promise<number | undefined> {
    return (await stat(this.path(shelf, key)).catch(() => undefined))?.size;
  }

  async write(shelf: CacheShelf, key: string, bytes: Uint8Array): Promise<void> {
    const file = await this.create(shelf);
    try {
      await file.write(bytes);
      await file.keep(key);
    } finally {
      await file.discard();
    }
  }

  async create(shelf: CacheShelf): Promise<NewFile> {
    await this.prepare();
    const temporary = join(this.root, TEMPORARY, processTag());
    return await this.#failing(async () => {
      const handle = await open(temporary, "wx");
      let state: "open" | "closed" | "kept" = "open";
      let bytes = 0;
      const close = async () => {
        if (state !== "open") return;
        state = "closed";
        await handle.close();
      };
      return {
        write: (chunk) =>
          this.#failing(async () => {
            await handle.writeFile(chunk);
            bytes += chunk.length;
          }),
        keep: (key) =>
          this.#failing(async () => {
            await close();
            const path = this.path(shelf, key);
            await mkdir(dirname(path), { recursive: true });
            await rename(temporary, path);
            state = "kept";
            await this.#count(bytes);
          }),
        discard: async () => {
          await close();
          if (state !== "kept") await rm(temporary, { force: true }).catch(() => {});
        },
      };
    });
  }

  async drop(shelf: CacheShelf, key: string): Promise<void> {
    await rm(this.path(shelf, key), { force: true }).catch(() => {});
  }

  /** @param key lower-case hexadecimal digits, at least three, and what may follow in a file's name */
  path(shelf: CacheShelf, key: string): string {
    return join(this.root, shelf, key.slice(0, 2), key.slice(2));
  }

  /**
   * Deletes the files used longest ago until the others fit, if the cache has a bound.
   *
   * @param shelves those that files may be deleted of
   */
  async evict(shelves: readonly CacheShelf[] = BOUNDED): Promise<void> {
    const max = this.#maxBytes;
    if (max === undefined) return;
    this.#evicting ??= this.#evict(max, shelves).finally(() => {
      this.#evicting = undefined;
    });
    await this.#evicting;
  }

  async #count(bytes: number): Promise<void> {
    this.#written += bytes;
    if (this.#maxBytes !== undefined && this.#written > this.#maxBytes * SPARE_SHARE) {
      this.#written = 0;
      // Not of thumbnails, which the catalog that is being built still needs.
      await this.evict(["pictures", "addresses", "previews"]);
    }
  }

  async #evict(max: number, shelves: readonly CacheShelf[]): Promise<void> {
    const files: { path: string; bytes: number; used: number }[] = [];
    for (const shelf of shelves) {
      const entries = await readdir(join(this.root, shelf), {
        recursive: true,
        withFileTypes: true,
      }).catch(() => []);
      for (const entry of entries) {
        if (!entry.isFile()) continue;
        const path = join(entry.parentPath, entry.name);
        const state = await stat(path).catch(() => undefined);
        if (state) files.push({ path, bytes: state.size, used: state.mtimeMs });
      }
    }
    let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total <= max) return;
    files.sort((a, b) => a.used - b.used);
    const goal = max * (1 - SPARE_SHARE);
    for (const { path, bytes } of files) {
      if (total <= goal) return;
      await rm(path, { force: true }).catch(() => {});
      total -= bytes;
    }
  }

  /** Makes the folder, with notes that say what it is. @throws VisualSearchError `output-failed` */
  async prepare(): Promise<void> {
    this.#made ??= this.#failing(async () => {
      const temporary = join(this.root, TEMPORARY);
      await mkdir(temporary, { recursive: true });
      for (const [name, text] of Object.entries(NOTES)) {
        const file = await open(join(this.root, name), "wx").catch(() => undefined);
        await file?.writeFile(text).finally(() => file.close());
      }
      // Left by builds that were killed.
      for (const name of await readdir(temporary)) {
        const path = join(temporary, name);
        if (await isAbandoned(path, name)) await rm(path, { force: true });
      }
    });
    await this.#made;
  }

  async #failing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(cause: unknown): VisualSearchError {
    if (cause instanceof VisualSearchError) return cause;
    return new VisualSearchError(
      "output-failed",
      `Expected a usable folder as the cache ${this.root}, got an error: ${messageOf(cause)}. Check space and ` +
        "permissions, or choose another folder with --cache.",
      { cause },
    );
  }
}

export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === "ENOENT";
}
