/** Chooses the values that visitors can refine their search with by one tap. */
import type { Facet, Item } from "../../lib/types.ts";
import type { QueryState } from "../query/query-state.ts";
import { valuesOf } from "../query/query-state.ts";
import { hasValue } from "./fields.ts";

/** A facet's value that is offered as a refinement. */
export interface Chip {
  readonly facet: string;
  readonly value: string;
}

/** A value that could become a chip, with its number of products. */
export interface ChipSource extends Chip {
  readonly count: number;
}

const MAX_CHIPS = 12;
/** At most this many of one facet, so that a row is not all colours. */
const MAX_PER_FACET = 4;
/** Number of first hits that decide which values are worth a tap. */
const SAMPLE = 24;

/**
 * Values worth a tap. Those that divide the hits most evenly come first: a value that all hits have, or only one, says
 * little. Without hits, the values that divide the catalog most evenly.
 */
export function chipsFor(
  sources: readonly ChipSource[],
  items: readonly Item[],
  query: QueryState,
): Chip[] {
  const sample = items.slice(0, SAMPLE);
  const totals = new Map<string, number>();
  for (const { facet, count } of sources) totals.set(facet, (totals.get(facet) ?? 0) + count);
  const weighed = sources
    .filter(({ facet, value }) => !isUsed(query, facet, value))
    .map((source) => {
      const { facet, value, count } = source;
      const shared = sample.filter((item) => hasValue(item, facet, value)).length;
      const weight =
        sample.length > 0
          ? shared * (sample.length - shared)
          : count * (totals.get(facet)! - count);
      return { source, shared, weight };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || b.shared - a.shared || b.source.count - a.source.count);
  const perFacet = new Map<string, number>();
  const chips: Chip[] = [];
  for (const { source } of weighed) {
    const { facet, value } = source;
    const taken = perFacet.get(facet) ?? 0;
    if (taken >= MAX_PER_FACET) continue;
    perFacet.set(facet, taken + 1);
    chips.push({ facet, value });
    if (chips.length === MAX_CHIPS) break;
  }
  return chips;
}

function isUsed(query: QueryState, facet: string, value: string): boolean {
  return (
    query.concepts.some((other) => other.facet === facet && other.value === value) ||
    valuesOf(query.where, facet).includes(value)
  );
}

/** The values to filter by, for catalogs that carry no embeddings of their values. */
export function facetSources(facets: readonly Facet[]): ChipSource[] {
  return facets.flatMap((facet) =>
    facet.kind === "category"
      ? facet.values
          .slice(0, MAX_CHIPS)
          .map(({ value, count }) => ({ facet: facet.name, value, count }))
      : [],
  );
}
