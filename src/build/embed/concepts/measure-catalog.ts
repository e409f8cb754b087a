/** Measures what a catalog's scores and labels are worth, once its files exist. */
import { openCatalog } from "../../../catalog/catalog.ts";
import type { ConceptTable, FacetConcepts } from "../../../catalog/concepts/concept-table.ts";
import { type Manifest, segmentFiles } from "../../../catalog/manifest/manifest.ts";
import type { CatalogDraft } from "../../../catalog/writing/catalog-draft.ts";
import { withConcepts } from "../../../catalog/writing/measured-catalog.ts";
import { usableRules } from "../../../ranking/rules/rules.ts";
import { calibrate } from "./calibration.ts";
import type { ConceptSet } from "./concept-set.ts";
import { PHRASES } from "./concepts.ts";

/** The previous catalog. */
export interface MeasuredBefore {
  manifest: Manifest;
  /** Their calibration stays as long as they are the same: a device would have to fetch them all again. */
  concepts: ConceptTable | undefined;
}

/**
 * Adds its concepts to a catalog, with thresholds and calibrations.
 *
 * @returns the catalog, and notes about its rules
 * @throws VisualSearchError if the files are not those of a catalog
 */
export async function measureCatalog(
  draft: CatalogDraft,
  { concepts: all, probes }: ConceptSet,
  previous: MeasuredBefore | undefined,
): Promise<{ draft: CatalogDraft; notes: string[] }> {
  const { manifest, files } = draft;
  // A shard does not know yet which facets the whole catalog will have.
  const isConcept = (facet: string) =>
    manifest.shard !== undefined ||
    manifest.facets.some(({ name, kind }) => name === facet && kind === "category");
  const concepts = all.filter(({ facet }) => isConcept(facet));
  const hasConcepts = concepts.length > 0 && probes !== undefined;
  if (!hasConcepts && !manifest.rules) return { draft, notes: [] };
  const byPath = new Map(files.map((file) => [file.path, file.bytes]));
  const catalog = await openCatalog(manifest, async ({ path }) => byPath.get(path)!);
  const { problems } = usableRules(manifest.rules ?? {}, catalog);
  const notes = problems.map((problem) => `A rule is out of force in this catalog. ${problem}`);
  if (!hasConcepts) return { draft, notes };
  const { closeMatch, facets } = calibrate(catalog, concepts, probes);
  const fresh = concepts.map(
    ({ facet, values, vectors }, i): FacetConcepts => ({ facet, values, vectors, ...facets[i]! }),
  );
  const before = previous?.concepts;
  const table = before && isSame(fresh, before) ? before.facets : fresh;
  const measured = { concepts: table, phrases: PHRASES, closeMatch, probes };
  const known = new Set(previous && filePaths(previous.manifest));
  return { draft: await withConcepts(draft, measured, known), notes };
}

/** Paths of the files that a catalog names. */
function filePaths(manifest: Manifest): string[] {
  const { closeMatch } = manifest;
  const files = [...segmentFiles(manifest), ...(closeMatch ? [closeMatch.probes] : [])];
  return files.map(({ path }) => path);
}

/** Whether both are of the same facets and values, made from the same phrases. */
function isSame(fresh: readonly FacetConcepts[], { facets, phrases }: ConceptTable): boolean {
  const shapeOf = (list: readonly FacetConcepts[]) =>
    JSON.stringify(
      list.map(({ facet, values, vectors }) => [
        facet,
        values,
        vectors.map(({ codes, step }) => [step, ...codes]),
      ]),
    );
  return phrases === PHRASES && shapeOf(fresh) === shapeOf(facets);
}
