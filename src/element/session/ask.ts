/** Puts a query to the search, once its encoders are loaded. */
import type { VisualQuery, VisualSearch } from "../../client/visual-search.ts";
import type { BrowseOrder, Facet, Item, Rules } from "../../lib/types.ts";
import { hasPicture, hasWords, isQuery, type QueryState, weightsOf } from "../query/query-state.ts";
import { type Answer, PAGE } from "./state.ts";

export interface AskOptions {
  /** Number of hits, 1 to 1000. */
  limit: number;
  /** Rules for what is shown, as the page gives them. The library checks them. */
  rules?: Rules;
}

/** The answer to a query. Without anything to search for, that is the catalog's first page. */
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

/** A page of the catalog, in the order that the visitor has chosen. */
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

/** The catalog's own order while a query waits for its encoders. */
function orderOf(query: QueryState, facets: readonly Facet[]): BrowseOrder | undefined {
  const hasPrices = facets.some(({ name, kind }) => name === "price" && kind === "number");
  if (isQuery(query) || query.sort === "best" || !hasPrices) return undefined;
  return { facet: "price", descending: query.sort === "price-down" };
}

/** The query as the library takes it. */
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
    // A part with the weight 0 needs no encoder. With only picture or only words the library's weights serve.
    ...(both && { weights: { image, like: likeWeight, text: textWeight } }),
  };
}
