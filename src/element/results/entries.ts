import type { Hit, Item } from "../../lib/types.ts";
import { hasPicture, hasWords, type QueryState } from "../query/query-state.ts";
import type { Answer } from "../session/state.ts";
import { type Family, familiesOf } from "./families.ts";
import { type CloseMatch, type Likeness, likeness, thresholdOf } from "./similarity.ts";
import { sorted } from "./sorting.ts";

/** A product of an answer, with what is to be said of it. */
export interface Entry {
  readonly item: Item;
  /** Of a hit. */
  readonly hit: Hit | undefined;
  readonly likeness: Likeness | undefined;
}

export interface Results {
  readonly families: readonly Family<Entry>[];
  /** Number of products. */
  readonly count: number;
  /** Number there are in all, where the rest has yet to be fetched. */
  readonly total: number;
  /** Whether the best hit is a close match; true where nobody can tell. */
  readonly isClose: boolean;
}

/** What is shown of an answer. */
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
  const best = answer.hits[0]?.score ?? 0;
  const entries = answer.hits.map((hit) => ({
    item: hit.item,
    hit,
    likeness: likeness(hit.score, best, threshold, words),
  }));
  return {
    families: familiesOf(sorted(entries, query.sort), groupBy),
    count: entries.length,
    total: entries.length,
    isClose: threshold === undefined || entries.length === 0 || best >= threshold,
  };
}

/** How much of a query is words, 0 to 1. */
function wordsShare(query: QueryState): number {
  if (!hasPicture(query)) return 1;
  return hasWords(query) ? query.balance : 0;
}
