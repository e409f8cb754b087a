/** Reads the files of a catalog from a folder. */
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { MANIFEST_PATH, MAX_MANIFEST_BYTES } from "../../catalog/manifest/manifest.ts";
import type { CatalogFolderFiles } from "../../catalog/verify/verify-catalog.ts";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";

/**
 * Opens the files of a catalog in a folder.
 *
 * @throws `catalog-invalid` if there is no manifest to read
 */
export async function openFolder(folder: string): Promise<CatalogFolderFiles> {
  const path = join(folder, MANIFEST_PATH);
  try {
    const { size } = await stat(path);
    if (size > MAX_MANIFEST_BYTES) throw new Error(`it has ${size} bytes`);
    return {
      manifest: await readFile(path, "utf8"),
      read: async (file) => {
        const bytes = await readFile(join(folder, file));
        // Not one of Node's buffers, which share their memory.
        return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      },
      paths: (await listFiles(folder)).filter((file) => !basename(file).startsWith(".")),
    };
  } catch (cause) {
    throw new VisualSearchError(
      "catalog-invalid",
      `Expected a catalog in ${folder}, got no readable ${MANIFEST_PATH}: ${messageOf(cause)}. Give the folder ` +
        "that vitrine build has written.",
      { cause },
    );
  }
}

/** Paths of all files, relative to the folder, with forward slashes. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
}
