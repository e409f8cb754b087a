/** Finds the folder of the model that a catalog was built with. */
import { join } from "node:path";
import type { EncoderBinding } from "../../catalog/manifest/encoder-binding.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import { findModelFolder } from "./model-folder.ts";

/**
 * The folder of the model of a catalog: the one that is named, or the one to which the catalog's own relative
 * path leads.
 *
 * @param source.catalog folder of the catalog
 * @param source.model folder of a model or a preset's name
 * @throws `model-missing` where neither says a folder, `model-invalid` where there is none
 */
export async function findCatalogModel(
  { catalog, model }: { catalog: string; model?: string },
  { id, url }: Pick<EncoderBinding, "id" | "url">,
): Promise<string> {
  if (model !== undefined) return await findModelFolder(model);
  if (url !== undefined && isRelative(url)) {
    return await findModelFolder(join(catalog, ...url.split("/")));
  }
  // Of an address only the server of the catalog knows where it is on the disk.
  throw new VisualSearchError(
    "model-missing",
    `The catalog ${catalog} was built with the model ${id}` +
      `${url === undefined ? "" : `, which browsers get from ${url}`}, and says no folder of it. ` +
      "Name the folder with --model.",
  );
}

/** Whether a URL leads from the manifest to a place that has the same path on the disk. */
export function isRelative(url: string): boolean {
  return !/^(?:[a-z][a-z0-9+.-]*:|[\\/])/i.test(url);
}
