/** A catalog that is complete but for its manifest, which is serialised once, at the very end. */
import type { CatalogFile } from "../files/file-set.ts";
import {
  MANIFEST_FORMAT,
  MANIFEST_PATH,
  MANIFEST_VERSION,
  type Manifest,
} from "../manifest/manifest.ts";

export interface CatalogDraft {
  manifest: Manifest;
  /** Every file that the manifest names, except for thumbnails and the files of a shard. */
  files: CatalogFile[];
}

/** A manifest from its fields, in the order in which they are stored. */
export function newManifest(fields: Omit<Manifest, "format" | "version">): Manifest {
  const { name, created, items, encoder, spaces, facets, segments } = fields;
  const { thumbnails, pairs, rules, shard } = fields;
  return {
    format: MANIFEST_FORMAT,
    version: MANIFEST_VERSION,
    name,
    created,
    items,
    encoder,
    spaces,
    facets,
    segments,
    ...(thumbnails && { thumbnails }),
    ...(pairs && { pairs }),
    ...(rules && { rules }),
    ...(shard && { shard }),
  };
}

/** All files of a catalog. The manifest comes last: whoever sees a manifest finds what it names. */
export function sealCatalog({ manifest, files }: CatalogDraft): CatalogFile[] {
  const bytes = new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
  return [...files, { path: MANIFEST_PATH, bytes, reused: false }];
}
