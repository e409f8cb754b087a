import type { Catalog } from "../../catalog/catalog.ts";
import type { FacetConcepts } from "../../catalog/concepts/concept-table.ts";
import type { FacetSpec } from "../../catalog/facets/facet-choice.ts";
import { textsOf } from "../../catalog/items/attribute-value.ts";
import type { Bitmap } from "../../lib/bitmap.ts";
import type { Concept, CountedConcept, ScoredConcept } from "../../lib/types.ts";
import { valueReader } from "../filter/field-values.ts";
import { hasWords, wordsOf } from "../query/tokens.ts";

/** Fields whose values a text can name whether the catalog has concepts of them or not. */
const NAMED_FIELDS = ["category", "brand", "colour"];
/** How likely a picture's value must be to be pointed to; as calibrated, about as often it is right. */
const CLEARLY = 0.6;

/**
 * The catalog's concepts whose value items have, facet by facet, most frequent first.
 *
 * @param among rows of the items that count; all where it is left out
 */
export function countConcepts(catalog: Catalog, among: Bitmap | undefined): CountedConcept[] {
  return (catalog.concepts?.facets ?? []).flatMap(({ facet, values }) => {
    const spec = catalog.facets.specs.get(facet);
    if (spec?.kind !== "category") return [];
    const counts = catalog.facets.counts(spec, among);
    return values
      .map((value) => ({ facet, value, count: counts.get(value) ?? 0 }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count);
  });
}

/**
 * How likely each value of a facet is for a picture, by the softmax of its cosines with what a text encoder makes of
 * the values (zero-shot classification: Radford et al. 2021), calibrated on the catalog's own pictures.
 *
 * @param picture its embedding, of unit length
 * @returns best first; together 1
 */
export function labelPicture(
  catalog: Catalog,
  concepts: FacetConcepts,
  picture: Float32Array,
): ScoredConcept[] {
  const { facet, values, scale, centre, means } = concepts;
  const logits = cosines(catalog, concepts, picture).map(
    (cosine, i) => scale * (cosine - centre * means[i]!),
  );
  const most = Math.max(...logits);
  const likelihoods = logits.map((logit) => Math.exp(logit - most));
  const sum = likelihoods.reduce((a, b) => a + b, 0);
  return values
    .map((value, i) => ({ facet, value, score: likelihoods[i]! / sum }))
    .sort((a, b) => b.score - a.score);
}

function cosines(catalog: Catalog, concepts: FacetConcepts, vector: Float32Array): number[] {
  return catalog.concepts!.vectors(concepts).map((concept) => {
    let cosine = 0;
    for (let d = 0; d < vector.length; d++) cosine += vector[d]! * concept[d]!;
    return cosine;
  });
}

/** The parts of a query by which it can be told why a hit matched. */
export interface ToldQuery {
  texts: readonly string[];
  nots: readonly string[];
  concepts: readonly (Concept & { weight: number })[];
  /** Rows of items to be like. */
  like: readonly number[];
  /** Embedding of the picture. */
  picture?: Float32Array | undefined;
  /** Embedding of the texts. */
  text?: Float32Array | undefined;
}

/**
 * What a query points to: of each facet the values that it names, as a concept or in the words of its texts; where
 * it names none, what all items to be like have; else what its picture clearly shows, or its text is clearly
 * nearest to. What it moves away from is not among them.
 */
export function pointedValues(catalog: Catalog, query: ToldQuery): Map<string, Set<string>> {
  const { specs } = catalog.facets;
  const facets = new Set([
    ...NAMED_FIELDS,
    ...(catalog.concepts?.facets.map(({ facet }) => facet) ?? []),
  ]);
  const texts = query.texts.map(stems);
  const nots = query.nots.map(stems);
  const pointed = new Map<string, Set<string>>();
  for (const facet of facets) {
    const spec = specs.get(facet);
    if (spec?.kind !== "category") continue;
    const named = query.concepts.filter((concept) => concept.facet === facet);
    const avoided = new Set([
      ...named.filter(({ weight }) => weight < 0).map(({ value }) => value),
      ...namedValues(catalog, spec, nots),
    ]);
    let found = [
      ...named.filter(({ weight }) => weight > 0).map(({ value }) => value),
      ...namedValues(catalog, spec, texts),
    ];
    if (found.length === 0) found = sharedValues(catalog, facet, query.like);
    if (found.length === 0) found = shownValue(catalog, facet, query);
    const left = found.filter((value) => !avoided.has(value));
    if (left.length > 0) pointed.set(facet, new Set(left));
  }
  return pointed;
}

const knownWords = new WeakMap<FacetSpec, { value: string; words: string[] }[]>();

/** The values of a facet whose words one of the texts has. */
function namedValues(
  catalog: Catalog,
  spec: FacetSpec,
  texts: readonly (readonly string[])[],
): string[] {
  if (texts.length === 0) return [];
  let values = knownWords.get(spec);
  if (!values) {
    const all = [...catalog.facets.counts(spec).keys()];
    values = all.map((value) => ({ value, words: stems(value) }));
    knownWords.set(spec, values);
  }
  return values
    .filter(({ words }) => texts.some((text) => hasWords(text, words)))
    .map(({ value }) => value);
}

/** What an item has of what a query points to. */
export function matchedConcepts(
  catalog: Catalog,
  pointed: ReadonlyMap<string, ReadonlySet<string>>,
): (row: number) => Concept[] {
  const readers = [...pointed].map(([facet, values]) => ({
    facet,
    values,
    read: valueReader(catalog, facet),
  }));
  return (row) =>
    readers.flatMap(({ facet, values, read }) =>
      textsOf(read(row))
        .filter((value) => values.has(value))
        .map((value) => ({ facet, value })),
    );
}

function sharedValues(catalog: Catalog, facet: string, like: readonly number[]): string[] {
  const read = valueReader(catalog, facet);
  const [first = [], ...others] = like.map((row) => textsOf(read(row)));
  return first.filter((value) => others.every((values) => values.includes(value)));
}

function shownValue(catalog: Catalog, facet: string, { picture, text }: ToldQuery): string[] {
  const concepts = catalog.concepts?.of(facet);
  if (!concepts || concepts.values.length < 2) return [];
  if (picture) {
    const best = labelPicture(catalog, concepts, picture)[0]!;
    return best.score >= CLEARLY ? [best.value] : [];
  }
  if (!text) return [];
  const ranked = cosines(catalog, concepts, text)
    .map((cosine, i) => ({ value: concepts.values[i]!, cosine }))
    .sort((a, b) => b.cosine - a.cosine);
  const margin = ranked[0]!.cosine - ranked[1]!.cosine;
  return margin > concepts.textMargin ? [ranked[0]!.value] : [];
}

/** The words of a text without their plural, so that "dresses" has the word "dress". */
function stems(text: string): string[] {
  return wordsOf(text).map((word) => {
    if (/(?:ss|x|ch|sh|z)es$/.test(word)) return word.slice(0, -2);
    if (/[^ae]ies$/.test(word)) return `${word.slice(0, -3)}y`;
    return /[^us]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
  });
}
