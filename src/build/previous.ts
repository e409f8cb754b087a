import type { Catalog } from "../catalog/catalog.ts";
import type { EncoderBinding, FileRef } from "../catalog/types.ts";
import { keptRow } from "../catalog/update.ts";
import { verifyCatalog } from "../catalog/verify.ts";
import { messageOf } from "../errors.ts";
import { openFolder } from "./catalog-folder.ts";
import type { ImageFolder } from "./images.ts";
import type { ProductRow } from "./rows.ts";

/** Picture files that are read at a time. */
const READ_AT_ONCE = 16;

/** A catalog whose vectors can be taken over. */
export interface PreviousCatalog {
  catalog: Catalog;
  read: (file: FileRef) => Promise<Uint8Array>;
}

/**
 * Opens the catalog that a build goes on from, or says why it begins anew: every byte of it must be
 * right, and its vectors must come from the same model in the same way.
 */
export async function openPrevious(
  folder: string,
  encoder: EncoderBinding,
): Promise<PreviousCatalog | { note: string }> {
  const anew = (why: string) => ({
    note: `Every picture was embedded, for the previous catalog ${folder} ${why}.`,
  });
  try {
    const files = await openFolder(folder);
    const { problems, catalog } = await verifyCatalog(files);
    if (!catalog || problems.length > 0) return anew(`is damaged (${problems[0]})`);
    const { encoder: old } = catalog.manifest;
    const { dtype } = old.weights[0];
    if (dtype !== encoder.weights[0].dtype) return anew(`has the dtype ${dtype}`);
    if (embeddingHash(old) !== embeddingHash(encoder)) {
      return anew(`was built with the model ${old.id}, revision ${old.revision.slice(0, 12)}`);
    }
    if (old.preprocessing !== encoder.preprocessing || old.dim !== encoder.dim) {
      return anew("was built with other preprocessing");
    }
    return { catalog, read: ({ path }) => files.read(path) };
  } catch (error) {
    return anew(`cannot be read (${messageOf(error)})`);
  }
}

/** SHA-256 of the weights that embedded the items: further formats and the text half may change. */
function embeddingHash({ weights, files }: EncoderBinding): string | undefined {
  return files.find(({ path }) => path === weights[0].image)?.sha256;
}

/** The vector that a row of the feed keeps. */
export interface Kept {
  /** Row of the previous catalog. */
  row: number;
  fingerprint: Uint8Array;
}

/**
 * For each row of the feed the vector it keeps, if its picture is the one that the previous catalog
 * has of it.
 *
 * @param onDone called with the number of rows looked at so far
 * @throws the reason of `signal` when it aborts
 */
export async function findKept(
  rows: readonly ProductRow[],
  folder: ImageFolder,
  previous: Catalog,
  onDone: (count: number) => void,
  signal?: AbortSignal,
): Promise<(Kept | undefined)[]> {
  const kept: (Kept | undefined)[] = new Array(rows.length).fill(undefined);
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < rows.length) {
      signal?.throwIfAborted();
      const i = next++;
      const { item, imageFile } = rows[i]!;
      if (previous.rowOf(item.id) !== undefined) {
        // A picture that cannot be read is reported where it would be embedded.
        const fingerprint = await folder.fingerprint(imageFile).catch(() => undefined);
        const row = fingerprint ? keptRow(previous, item.id, fingerprint) : -1;
        if (fingerprint && row >= 0) kept[i] = { row, fingerprint };
      }
      onDone(++done);
    }
  };
  await Promise.all(Array.from({ length: READ_AT_ONCE }, work));
  return kept;
}
