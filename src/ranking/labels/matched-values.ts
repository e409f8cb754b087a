/** Why a hit matched: which facet values a query is after, and which of them an item has. */
import type { Catalog } from "../../catalog/catalog.ts";
import type { FacetSpec } from "../../catalog/facets/facet-choice.ts";
import { textsOf } from "../../catalog/items/attribute-value.ts";
import type { Concept } from "../../lib/types.ts";
import { valueReader } from "../filter/field-values.ts";
import type { ComposedQuery } from "../query/query-parts.ts";
import { hasPhrase, stems } from "../query/tokens.ts";
import { conceptCosines, labelPicture } from "./picture-labels.ts";

/** Fields whose values a text can name whether the catalog has concepts of them or not. */
const NAMED_FIELDS = ["category", "brand", "colour"];
/** How likely a picture's value must be to count, calibrated: about as often it is right. */
const CLEAR_LIKELIHOOD = 0.6;

/**
 * The values that a query is after, by facet: those that it names, as a concept or in the words of its texts; if it
 * names none, those that all items to be like have; else the one that its photo clearly shows, or that its text is
 * clearly nearest to. What it moves away from is not among them.
 */
export function soughtValues(
  catalog: Catalog,
  query: Pick<ComposedQuery, "parts" | "vectors">,
): Map<string, Set<string>> {
  const { specs } = catalog.facets;
  const { parts } = query;
  const facets = new Set([
    ...NAMED_FIELDS,
    ...(catalog.concepts?.facets.map(({ facet }) => facet) ?? []),
  ]);
  const texts = parts.text.map(stems);
  const nots = parts.not.map(stems);
  const sought = new Map<string, Set<string>>();
  for (const facet of facets) {
    const spec = specs.get(facet);
    if (spec?.kind !== "category") continue;
    const named = parts.concepts.filter((concept) => concept.facet === facet);
    const avoided = new Set([
      ...named.filter(({ weight }) => weight < 0).map(({ value }) => value),
      ...namedValues(catalog, spec, nots),
    ]);
    let found = [
      ...named.filter(({ weight }) => weight > 0).map(({ value }) => value),
      ...namedValues(catalog, spec, texts),
    ];
    if (found.length === 0) found = sharedValues(catalog, facet, parts.like);
    if (found.length === 0) found = shownValue(catalog, facet, query.vectors);
    const left = found.filter((value) => !avoided.has(value));
    if (left.length > 0) sought.set(facet, new Set(left));
  }
  return sought;
}

const knownValues = new WeakMap<FacetSpec, { value: string; words: string[] }[]>();

/** The values of a facet whose words one of the texts has. */
function namedValues(
  catalog: Catalog,
  spec: FacetSpec,
  texts: readonly (readonly string[])[],
): string[] {
  if (texts.length === 0) return [];
  let values = knownValues.get(spec);
  if (!values) {
    const all = [...catalog.facets.counts(spec).keys()];
    values = all.map((value) => ({ value, words: stems(value) }));
    knownValues.set(spec, values);
  }
  return values
    .filter(({ words }) => texts.some((text) => hasPhrase(text, words)))
    .map(({ value }) => value);
}

function sharedValues(catalog: Catalog, facet: string, like: readonly number[]): string[] {
  const read = valueReader(catalog, facet);
  const [first = [], ...others] = like.map((row) => textsOf(read(row)));
  return first.filter((value) => others.every((values) => values.includes(value)));
}

function shownValue(
  catalog: Catalog,
  facet: string,
  { image, text }: ComposedQuery["vectors"],
): string[] {
  const concepts = catalog.concepts?.of(facet);
  if (!concepts || concepts.values.length < 2) return [];
  if (image) {
    const best = labelPicture(catalog, concepts, image)[0]!;
    return best.score >= CLEAR_LIKELIHOOD ? [best.value] : [];
  }
  if (!text) return [];
  const ranked = conceptCosines(catalog, concepts, text)
    .map((cosine, i) => ({ value: concepts.values[i]!, cosine }))
    .sort((a, b) => b.cosine - a.cosine);
  const margin = ranked[0]!.cosine - ranked[1]!.cosine;
  return margin > concepts.textMargin ? [ranked[0]!.value] : [];
}

/** Reads which of the values that a query is after the item of a row has. */
export function matchReader(
  catalog: Catalog,
  sought: ReadonlyMap<string, ReadonlySet<string>>,
): (row: number) => Concept[] {
  const readers = [...sought].map(([facet, values]) => ({
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
