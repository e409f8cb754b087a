/** Turns an answer into what is shown: families of products in order, each with how similar it is. */
import type { Hit, Item } from "../../lib/types.ts";
import { hasPicture, hasWords, type QueryState } from "../query/query-state.ts";
import type { Answer } from "../session/state.ts";
import { type Family, familiesOf } from "./families.ts";
import {
  type CloseMatch,
  isCloseMatch,
  type Likeness,
  likeness,
  thresholdOf,
} from "./similarity.ts";
import { sorted } from "./sorting.ts";

/** A product of an answer. */
export interface Entry {
  readonly item: Item;
  /** Absent while the visitor browses. */
  readonly hit: Hit | undefined;
  readonly likeness: Likeness | undefined;
}

export interface Results {
  readonly families: readonly Family<Entry>[];
  /** Number of products that have been fetched. */
  readonly count: number;
  /** Number of products there are. */
  readonly total: number;
  readonly isClose: boolean;
}

/**
 * @param closeMatch the catalog's thresholds, if it has any
 * @param groupBy column or attribute of which each value is a family
 */
export function resultsOf(
  answer: Answer,
  query: QueryState,
  closeMatch: CloseMatch | undefined,
  groupBy: string | undefined,
): Results {
  if (answer.kind === "browse") {
    const entries = answer.items.map((item) => ({ item, hit: undefined, likeness: undefined }));
    const families = familiesOf(entries, groupBy);
    return { families, count: entries.length, total: answer.total, isClose: true };
  }
  const words = wordsShare(query);
  const threshold = thresholdOf(closeMatch, words);
  const best = answer.hits[0]?.score;
  const entries = answer.hits.map((hit) => ({
    item: hit.item,
    hit,
    likeness: likeness(hit.score, best ?? 0, threshold, words),
  }));
  return {
    families: familiesOf(sorted(entries, query.sort), groupBy),
    count: entries.length,
    total: entries.length,
    isClose: isCloseMatch(best, threshold),
  };
}

/** How much of a query is words, 0 to 1. */
function wordsShare(query: QueryState): number {
  if (!hasPicture(query)) return 1;
  return hasWords(query) ? query.balance : 0;
}
