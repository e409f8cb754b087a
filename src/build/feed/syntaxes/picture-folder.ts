/** A folder of pictures as a feed: a record for each file. */
import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import type { FeedRow } from "../feed-record.ts";

/** Extensions of pictures that can be decoded. */
const PICTURES = new Set([
  ".jpg",
  ".jpeg",
  ".png",
  ".webp",
  ".avif",
  ".gif",
  ".tif",
  ".tiff",
  ".svg",
]);

export function isPicture(name: string): boolean {
  return PICTURES.has(extname(name).toLowerCase());
}

/**
 * Rows of a folder of pictures: `id` is the file's path in the folder without its extension, `title` the
 * name with blanks for `-` and `_`, `image` the path.
 */
export async function* readPictureFolder(folder: string): AsyncGenerator<FeedRow> {
  let line = 0;
  for await (const path of walk(folder)) {
    if (!isPicture(path)) continue;
    const id = path.slice(0, path.length - extname(path).length);
    const title = id
      .slice(id.lastIndexOf("/") + 1)
      .replace(/[\s_-]+/g, " ")
      .trim();
    yield {
      line: ++line,
      record: new Map([
        ["id", id],
        ["title", title || id],
        ["image", path],
      ]),
    };
  }
}

/** Files of a folder and its folders, in the order of their names, with forward slashes. */
export async function* walk(folder: string, within = ""): AsyncGenerator<string> {
  const entries = await readdir(join(folder, within), { withFileTypes: true });
  const name = (entry: Dirent) => entry.name;
  entries.sort((a, b) => (name(a) < name(b) ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const path = within === "" ? entry.name : `${within}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(folder, path);
    else if (entry.isFile()) yield path.replaceAll(sep, "/");
  }
}
