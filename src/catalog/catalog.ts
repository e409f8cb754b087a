import { VisualSearchError } from "../errors.ts";
import { openIndex, type VectorIndex } from "../vector/vector-index.ts";
import { FacetTable } from "./facets.ts";
import { ItemTable } from "./items.ts";
import type { Manifest } from "./manifest.ts";
import type { FileRef } from "./types.ts";

/** An opened catalog: row i of the index is item i. */
export interface Catalog {
  manifest: Manifest;
  index: VectorIndex;
  items: ItemTable;
  facets: FacetTable;
}

/**
 * Opens a catalog whose files have been checked against their SHA-256.
 *
 * @param read gives the bytes of a file of the manifest
 * @throws VisualSearchError `index-invalid`, `index-unsupported` or `catalog-invalid`
 */
export async function openCatalog(
  manifest: Manifest,
  read: (file: FileRef) => Promise<Uint8Array>,
): Promise<Catalog> {
  const [segment] = manifest.segments;
  const [index, items, facets] = await Promise.all([
    read(segment!.index.image).then(openIndex),
    read(segment!.data).then((bytes) => new ItemTable(bytes)),
    read(segment!.facets).then((bytes) => new FacetTable(bytes)),
  ]);
  const counts = [index.size, items.count, facets.count];
  if (counts.some((count) => count !== manifest.items)) {
    throw new VisualSearchError(
      "catalog-invalid",
      `Expected ${manifest.items} items in every segment, got ${counts.join(", ")}. ` +
        "Build the catalog again.",
    );
  }
  const { dim } = manifest.spaces.image;
  if (index.dim !== dim || index.metric !== "cosine") {
    throw new VisualSearchError(
      "catalog-invalid",
      `Expected an index of dim ${dim} with metric cosine, got dim ${index.dim} with ${index.metric}. ` +
        "Build the catalog again.",
    );
  }
  return { manifest, index, items, facets };
}
