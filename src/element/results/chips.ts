import type { Facet, Item } from "../../lib/types.ts";
import type { QueryState } from "../query/query-state.ts";
import { valuesOf } from "../query/query-state.ts";
import { hasValue } from "./product.ts";

/** A facet's value that is offered as one tap. */
export interface Chip {
  readonly facet: string;
  readonly value: string;
}

/** What chips are made from: values that the catalog knows, with their number of products. */
export interface ChipSource extends Chip {
  readonly count: number;
}

const MAX_CHIPS = 12;
/** Of one facet, so that a row is not all colours. */
const MAX_PER_FACET = 4;
/** Hits that say what the results are like. */
const LOOKED_AT = 24;

/**
 * Values worth a tap: those that divide the hits most evenly come first, as a tap on a value that all of them
 * have, or one alone, says little. Without hits, those that so divide the catalog.
 */
export function chipsFor(
  sources: readonly ChipSource[],
  items: readonly Item[],
  query: QueryState,
): Chip[] {
  const looked = items.slice(0, LOOKED_AT);
  const totals = new Map<string, number>();
  for (const { facet, count } of sources) totals.set(facet, (totals.get(facet) ?? 0) + count);
  const weighed = sources
    .filter(({ facet, value }) => !isUsed(query, facet, value))
    .map((source) => {
      const { facet, value, count } = source;
      const shared = looked.filter((item) => hasValue(item, facet, value)).length;
      const weight =
        looked.length > 0
          ? shared * (looked.length - shared)
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

/** Where a catalog carries no meaning of its values: the values themselves, to filter by. */
export function facetSources(facets: readonly Facet[]): ChipSource[] {
  return facets.flatMap((facet) =>
    facet.kind === "category"
      ? facet.values
          .slice(0, MAX_CHIPS)
          .map(({ value, count }) => ({ facet: facet.name, value, count }))
      : [],
  );
}
