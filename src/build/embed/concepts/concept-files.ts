import { openCatalog } from "../../../catalog/catalog.ts";
import type { ConceptTable, FacetConcepts } from "../../../catalog/concepts/concept-table.ts";
import type { CodedVector } from "../../../catalog/concepts/int16-vectors.ts";
import type { Probes } from "../../../catalog/concepts/probes.ts";
import { type Manifest, segmentFiles } from "../../../catalog/manifest/manifest.ts";
import type { CatalogDraft } from "../../../catalog/writing/catalog-draft.ts";
import { withConcepts } from "../../../catalog/writing/measured-catalog.ts";
import { usableRules } from "../../../ranking/rules/rules.ts";
import type { BuildModel } from "../../models/model.ts";
import type { TextEmbedder } from "../../models/text-model.ts";
import { calibrate } from "./calibration.ts";
import { type ConceptChoice, embedConcepts, type KnownConcepts, PHRASES } from "./concepts.ts";
import { embedProbes } from "./probes.ts";
import type { SampledPhoto } from "./shopper-photo.ts";

/** The values of a facet, and what the text encoder makes of each. */
export interface ConceptVectors extends ConceptChoice {
  vectors: readonly CodedVector[];
}

/** What a build embeds beside products; there are no probes without concepts. */
export interface FoundConcepts {
  concepts: readonly ConceptVectors[];
  probes: Probes | undefined;
}

/** What the catalog before has of the same, by the same encoder. */
export interface KnownWords {
  concepts: KnownConcepts | undefined;
  probes: Probes | undefined;
}

/**
 * Embeds values and probes, but for those that are known. The half of the model that embeds texts is opened only
 * where something is new.
 *
 * @param photos as shoppers might take them of some of the products; read where probes are made
 * @throws whatever the encoders throw, and the reason of `signal` when it aborts
 */
export async function findConcepts(
  chosen: readonly ConceptChoice[],
  known: KnownWords | undefined,
  model: BuildModel,
  photos: AsyncIterable<SampledPhoto>,
  onDone: (count: number, total: number) => void,
  signal?: AbortSignal,
): Promise<FoundConcepts> {
  if (chosen.length === 0) return { concepts: [], probes: undefined };
  let opened: Promise<TextEmbedder> | undefined;
  const texts = () => {
    opened ??= model.openTexts();
    return opened;
  };
  try {
    const vectors = await embedConcepts(chosen, known?.concepts, texts, onDone, signal);
    return {
      concepts: chosen.map((one, i) => ({ ...one, vectors: vectors[i]! })),
      probes: known?.probes ?? (await embedProbes(model, texts, photos, signal)),
    };
  } finally {
    await opened?.then((embedder) => embedder.release());
  }
}

/** Paths of the files that a catalog names. */
export function filePaths(manifest: Manifest): string[] {
  const { closeMatch } = manifest;
  return [...segmentFiles(manifest), ...(closeMatch ? [closeMatch.probes] : [])].map(
    ({ path }) => path,
  );
}

/** What a build adds to the files of a catalog once they are there to be measured. */
export interface Finish extends FoundConcepts {
  /** Paths of the catalog before. */
  known?: ReadonlySet<string>;
  /** Its concepts, whose calibration stays as long as they are the same: a device would fetch them all anew. */
  before?: ConceptTable | undefined;
}

/**
 * Adds its concepts to a catalog, and what its scores are worth.
 *
 * @returns the catalog, and what is to be noted of its rules
 * @throws VisualSearchError if the files are not those of a catalog
 */
export async function withMeasurements(
  draft: CatalogDraft,
  { concepts: found, probes, known, before }: Finish,
): Promise<{ draft: CatalogDraft; notes: string[] }> {
  const { manifest, files } = draft;
  // A shard does not know yet which facets the whole will have.
  const isConcept = (facet: string) =>
    manifest.shard !== undefined ||
    manifest.facets.some(({ name, kind }) => name === facet && kind === "category");
  const concepts = found.filter(({ facet }) => isConcept(facet));
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
  const table = before && isSame(fresh, before) ? before.facets : fresh;
  const measured = { concepts: table, phrases: PHRASES, closeMatch, probes };
  return { draft: await withConcepts(draft, measured, known), notes };
}

/** Whether they are of the same facets and values, made of the same phrases. */
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
