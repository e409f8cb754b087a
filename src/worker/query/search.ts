/** Searches an open catalog: hits of a query, what goes with a product, and pages of items. */
import { IMAGE_SPACE } from "../../catalog/spaces/spaces.ts";
import { countBits, hasBit } from "../../lib/bitmap.ts";
import { checkInteger } from "../../lib/checks.ts";
import type {
  BrowseOptions,
  BrowseResult,
  Hit,
  Item,
  Look,
  LookOptions,
  QueryOptions,
  QueryTiming,
  Where,
} from "../../lib/types.ts";
import { checkWhere } from "../../ranking/filter/filter.ts";
import { orderRows } from "../../ranking/filter/order.ts";
import { matchReader, soughtValues } from "../../ranking/labels/matched-values.ts";
import { completeLook } from "../../ranking/look/look.ts";
import type { ComposedQuery } from "../../ranking/query/query-parts.ts";
import { rank } from "../../ranking/rank.ts";
import { type AppliedRules, checkRules, mergeRules } from "../../ranking/rules/rules.ts";
import { visibleRows } from "../../ranking/rules/shown-rows.ts";
import type { OpenCatalog } from "../catalog/open-catalog.ts";
import { checkLimit, checkRulesShape, checkScore, checkTexts } from "./arguments.ts";

/** Hits of each category of a look. */
const DEFAULT_LOOK = 4;
const MAX_LOOK = 100;

/** Checked options of a search. */
export interface SearchRequest {
  limit: number;
  minScore: number;
  space: string;
  targetRecall: number | undefined;
  where: Where | undefined;
  rules: AppliedRules;
  /** Rows of the items that hits are to be like. */
  liked: readonly number[];
}

/**
 * @param like ids of the items that hits are to be like
 * @throws VisualSearchError `invalid-argument`, `space-unknown`, `item-unknown` or `facet-unknown`
 */
export function checkSearch(
  opened: OpenCatalog,
  like: unknown,
  options: QueryOptions,
): SearchRequest {
  const limit = checkLimit(options.limit);
  const minScore = checkScore(options.minScore);
  const { space = IMAGE_SPACE, targetRecall, where } = options;
  opened.catalog.checkSpace(space);
  const liked = checkTexts("like", like).map((id) => opened.rowOf(id));
  const rules = appliedRules(opened, options);
  if (where) checkWhere(where, opened.catalog);
  return { limit, minScore, space, targetRecall, where, rules, liked };
}

export interface SearchResult {
  /** Best first. */
  hits: Hit[];
  timing: Pick<QueryTiming, "searchMs" | "methods" | "scored">;
}

/** The hits of a query, each with what explains it. */
export function search(
  opened: OpenCatalog,
  composed: ComposedQuery,
  { liked, ...request }: SearchRequest,
): SearchResult {
  const start = performance.now();
  const { catalog } = opened;
  const { parts, vector } = composed;
  const ranking = rank({ ...request, catalog, query: vector, like: liked, texts: parts.text });
  const matchedOf = matchReader(catalog, soughtValues(catalog, composed));
  const hits = ranking.hits.map(({ row, score, picture }): Hit => {
    const item = opened.item(row);
    const matched = matchedOf(row);
    return { id: item.id, score, picture, item, ...(matched.length > 0 && { matched }) };
  });
  const { methods, scored } = ranking;
  return { hits, timing: { searchMs: performance.now() - start, methods, scored } };
}

/** @throws VisualSearchError `invalid-argument`, `item-unknown` or `facet-unknown` */
export function completeTheLook(opened: OpenCatalog, id: string, options: LookOptions): Look[] {
  const { catalog } = opened;
  const { where } = options;
  const limit = checkLimit(options.limit, { fallback: DEFAULT_LOOK, most: MAX_LOOK });
  const rules = appliedRules(opened, options.rules === undefined ? {} : { rules: options.rules });
  if (where) checkWhere(where, catalog);
  const looks = completeLook({ catalog, row: opened.rowOf(id), limit, where, rules });
  return looks.map(({ category, hits }) => ({
    category,
    hits: hits.map(({ row, score, picture }): Hit => {
      const item = opened.item(row);
      return { id: item.id, score, picture, item };
    }),
  }));
}

/** @throws VisualSearchError `invalid-argument` or `facet-unknown` */
export function browse(opened: OpenCatalog, options: BrowseOptions): BrowseResult {
  const { catalog, rules } = opened;
  const limit = checkLimit(options.limit);
  const offset = checkInteger("offset", options.offset ?? 0, 0, 2 ** 32 - 1);
  const rows = visibleRows(catalog, options.where, rules.hide ?? []);
  if (options.orderBy !== undefined) {
    const ordered = orderRows(catalog, rows, options.orderBy);
    const page = ordered.subarray(offset, offset + limit);
    return { items: Array.from(page, (row) => opened.item(row)), total: ordered.length };
  }
  const items: Item[] = [];
  let skipped = 0;
  for (let row = 0; row < catalog.rows && items.length < limit; row++) {
    if (!hasBit(rows, row)) continue;
    if (skipped++ >= offset) items.push(opened.item(row));
  }
  return { items, total: countBits(rows) };
}

/**
 * The catalog's rules with those of a query, which come first.
 *
 * @throws VisualSearchError `invalid-argument` or `facet-unknown`
 */
function appliedRules(
  opened: OpenCatalog,
  { rules, onePer, diversity }: Pick<QueryOptions, "rules" | "onePer" | "diversity">,
): AppliedRules {
  const sets = [checkRulesShape({ onePer, diversity }, "options"), checkRulesShape(rules, "rules")];
  for (const set of sets) checkRules(set, opened.catalog);
  return mergeRules(...sets, opened.rules);
}
