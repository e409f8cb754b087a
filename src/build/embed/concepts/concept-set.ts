/** Embeds what a catalog keeps besides its products: the values of facets, and probes to measure scores with. */
import type { CodedVector } from "../../../catalog/concepts/coded-vector.ts";
import type { Probes } from "../../../catalog/concepts/probes.ts";
import type { BuildModel } from "../../models/model.ts";
import type { TextEmbedder } from "../../models/text-model.ts";
import { type ConceptChoice, embedConcepts, type KnownConcepts } from "./concepts.ts";
import { embedProbes } from "./probes.ts";
import type { SampledPhoto } from "./shopper-photo.ts";

/** The values of a facet, and the vector that the text encoder makes of each. */
export interface ConceptVectors extends ConceptChoice {
  vectors: readonly CodedVector[];
}

export interface ConceptSet {
  concepts: readonly ConceptVectors[];
  /** There are none without concepts. */
  probes: Probes | undefined;
}

/** What the previous catalog has of both, made by the same encoder. */
export interface KnownConceptSet {
  concepts: KnownConcepts | undefined;
  probes: Probes | undefined;
}

export interface ConceptContext {
  model: Pick<BuildModel, "preprocess" | "embed" | "openTexts">;
  known: KnownConceptSet | undefined;
  /** Photos of some products as shoppers might take them; read only if probes have to be made. */
  photos: AsyncIterable<SampledPhoto>;
  onDone: (count: number, total: number) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Embeds values and probes, except for those that are known. The text half of the model is opened only if
 * something is new.
 *
 * @throws whatever the encoders throw, and the reason of `signal` when it aborts
 */
export async function makeConceptSet(
  chosen: readonly ConceptChoice[],
  { model, known, photos, onDone, signal }: ConceptContext,
): Promise<ConceptSet> {
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
