import type { VisualQuery, VisualSearch } from "../../client/types.ts";
import type { Item, Rules, Where } from "../../types.ts";
import { hasPicture, hasWords, isQuery, type QueryState, weightsOf } from "../query/query-state.ts";
import { sorted } from "../results/sorting.ts";
import { type Answer, PAGE } from "./state.ts";

export interface AskOptions {
  /** Hits of a query, 1 to 1000. */
  limit: number;
  /** Rules for what is shown, as the page gives them; the library checks them. */
  rules?: Rules;
}

/** The most that the library gives at once. */
const MOST_AT_ONCE = 1000;
/** Catalogs beyond this are not sorted while looking round: all of their items would have to be had first. */
const MOST_SORTED = 5000;

/** The answer to a query whose encoders are there. */
export async function ask(
  handle: VisualSearch,
  query: QueryState,
  { limit, rules }: AskOptions,
  signal: AbortSignal,
): Promise<Answer> {
  if (!isQuery(query)) {
    const { items, total } =
      query.sort === "best"
        ? await browsePage(handle, query.where, 0, signal)
        : await browseSorted(handle, query, signal);
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

/** The next items in the catalog's order. */
export function browsePage(
  handle: VisualSearch,
  where: Where,
  offset: number,
  signal: AbortSignal,
): Promise<{ items: Item[]; total: number }> {
  return handle.browse({ where, offset, limit: PAGE, signal });
}

async function browseSorted(
  handle: VisualSearch,
  { where, sort }: QueryState,
  signal: AbortSignal,
): Promise<{ items: Item[]; total: number }> {
  const items: Item[] = [];
  let total: number;
  do {
    const page = await handle.browse({ where, offset: items.length, limit: MOST_AT_ONCE, signal });
    items.push(...page.items);
    total = page.total;
    if (page.items.length === 0) break;
  } while (items.length < Math.min(total, MOST_SORTED));
  const order = sorted(
    items.map((item) => ({ item })),
    sort,
  );
  return { items: order.map(({ item }) => item), total: items.length };
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
