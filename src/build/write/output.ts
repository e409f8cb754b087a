/** The folder that a catalog is written to. */
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isThumbnailPath } from "../../catalog/files/thumbnail-list.ts";
import { MANIFEST_FORMAT, MANIFEST_PATH } from "../../catalog/manifest/manifest.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import { listFiles } from "./catalog-folder.ts";
import { isAbandoned, processTag } from "./process-tag.ts";
import { orOutputFailed } from "./whole-file.ts";

/** A file of a catalog. Its path is relative to the catalog's folder, with forward slashes. */
export type OutputFile = { path: string } & (
  | { bytes: Uint8Array }
  /** A file on the disk to copy, and its length. */
  | { from: string; bytes: number }
);

/** Files that are written at a time: there are many thumbnails, and each file is flushed. */
const WRITE_AT_ONCE = 16;

/**
 * The folder of a catalog. It holds the old catalog or the new one, never a part of either: the new one is written
 * next to it, flushed to the disk, and renamed.
 */
export class OutputFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Checks that the folder can be written, and deletes what killed builds have left next to it.
   *
   * @throws `output-failed` if there is something other than a catalog at `path`
   */
  static async open(path: string): Promise<OutputFolder> {
    return await orOutputFailed(`the catalog to ${path}`, async () => {
      // A link to a folder stays; its target is replaced.
      const target = await realpath(path).catch(() => resolve(path));
      await mkdir(dirname(target), { recursive: true });
      const folder = new OutputFolder(target);
      await folder.#recover();
      await folder.#check();
      return folder;
    });
  }

  /**
   * Replaces the folder's content.
   *
   * @throws `output-failed`, or the reason of `signal`; the old content is then as it was
   */
  async replace(files: readonly OutputFile[], signal?: AbortSignal): Promise<void> {
    const fresh = this.#sibling("new");
    try {
      await orOutputFailed(`the catalog to ${this.path}`, async () => {
        await writeFolder(fresh, files, signal);
        await this.#check();
        signal?.throwIfAborted();
        await this.#swap(fresh);
      });
    } finally {
      await rm(fresh, { recursive: true, force: true }).catch(() => {});
    }
  }

  async #swap(fresh: string): Promise<void> {
    const old = this.#sibling("old");
    const had = await exists(this.path);
    if (had) await rename(this.path, old);
    try {
      await rename(fresh, this.path);
    } catch (error) {
      if (had) await rename(old, this.path);
      throw error;
    }
    await sync(dirname(this.path));
    if (had) await rm(old, { recursive: true, force: true }).catch(() => {});
  }

  /** Refuses a folder with anything other than a catalog, because its content would be lost. */
  async #check(): Promise<void> {
    if (!(await exists(this.path))) return;
    if (!(await stat(this.path)).isDirectory()) throw refusal(this.path, "a file");
    const files = (await listFiles(this.path)).filter((file) => !isLitter(basename(file)));
    if (files.length === 0) return;
    const manifest = await readFile(join(this.path, MANIFEST_PATH), "utf8").catch(() => "");
    if (!isCatalog(manifest)) throw refusal(this.path, "a folder with other files");
    const foreign = files.find(
      (file) =>
        file !== MANIFEST_PATH &&
        !isThumbnailPath(file) &&
        !manifest.includes(JSON.stringify(file)),
    );
    if (foreign !== undefined) {
      throw refusal(this.path, `a folder in which ${foreign} is not part of the catalog`);
    }
  }

  /** Deletes the folders of killed builds. One that was killed between two renames left the old catalog there. */
  async #recover(): Promise<void> {
    const parent = dirname(this.path);
    const prefix = `.${basename(this.path)}.vitrine-`;
    for (const name of await readdir(parent)) {
      if (!name.startsWith(prefix)) continue;
      const path = join(parent, name);
      const tag = name.slice(prefix.length).replace(/^[a-z]+-/, "");
      if (!(await isAbandoned(path, tag))) continue;
      if (name.startsWith(`${prefix}old-`) && !(await exists(this.path)))
        await rename(path, this.path);
      else await rm(path, { recursive: true, force: true });
    }
  }

  #sibling(kind: "new" | "old"): string {
    const name = `.${basename(this.path)}.vitrine-${kind}-${processTag()}`;
    return join(dirname(this.path), name);
  }
}

async function writeFolder(
  folder: string,
  files: readonly OutputFile[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const folders = new Set([folder]);
  await mkdir(folder);
  for (const { path } of files) {
    const parent = dirname(join(folder, path));
    if (folders.has(parent)) continue;
    await mkdir(parent, { recursive: true });
    folders.add(parent);
  }
  let next = 0;
  const work = async () => {
    while (next < files.length) {
      signal?.throwIfAborted();
      const file = files[next++]!;
      const bytes = "from" in file ? await readFile(file.from) : file.bytes;
      const handle = await open(join(folder, file.path), "wx");
      await use(handle, async () => {
        await handle.writeFile(bytes);
        await handle.sync();
      });
    }
  };
  // The folder may be removed only after all workers have stopped.
  const outcomes = await Promise.allSettled(Array.from({ length: WRITE_AT_ONCE }, work));
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
  for (const path of folders) await sync(path);
}

/** Makes the entries of a folder durable, if the platform can. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  if (handle === undefined) return;
  await use(handle, () => handle.sync().catch(() => {}));
}

async function use(handle: FileHandle, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    await handle.close();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

/** Of any version: a newer or older catalog may be replaced, too. */
function isCatalog(manifest: string): boolean {
  try {
    return (JSON.parse(manifest) as { format?: unknown } | null)?.format === MANIFEST_FORMAT;
  } catch {
    return false;
  }
}

/** Files that systems leave in every folder they show. Other hidden files, such as .htaccess, are somebody's. */
function isLitter(name: string): boolean {
  return [".DS_Store", ".localized", ".directory"].includes(name) || name.startsWith("._");
}

function refusal(path: string, found: string): VisualSearchError {
  return new VisualSearchError(
    "output-failed",
    `Expected a new or empty folder, or a catalog to replace, at ${path}, got ${found}. Choose another folder ` +
      "with --out.",
  );
}
