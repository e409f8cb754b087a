/**
 * The hits of a query: what its conditions and rules leave of a catalog, the most similar first. The folders beside:
 *
 * - `query/`: the parts of a query, and the vector that they make
 * - `filter/`: conditions on facets, orders, and what items have of a field
 * - `rules/`: how rules add up, and which items they let through
 * - `labels/`: what a picture shows, and why a hit matched
 * - `look/`: what goes with an item
 */
import type { Catalog } from "../catalog/catalog.ts";
import type { Where } from "../lib/types.ts";
import { type AppliedRules, pinnedIds } from "./rules/rules.ts";
import { shownRows } from "./rules/shown-rows.ts";
import { boostsOf, pinnedRows, type Ranking, selectHits } from "./select-hits.ts";

/** How many times as many candidates as hits diversity chooses from, within these bounds. */
const DIVERSITY_POOL = 4;
const MIN_DIVERSITY_POOL = 40;
const MAX_DIVERSITY_POOL = 400;

export interface RankSource {
  catalog: Catalog;
  /** Of unit length. */
  query: Float32Array;
  space: string;
  /** Most hits. */
  limit: number;
  minScore: number;
  targetRecall?: number | undefined;
  where?: Where | undefined;
  rules: AppliedRules;
  /** Rows of the items that hits are to be like, and are not themselves. */
  like: readonly number[];
  /** The query's texts, by which items are pinned. */
  texts: readonly string[];
}

/**
 * The hits of a query under rules. What `where`, `hide` and `within` leave is ordered by score and boost; of each
 * value of `onePer` the first stays; among these diversity chooses. Pinned items come before them all, as long as
 * `where` and `hide` leave them. There are `limit` hits whenever so many can be had.
 *
 * @throws VisualSearchError `facet-unknown`, `invalid-argument`, `space-unknown` or `vector-invalid`
 */
export function rank(source: RankSource): Ranking {
  const { catalog, rules, texts } = source;
  const { pinnable, rankable } = shownRows(source);
  return selectHits({
    ...source,
    pinned: pinnedRows(catalog, pinnedIds(rules.pin, texts), pinnable),
    rows: rankable,
    boosts: boostsOf(rules.boost, catalog),
    poolSize,
  });
}

function poolSize(hits: number): number {
  const size = Math.max(MIN_DIVERSITY_POOL, DIVERSITY_POOL * hits);
  return Math.max(hits, Math.min(size, MAX_DIVERSITY_POOL));
}
