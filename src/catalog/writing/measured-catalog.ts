/** Adds to a catalog what can be measured only once its other files exist: concepts and thresholds. */
import { type FacetConcepts, writeConcepts } from "../concepts/concept-table.ts";
import { type Probes, writeProbes } from "../concepts/probes.ts";
import { FileSet } from "../files/file-set.ts";
import type { CloseMatch } from "../manifest/manifest.ts";
import type { CatalogDraft } from "./catalog-draft.ts";

export interface Measured {
  concepts: readonly FacetConcepts[];
  /** Number of the set of phrases that the concepts were made of. */
  phrases: number;
  closeMatch: Omit<CloseMatch, "probes">;
  probes: Probes;
}

/**
 * Returns the catalog with its concepts and thresholds.
 *
 * @param known paths of the previous catalog's files
 */
export async function withConcepts(
  { manifest, files }: CatalogDraft,
  { concepts, phrases, closeMatch, probes }: Measured,
  known?: ReadonlySet<string>,
): Promise<CatalogDraft> {
  const added = new FileSet(known);
  return {
    manifest: {
      ...manifest,
      concepts: await added.add("concepts", writeConcepts(concepts, phrases)),
      closeMatch: { ...closeMatch, probes: await added.add("probes", writeProbes(probes)) },
    },
    files: [...files, ...added.list()],
  };
}
