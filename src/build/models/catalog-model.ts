/** Finds the folder of the model that a catalog was built with. */
import { join } from "node:path";
import type { EncoderBinding } from "../../catalog/manifest/encoder-binding.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import { findModelFolder } from "./model-folder.ts";

/**
 * The folder of a catalog's model: the one that the caller names, or the one that the catalog's relative URL leads to.
 *
 * @param source.catalog folder of the catalog
 * @param source.model folder of a model, or name of a preset
 * @throws `model-missing` if neither names a folder, `model-invalid` if there is no such folder
 */
export async function findCatalogModel(
  { catalog, model }: { catalog: string; model?: string },
  { id, url }: Pick<EncoderBinding, "id" | "url">,
): Promise<string> {
  if (model !== undefined) return await findModelFolder(model);
  if (url !== undefined && isRelative(url)) {
    return await findModelFolder(join(catalog, ...url.split("/")));
  }
  // Only the server of the catalog knows where an address is on the disk.
  throw new VisualSearchError(
    "model-missing",
    `Expected the folder of the model ${id}, which the catalog ${catalog} was built with, got ` +
      `${url === undefined ? "nothing" : `only the address ${url}`}. Name the folder with --model.`,
  );
}

/** Whether a URL is relative, so that it is a path from the manifest on the disk, too. */
export function isRelative(url: string): boolean {
  return !/^(?:[a-z][a-z0-9+.-]*:|[\\/])/i.test(url);
}
