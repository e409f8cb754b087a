import { readFile, realpath, stat } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { VisualSearchError } from "../../errors.ts";
import { type FoundPicture, foundPicture, type ImageSource, schemeOf } from "./source.ts";

/** Pictures in a folder, by path relative to it or by `file:` URL; nothing outside of it is read. */
export class FolderSource implements ImageSource {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  /** @throws `invalid-argument` when `path` is no folder */
  static async open(path: string): Promise<FolderSource> {
    const root = await realpath(path).catch(() => undefined);
    if (root === undefined || !(await stat(root)).isDirectory()) {
      throw new VisualSearchError(
        "invalid-argument",
        `The images should be in a folder, and ${path} is none. Give the folder that the feed's ` +
          "image names are relative to.",
      );
    }
    return new FolderSource(root);
  }

  async find(address: string): Promise<FoundPicture> {
    const { path, size } = await this.#resolve(pathOf(address));
    return foundPicture(size, () => readFile(path));
  }

  /** Whether a file of this name is there to be read. */
  async has(name: string): Promise<boolean> {
    return await this.#resolve(name).then(
      () => true,
      () => false,
    );
  }

  /** The real path and length of a file that is in the folder, by name and after following every link. */
  async #resolve(name: string): Promise<{ path: string; size: number }> {
    const path = name.includes("\0") ? this.#root : resolve(this.#root, name);
    if (!path.startsWith(this.#root + sep))
      throw new Error("the image is outside the images folder");
    const real = await realpath(path).catch(() => undefined);
    if (real === undefined) throw new Error("the image file is not in the images folder");
    if (!real.startsWith(this.#root + sep)) {
      throw new Error("the image is a link to outside the images folder");
    }
    const found = await stat(real);
    if (!found.isFile()) throw new Error("the image is not a file");
    return { path: real, size: found.size };
  }
}

function pathOf(address: string): string {
  if (schemeOf(address) !== "file") return address.replaceAll("\\", "/");
  try {
    return fileURLToPath(address);
  } catch {
    throw new Error("the image is a file: URL that names no file of this machine");
  }
}
