/** Labels of pictures: how likely each value of a facet is, and which values items have. */
import type { Catalog } from "../../catalog/catalog.ts";
import type { FacetConcepts } from "../../catalog/concepts/concept-table.ts";
import type { Bitmap } from "../../lib/bitmap.ts";
import type { CountedConcept, ScoredConcept } from "../../lib/types.ts";

/**
 * The catalog's concepts whose value items have, facet by facet, most frequent first.
 *
 * @param among rows of the items that count; default: all
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
  const logits = conceptCosines(catalog, concepts, picture).map(
    (cosine, i) => scale * (cosine - centre * means[i]!),
  );
  const most = Math.max(...logits);
  const likelihoods = logits.map((logit) => Math.exp(logit - most));
  const sum = likelihoods.reduce((a, b) => a + b, 0);
  return values
    .map((value, i) => ({ facet, value, score: likelihoods[i]! / sum }))
    .sort((a, b) => b.score - a.score);
}

/** The cosines of a unit vector with each of a facet's concepts. */
export function conceptCosines(
  catalog: Catalog,
  concepts: FacetConcepts,
  vector: Float32Array,
): number[] {
  return catalog.concepts!.vectors(concepts).map((concept) => {
    let cosine = 0;
    for (let d = 0; d < vector.length; d++) cosine += vector[d]! * concept[d]!;
    return cosine;
  });
}
