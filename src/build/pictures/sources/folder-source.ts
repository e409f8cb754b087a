/** Pictures in a folder, and nothing outside it. */
import type { BigIntStats } from "node:fs";
import { lstat, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { VisualSearchError } from "../../../lib/errors.ts";
import type { FileHashes } from "../caches/file-hashes.ts";
import { type FoundPicture, foundPicture, type ImageSource, schemeOf } from "./picture-source.ts";

/** Finds pictures by path relative to the folder or by `file:` URL; nothing outside it is read. */
export class FolderSource implements ImageSource {
  /** Its real path. */
  readonly root: string;
  /** Knows pictures that have not changed. */
  hashes: Pick<FileHashes, "identify"> | undefined;
  /** Real paths of folders. */
  readonly #folders = new Map<string, Promise<string | undefined>>();

  private constructor(root: string) {
    this.root = root;
  }

  /** @throws VisualSearchError `invalid-argument` if `path` is no folder */
  static async open(path: string): Promise<FolderSource> {
    const root = await realpath(path).catch(() => undefined);
    if (root === undefined || !(await stat(root)).isDirectory()) {
      throw new VisualSearchError(
        "invalid-argument",
        `Expected a folder as images, got ${path}. Give the folder that the feed's image names are relative to.`,
      );
    }
    return new FolderSource(root);
  }

  async find(address: string): Promise<FoundPicture> {
    const { path, state } = await this.#resolve(pathOf(address));
    const identity = this.hashes?.identify(path, state);
    return foundPicture(Number(state.size), () => readFile(path), identity);
  }

  /** Whether a file of this name is there to be read. */
  async has(name: string): Promise<boolean> {
    return await this.#resolve(name).then(
      () => true,
      () => false,
    );
  }

  /** The real path and state of a file that is in the folder, by name and after following every link. */
  async #resolve(name: string): Promise<{ path: string; state: BigIntStats }> {
    const path = name.includes("\0") ? this.root : resolve(this.root, name);
    if (!this.#contains(path)) throw new Error("the image is outside the images folder");
    const folder = await this.#realFolder(dirname(path));
    // If the file is no link itself, only its folder's path has links to follow.
    const direct = folder === undefined ? undefined : join(folder, basename(path));
    const own = direct && (await lstat(direct, { bigint: true }).catch(() => undefined));
    if (direct && own && !own.isSymbolicLink()) return this.#checked(direct, own);
    const real = await realpath(path).catch(() => undefined);
    if (real === undefined) throw new Error("the image file is not in the images folder");
    return this.#checked(real, await stat(real, { bigint: true }));
  }

  #checked(path: string, state: BigIntStats): { path: string; state: BigIntStats } {
    if (!this.#contains(path)) throw new Error("the image is a link to outside the images folder");
    if (!state.isFile()) throw new Error("the image is not a file");
    return { path, state };
  }

  #contains(path: string): boolean {
    return path.startsWith(this.root + sep);
  }

  async #realFolder(path: string): Promise<string | undefined> {
    let folder = this.#folders.get(path);
    if (!folder) {
      folder = realpath(path).catch(() => undefined);
      this.#folders.set(path, folder);
    }
    return await folder;
  }
}

function pathOf(address: string): string {
  if (schemeOf(address) !== "file") return address.replaceAll("\\", "/");
  try {
    return fileURLToPath(address);
  } catch {
    throw new Error("the image is a file: URL that names no file on this machine");
  }
}
