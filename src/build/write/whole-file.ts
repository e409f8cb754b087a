/** Files that appear whole or not at all, and the one error for what cannot be written. */
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import { processTag } from "./process-tag.ts";

/**
 * Writes a file and flushes it to the disk before it takes its name. Folders are made where they are missing.
 *
 * @throws what the file system throws; `orOutputFailed` makes an `output-failed` of it
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.tmp-${processTag()}`;
  await mkdir(dirname(path), { recursive: true });
  try {
    const file = await open(temporary, "w");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}

/**
 * The outcome of `work`. What goes wrong becomes `output-failed`, except for aborts and errors that have a code
 * already.
 *
 * @param what is written and where to, such as `the catalog to ./out`
 * @param remedy a sentence that tells what to do
 */
export async function orOutputFailed<T>(
  what: string,
  work: () => Promise<T>,
  remedy = "Check space and permissions.",
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof VisualSearchError || (cause as Error)?.name === "AbortError") throw cause;
    throw new VisualSearchError(
      "output-failed",
      `Expected to write ${what}, got ${messageOf(cause)}. ${remedy}`,
      { cause },
    );
  }
}
