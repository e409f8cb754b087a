/** Counts how many products each value of a filter would leave. */
import type { BrowseResult, Facet, Where } from "../../lib/types.ts";
import { withCondition } from "../query/query-state.ts";

/** A catalog may have thousands of values of one facet; at most this many are shown. */
export const MAX_VALUES = 60;

type CategoryFacet = Extract<Facet, { kind: "category" }>;

/** How many products each value would leave, by facet and value. */
export type FacetCounts = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** The part of an open search that counting needs. */
export interface Counter {
  browse(options: { where: Where; limit: number; signal: AbortSignal }): Promise<BrowseResult>;
}

/**
 * Counts for every value the products that meet it and the conditions of all other facets. A facet's own condition does
 * not count, because its values add up.
 */
export async function countFacets(
  search: Counter,
  facets: readonly Facet[],
  where: Where,
  signal: AbortSignal,
): Promise<FacetCounts> {
  const counts = new Map<string, Map<string, number>>();
  for (const facet of facets) {
    if (facet.kind !== "category") continue;
    const others = withCondition(where, facet.name, undefined);
    counts.set(facet.name, await countValues(search, facet, others, signal));
  }
  return counts;
}

async function countValues(
  search: Counter,
  { name, values }: CategoryFacet,
  others: Where,
  signal: AbortSignal,
): Promise<Map<string, number>> {
  const shown = values.slice(0, MAX_VALUES);
  // The catalog comes with the counts without conditions.
  if (Object.keys(others).length === 0) {
    return new Map(shown.map(({ value, count }) => [value, count]));
  }
  const totals = await Promise.all(
    shown.map(async ({ value }) => {
      const where = withCondition(others, name, value);
      return [value, (await search.browse({ where, limit: 1, signal })).total] as const;
    }),
  );
  return new Map(totals);
}

/** Facets in which products differ; others are not worth a filter. */
export function usefulFacets(facets: readonly Facet[], wanted?: readonly string[]): Facet[] {
  const useful = facets.filter((facet) =>
    facet.kind === "category" ? facet.values.length > 1 : facet.min < facet.max,
  );
  if (!wanted) return useful;
  return wanted.flatMap((name) => useful.find((facet) => facet.name === name) ?? []);
}
