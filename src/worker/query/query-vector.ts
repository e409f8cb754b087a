/** Turns a query into the vector to search with: checks its parts, embeds each of them, and adds them up. */
import { VisualSearchError, type VisualSearchWarning } from "../../lib/errors.ts";
import { isNotLatin, phrase } from "../../ranking/query/caption.ts";
import {
  type CheckedParts,
  type ComposedQuery,
  checkEnough,
  composeParts,
  meanOfItems,
  type PartWeights,
  WEIGHTED_PARTS,
} from "../../ranking/query/query-parts.ts";
import type { OpenCatalog } from "../catalog/open-catalog.ts";
import type { Query } from "../contract.ts";
import { type Embedder, type EmbeddingTiming, sumTimings } from "../encoders/embedder.ts";
import { checkConcepts, checkTexts, checkWeight } from "./arguments.ts";

export interface QueryContext {
  opened: OpenCatalog;
  embedder: Embedder;
  /** Name of the vector space to search in. */
  space: string;
  /** Rows of the items to be like. */
  liked: readonly number[];
  signal: AbortSignal | undefined;
  onWarning: (warning: VisualSearchWarning) => void;
}

export interface QueryVector {
  composed: ComposedQuery;
  timing: EmbeddingTiming;
}

/**
 * @throws VisualSearchError `invalid-argument` or `concept-unknown`; and what the embedder throws
 */
export async function queryVector(query: Query, context: QueryContext): Promise<QueryVector> {
  const { opened, embedder, signal } = context;
  const parts = checkParts(query, context);
  const timings: EmbeddingTiming[] = [];
  const composed = await composeParts(parts, checkWeights(query.weights), {
    image: async () => {
      const { vector, timing } = await embedder.image(query.image!, query.region, signal);
      timings.push(timing);
      return vector;
    },
    texts: async (texts) => {
      for (const text of texts) warnAboutLanguage(text, context.onWarning);
      const captions = query.phrase === false ? texts : texts.map(phrase);
      const { vector, timing } = await embedder.texts(captions, signal);
      timings.push(timing);
      return vector;
    },
    items: (rows) => meanOfItems(opened.catalog, rows, context.space),
    concept: (concept) => opened.conceptVector(concept),
  });
  return { composed, timing: sumTimings(timings) };
}

function checkParts(query: Query, { opened, liked }: QueryContext): CheckedParts {
  const parts: CheckedParts = {
    image: Boolean(query.image),
    text: checkTexts("text", query.text),
    not: checkTexts("not", query.not),
    like: liked,
    concepts: checkConcepts(query.concepts),
  };
  // Before a photo or a text waits for its encoder.
  for (const concept of parts.concepts) opened.conceptVector(concept);
  checkEnough(parts);
  if (query.region && !parts.image) {
    throw new VisualSearchError(
      "invalid-argument",
      "Expected an image with the region, got a region alone. Pass the image that it is a part of.",
    );
  }
  return parts;
}

function checkWeights(weights: PartWeights = {}): PartWeights {
  const given = WEIGHTED_PARTS.filter((name) => weights[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, checkWeight(name, weights[name])]));
}

function warnAboutLanguage(text: string, onWarning: QueryContext["onWarning"]): void {
  if (!isNotLatin(text)) return;
  onWarning({
    code: "text-not-english",
    message:
      `The model was trained on English, and ${JSON.stringify(text.slice(0, 50))} is hardly in Latin ` +
      "letters: its hits will be as good as random. Translate it first.",
  });
}
