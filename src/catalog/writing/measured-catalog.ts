import { type FacetConcepts, writeConcepts } from "../concepts/concept-table.ts";
import { type Probes, writeProbes } from "../concepts/probes.ts";
import { FileSet } from "../files/file-set.ts";
import { type CloseMatch, type Manifest, parseManifest } from "../manifest/manifest.ts";
import { type CatalogFile, MANIFEST_PATH, manifestBytes } from "./create-catalog.ts";

/** What is known of a catalog only once its files are there to be measured. */
export interface Measured {
  concepts: readonly FacetConcepts[];
  /** Which set of phrases the concepts were made of. */
  phrases: number;
  closeMatch: Omit<CloseMatch, "probes">;
  probes: Probes;
}

/** The manifest among a catalog's files. @throws VisualSearchError `catalog-invalid` */
export function manifestOf(files: readonly CatalogFile[]): Manifest {
  const bytes = files.find(({ path }) => path === MANIFEST_PATH)?.bytes;
  return parseManifest(new TextDecoder().decode(bytes));
}

/**
 * The files of a catalog and its concepts, the manifest last.
 *
 * @param known paths of the catalog before
 */
export async function withConcepts(
  files: readonly CatalogFile[],
  { concepts, phrases, closeMatch, probes }: Measured,
  known?: ReadonlySet<string>,
): Promise<CatalogFile[]> {
  const added = new FileSet(known);
  const manifest: Manifest = {
    ...manifestOf(files),
    concepts: await added.add("concepts", writeConcepts(concepts, phrases)),
    closeMatch: { ...closeMatch, probes: await added.add("probes", writeProbes(probes)) },
  };
  const others = files.filter(({ path }) => path !== MANIFEST_PATH);
  const last = { path: MANIFEST_PATH, bytes: manifestBytes(manifest), reused: false };
  return [...others, ...added.list(), last];
}
