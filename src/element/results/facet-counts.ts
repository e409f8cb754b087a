import type { BrowseResult, Facet, Where } from "../../lib/types.ts";
import { withCondition } from "../query/query-state.ts";

/** Values of a facet that are shown at most; a catalog may have thousands. */
export const MAX_VALUES = 60;

type CategoryFacet = Extract<Facet, { kind: "category" }>;

/** How many products each value would leave, by facet and value. */
export type FacetCounts = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** What counting needs of an open search. */
export interface Counter {
  browse(options: { where: Where; limit: number; signal: AbortSignal }): Promise<BrowseResult>;
}

/**
 * Counts for every value the products that it and the other facets' conditions let through. A facet's own condition
 * is left aside, for its values add up.
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
  // The catalog's own counts are those without any condition.
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

/** Facets that can tell products apart; others are not worth a control. */
export function usefulFacets(facets: readonly Facet[], wanted?: readonly string[]): Facet[] {
  const useful = facets.filter((facet) =>
    facet.kind === "category" ? facet.values.length > 1 : facet.min < facet.max,
  );
  if (!wanted) return useful;
  return wanted.flatMap((name) => useful.find((facet) => facet.name === name) ?? []);
}
