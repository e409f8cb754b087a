import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { messageOf, VisualSearchError } from "../../../lib/errors.ts";
import { isAbandoned, processTag } from "../../write/process-tag.ts";

/**
 * What the cache keeps as files of its own: downloaded pictures, how they were had, thumbnails, the report's
 * small pictures; what models
 * made of the self-check's inputs, how far runtimes agreed, and hashes of picture files, which are few or small
 * and count for no bound.
 */
export type CacheShelf =
  | "pictures"
  | "addresses"
  | "thumbnails"
  | "previews"
  | "canaries"
  | "agreements"
  | "hashes";

const SHELVES: readonly CacheShelf[] = ["pictures", "addresses", "thumbnails", "previews"];
const TEMPORARY = "temporary";
/** Room that is made beyond what is needed, so that it need not be made for every file. */
const SPARE_SHARE = 1 / 8;

/** Told by convention to backups (bford.info/cachedir) and to git that the folder is no one's work. */
const NOTES: Readonly<Record<string, string>> = {
  "CACHEDIR.TAG":
    "Signature: 8a477f597d28d172789f06886806bc55\n# A cache of vitrine build. It may be deleted.\n",
  ".gitignore": "*\n",
};

/** A file in the making: outside of it nobody sees it before it is whole. */
export interface NewFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Makes it the file of `key`, in place of any before. */
  keep(key: string): Promise<void>;
  /** Drops it, unless it was kept. */
  discard(): Promise<void>;
}

/**
 * Files by key in a folder that several builds may use at once. They appear by renaming, whole; any may be
 * gone at any time, be it that another build has made room, and the cache goes on without it. Files are not
 * flushed to the disk: what a power cut has torn, readers find by its hash.
 */
export class DiskCache {
  readonly root: string;
  readonly #mostBytes: number | undefined;
  #made: Promise<void> | undefined;
  #written = 0;
  #evicting: Promise<void> | undefined;

  /** @param mostBytes of all files together; unbounded where it is left out */
  constructor(root: string, mostBytes?: number) {
    this.root = root;
    this.#mostBytes = mostBytes;
  }

  /** The file's bytes, which then count as used just now, or `undefined`. */
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

  /** Length of a file, or `undefined` where there is none. */
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
   * Drops the files used longest ago until the others fit, where the cache has a bound.
   *
   * @param shelves those that may be cleared
   */
  async evict(shelves: readonly CacheShelf[] = SHELVES): Promise<void> {
    const most = this.#mostBytes;
    if (most === undefined) return;
    this.#evicting ??= this.#evict(most, shelves).finally(() => {
      this.#evicting = undefined;
    });
    await this.#evicting;
  }

  async #count(bytes: number): Promise<void> {
    this.#written += bytes;
    if (this.#mostBytes !== undefined && this.#written > this.#mostBytes * SPARE_SHARE) {
      this.#written = 0;
      // Thumbnails wait there for the catalog that is being built.
      await this.evict(["pictures", "addresses", "previews"]);
    }
  }

  async #evict(most: number, shelves: readonly CacheShelf[]): Promise<void> {
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
    if (total <= most) return;
    files.sort((a, b) => a.used - b.used);
    const goal = most * (1 - SPARE_SHARE);
    for (const { path, bytes } of files) {
      if (total <= goal) return;
      await rm(path, { force: true }).catch(() => {});
      total -= bytes;
    }
  }

  /** Makes its folder, and says there what it is. @throws `output-failed` */
  async prepare(): Promise<void> {
    this.#made ??= this.#failing(async () => {
      const temporary = join(this.root, TEMPORARY);
      await mkdir(temporary, { recursive: true });
      for (const [name, text] of Object.entries(NOTES)) {
        const file = await open(join(this.root, name), "wx").catch(() => undefined);
        await file?.writeFile(text).finally(() => file.close());
      }
      // What killed builds have left.
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
      `The cache ${this.root} cannot be used: ${messageOf(cause)}. Check space and permissions, or ` +
        "choose another folder with --cache.",
      { cause },
    );
  }
}

export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === "ENOENT";
}

export function sha256Of(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
