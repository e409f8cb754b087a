/** Finds files of the installed package: the starter model and the library for browsers. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { VisualSearchError } from "../lib/errors.ts";

/** Returns the folder of the starter model. It is two folders above both this module and the bundle in dist/node. */
export function starterFolder(): string {
  return fileURLToPath(new URL("../../public/models/starter", import.meta.url));
}

/**
 * Returns the folder of the package's files for browsers. It is one folder above the bundle in dist/node; from the
 * sources, it is the folder that `npm run build` writes.
 *
 * @throws `dependency-missing` if there is none
 */
export function libraryFolder(): string {
  for (const folder of ["..", "../../dist"]) {
    const path = fileURLToPath(new URL(`${folder}/`, import.meta.url));
    if (existsSync(join(path, "worker.js"))) return path;
  }
  throw new VisualSearchError(
    "dependency-missing",
    "Expected the package's files for browsers next to its command, got none. Install the package again.",
  );
}
