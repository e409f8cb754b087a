import type { VisualQuery, VisualSearch } from "../../client/visual-search.ts";
import type { BrowseOrder, Facet, Item, Rules } from "../../lib/types.ts";
import { hasPicture, hasWords, isQuery, type QueryState, weightsOf } from "../query/query-state.ts";
import { type Answer, PAGE } from "./state.ts";

export interface AskOptions {
  /** Hits of a query, 1 to 1000. */
  limit: number;
  /** Rules for what is shown, as the page gives them; the library checks them. */
  rules?: Rules;
}

/** The answer to a query whose encoders are there. */
export async function ask(
  handle: VisualSearch,
  query: QueryState,
  facets: readonly Facet[],
  { limit, rules }: AskOptions,
  signal: AbortSignal,
): Promise<Answer> {
  if (!isQuery(query)) {
    const { items, total } = await browsePage(handle, query, facets, 0, signal);
    return { kind: "browse", items, total };
  }
  const started = performance.now();
  const hits = await handle.query(queryOf(query), {
    limit,
    where: query.where,
    signal,
    ...(rules && { rules }),
  });
  return { kind: "hits", hits, milliseconds: performance.now() - started };
}

/** The next items of those that are not searched for but looked through. */
export function browsePage(
  handle: VisualSearch,
  query: QueryState,
  facets: readonly Facet[],
  offset: number,
  signal: AbortSignal,
): Promise<{ items: Item[]; total: number }> {
  const { where } = query;
  const orderBy = orderOf(query, facets);
  return handle.browse({ where, offset, limit: PAGE, signal, ...(orderBy && { orderBy }) });
}

/** While its models are still missing, what a query would find is shown in the catalog's order. */
function orderOf(query: QueryState, facets: readonly Facet[]): BrowseOrder | undefined {
  const hasPrices = facets.some(({ name, kind }) => name === "price" && kind === "number");
  if (isQuery(query) || query.sort === "best" || !hasPrices) return undefined;
  return { facet: "price", descending: query.sort === "price-down" };
}

/** The library's form of a query. */
export function queryOf(query: QueryState): VisualQuery {
  const { photo, region, text, not, concepts, like } = query;
  const { image, like: likeWeight, text: textWeight } = weightsOf(query);
  const both = hasPicture(query) && hasWords(query);
  return {
    ...(photo && { image: photo.blob }),
    ...(photo && region && { region }),
    ...(like && { like: like.id }),
    ...(text && { text }),
    ...(not.length > 0 && { not }),
    ...(concepts.length > 0 && {
      concepts: concepts.map(({ facet, value, weight }) => ({
        facet,
        value,
        weight: both ? weight * textWeight : weight,
      })),
    }),
    // A weight of nothing needs no encoder; the library's own weights where there is nothing to weigh.
    ...(both && { weights: { image, like: likeWeight, text: textWeight } }),
  };
}
