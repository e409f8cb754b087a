/** Turns a query into the vector to search with: each part by itself, then their sum by weight. */
import { VisualSearchError, type VisualSearchWarning } from "../../lib/errors.ts";
import type { ToldQuery } from "../../ranking/labels/labels.ts";
import { isNotLatin, phrase } from "../../ranking/query/caption.ts";
import { composeQuery, meanDirection, type QueryPart } from "../../ranking/query/compose.ts";
import type { OpenCatalog } from "../catalog/open-catalog.ts";
import type { Query } from "../contract.ts";
import { type Embedder, type EmbeddingTiming, sumTimings } from "../encoders/embedder.ts";
import { checkConcepts, checkTexts, checkWeight } from "./arguments.ts";

/** How much a negative prompt counts by default: enough to turn the order, not the subject. */
const DEFAULT_NOT_WEIGHT = 0.5;

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
  /** Of unit length. */
  vector: Float32Array;
  /** The parts by which it can be explained why a hit matched. */
  parts: ToldQuery;
  timing: EmbeddingTiming;
}

/**
 * @throws VisualSearchError `invalid-argument` or `concept-unknown`; and what the embedder throws
 */
export async function queryVector(query: Query, context: QueryContext): Promise<QueryVector> {
  const { opened, embedder, liked, signal } = context;
  const { image, region } = query;
  const texts = checkTexts("text", query.text);
  const nots = checkTexts("not", query.not);
  const concepts = checkConcepts(query.concepts);
  const weights = checkWeights(query.weights);
  const conceptParts = concepts.map((concept) => ({
    vector: opened.conceptVector(concept),
    weight: concept.weight,
  }));
  const wantsConcept = conceptParts.some(({ weight }) => weight > 0);
  if (!image && texts.length === 0 && liked.length === 0 && !wantsConcept) throw emptyQuery();
  if (region && !image) {
    throw new VisualSearchError(
      "invalid-argument",
      "Expected an image with the region, got a region alone. Pass the image that it is a part of.",
    );
  }

  const captions = (list: readonly string[]) => {
    for (const text of list) warnAboutLanguage(text, context.onWarning);
    return query.phrase === false ? list : list.map(phrase);
  };
  const timings: EmbeddingTiming[] = [];
  const summands: QueryPart[] = [];
  const parts: ToldQuery = { texts, nots, concepts, like: liked };
  if (image) {
    const { vector, timing } = await embedder.image(image, region, signal);
    timings.push(timing);
    parts.picture = vector;
    summands.push({ vector, weight: weights.image });
  }
  if (texts.length > 0) {
    const { vector, timing } = await embedder.texts(captions(texts), signal);
    timings.push(timing);
    parts.text = vector;
    summands.push({ vector, weight: weights.text });
  }
  if (nots.length > 0) {
    const { vector, timing } = await embedder.texts(captions(nots), signal);
    timings.push(timing);
    summands.push({ vector, weight: -weights.not });
  }
  if (liked.length > 0) {
    summands.push({ vector: meanOfItems(context), weight: weights.like });
  }
  summands.push(...conceptParts);
  return { vector: composeQuery(summands), parts, timing: sumTimings(timings) };
}

function checkWeights(weights: Query["weights"] = {}) {
  return {
    image: checkWeight("image", weights.image, 1),
    text: checkWeight("text", weights.text, 1),
    like: checkWeight("like", weights.like, 1),
    not: checkWeight("not", weights.not, DEFAULT_NOT_WEIGHT),
  };
}

/** Every item counts once, however many pictures it has. */
function meanOfItems({ opened, liked, space }: QueryContext): Float32Array {
  const { catalog } = opened;
  const means = liked.map((row) => meanDirection(catalog.vectors(row, space), catalog.dim));
  const rows = new Float32Array(means.flatMap((mean) => [...mean]));
  return meanDirection(rows, catalog.dim);
}

function emptyQuery(): VisualSearchError {
  return new VisualSearchError(
    "invalid-argument",
    "Expected a query with at least one of image, text, like and concepts, got none of them. To list " +
      "items without a query, use browse.",
  );
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
