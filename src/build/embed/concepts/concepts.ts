/** Concepts: values of facets, described in phrases, whose vectors the text encoder makes. */

import type { CodedVector } from "../../../catalog/concepts/coded-vector.ts";
import { codeVector } from "../../../catalog/concepts/coded-vector.ts";
import {
  type ConceptTable,
  MAX_CONCEPT_LENGTH,
  MAX_CONCEPT_VALUES,
} from "../../../catalog/concepts/concept-table.ts";
import { facetValue } from "../../../catalog/facets/facet-choice.ts";
import { textsOf } from "../../../catalog/items/attribute-value.ts";
import type { CatalogItem } from "../../../catalog/items/catalog-item.ts";
import { meanDirection } from "../../../ranking/query/compose.ts";
import type { TextEmbedder } from "../../models/text-model.ts";

/** Facets whose values become concepts if none are named. */
export const DEFAULT_CONCEPTS: readonly string[] = [
  "category",
  "colour",
  "pattern",
  "material",
  "gender",
];
/** Most values of such a facet. One with more is left out, because it is no short list to choose from. */
export const DEFAULT_MAX_VALUES = 64;

/** Number of this set of phrases. Raise it with every change: vectors of other phrases are not taken over. */
export const PHRASES = 1;

type Phrase = (value: string) => string;

/** Several for each facet, because their mean says more than each (prompt ensembling, Radford et al. 2021). */
const PHRASES_OF: Readonly<Record<string, readonly Phrase[]>> = {
  category: [
    (value) => `a photo of ${article(value)} ${value}`,
    (value) => `a photo of ${value}`,
    (value) => `a product photo of ${value} on a white background`,
    (value) => value,
  ],
  colour: [
    (value) => `a photo of ${article(value)} ${value} product`,
    (value) => `a photo of something ${value}`,
    (value) => `${value} clothes`,
    (value) => `${article(value)} ${value} item`,
  ],
  pattern: [
    (value) => `a photo of ${article(value)} ${value} garment`,
    (value) => `clothes with ${article(value)} ${value} pattern`,
    (value) => `${article(value)} ${value} pattern`,
  ],
  material: [
    (value) => `a photo of a product made of ${value}`,
    (value) => `${value} clothes`,
    (value) => `something made of ${value}`,
  ],
  gender: [
    (value) => `a photo of a product for ${value}`,
    (value) => `clothes for ${value}`,
    (value) => `fashion for ${value}`,
  ],
};

const ANY_PHRASES: readonly Phrase[] = [
  (value) => `a photo of ${article(value)} ${value} product`,
  (value) => `a photo of something ${value}`,
  (value) => value,
];

function article(value: string): string {
  return /^[aeiou]/.test(value) ? "an" : "a";
}

/** Written where a feed has no value. */
const NO_VALUE = /^(?:n\.?\/?a\.?|none|null|unknown|undefined|other|others|-+|\?+)$/i;

/** The phrases that the text encoder takes for a value; of a path such as "Women > Shoes > Boots", its last part. */
export function phrasesOf(facet: string, value: string): string[] {
  const last =
    value
      .split(/\s*[>/|]\s*/)
      .filter((part) => part !== "")
      .at(-1) ?? value;
  const phrases = Object.hasOwn(PHRASES_OF, facet) ? PHRASES_OF[facet]! : ANY_PHRASES;
  return phrases.map((phrase) => phrase(last.toLowerCase()));
}

/** A facet, and those of its values that become concepts, in the order of their UTF-16 codes. */
export interface ConceptChoice {
  facet: string;
  values: string[];
}

/**
 * Chooses the concepts of a catalog: the values that items have in these facets.
 *
 * @param wanted names of facets; `undefined` for the common ones
 * @returns the concepts, and the facets that are left out because they have too many values
 */
export function chooseConcepts(
  items: readonly CatalogItem[],
  wanted: readonly string[] | undefined,
): { chosen: ConceptChoice[]; tooMany: string[] } {
  const most = wanted ? MAX_CONCEPT_VALUES : DEFAULT_MAX_VALUES;
  const chosen: ConceptChoice[] = [];
  const tooMany: string[] = [];
  for (const facet of wanted ?? DEFAULT_CONCEPTS) {
    const values = new Set<string>();
    for (const item of items) {
      for (const value of textsOf(facetValue(item, facet))) if (isConcept(value)) values.add(value);
      if (values.size > most) break;
    }
    if (values.size > most) tooMany.push(facet);
    else if (values.size > 0) {
      // Sorted, so that the order is the same in the next build.
      chosen.push({ facet, values: [...values].sort() });
    }
  }
  return { chosen, tooMany };
}

export function tooManyValues(facet: string): string {
  return (
    `The facet ${facet} has more than ${MAX_CONCEPT_VALUES} values, so none of them is a concept. Leave it ` +
    "out of --concepts."
  );
}

function isConcept(value: string): boolean {
  return value.length <= MAX_CONCEPT_LENGTH && /\p{L}/u.test(value) && !NO_VALUE.test(value);
}

/** Vectors of an earlier catalog, by facet and value. */
export type KnownConcepts = Pick<ConceptTable, "coded">;

/**
 * Embeds values: the vector of a value is the direction of the mean of its phrases. The phrases of a value are
 * embedded together, so that its vector does not depend on what other values there are.
 *
 * @param known those of the previous catalog, made from the same phrases by the same encoder
 * @param embedder opened only if a value is new
 * @throws what the encoder throws, or the reason of `signal` when it aborts
 */
export async function embedConcepts(
  chosen: readonly ConceptChoice[],
  known: KnownConcepts | undefined,
  embedder: () => Promise<TextEmbedder>,
  onDone: (count: number, total: number) => void,
  signal?: AbortSignal,
): Promise<CodedVector[][]> {
  const total = chosen.reduce((sum, { values }) => sum + values.length, 0);
  let done = 0;
  const vectors: CodedVector[][] = [];
  for (const { facet, values } of chosen) {
    const ofFacet: CodedVector[] = [];
    for (const value of values) {
      signal?.throwIfAborted();
      ofFacet.push(known?.coded(facet, value) ?? (await embedValue(facet, value, embedder)));
      onDone(++done, total);
    }
    vectors.push(ofFacet);
  }
  return vectors;
}

async function embedValue(
  facet: string,
  value: string,
  open: () => Promise<TextEmbedder>,
): Promise<CodedVector> {
  const embedder = await open();
  const phrases = phrasesOf(facet, value);
  const rows = new Float32Array(phrases.length * embedder.dim);
  for (let at = 0; at < phrases.length; at += embedder.batch) {
    rows.set(await embedder.embed(phrases.slice(at, at + embedder.batch)), at * embedder.dim);
  }
  return codeVector(meanDirection(rows, embedder.dim));
}
