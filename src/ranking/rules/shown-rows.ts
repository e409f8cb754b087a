/** Which items may be hits: those that a query's conditions, `hide` and `within` leave. */
import type { Catalog } from "../../catalog/catalog.ts";
import { type Bitmap, clearBit, intersect, subtract } from "../../lib/bitmap.ts";
import type { Where } from "../../lib/types.ts";
import { filterRows } from "../filter/filter.ts";
import type { AppliedRules } from "./rules.ts";
import { rowsWithin } from "./within-rule.ts";

export interface ShownSource {
  catalog: Catalog;
  where?: Where | undefined;
  rules: Pick<AppliedRules, "hide" | "within">;
  /** Rows of the items that hits are to be like, and are not themselves. */
  like: readonly number[];
}

/**
 * The live rows that meet `where` and none of the conditions to hide.
 *
 * @throws VisualSearchError `facet-unknown` or `invalid-argument`
 */
export function visibleRows(
  catalog: Catalog,
  where: Where | undefined,
  hide: readonly Where[],
): Bitmap {
  const rows = where ? filterRows(where, catalog) : catalog.liveRows();
  for (const hidden of hide) subtract(rows, filterRows(hidden, catalog));
  return rows;
}

/** Rows that may be pinned, and those of them that may be hits otherwise. */
export interface ShownRows {
  /** `undefined` if all live rows are. */
  pinnable: Bitmap | undefined;
  /** `undefined` if all live rows are. */
  rankable: Bitmap | undefined;
}

/** @throws VisualSearchError `facet-unknown` or `invalid-argument` */
export function shownRows({ catalog, where, rules, like }: ShownSource): ShownRows {
  const { hide } = rules;
  const isBounded = where !== undefined || hide.length > 0;
  if (!isBounded && like.length === 0) return { pinnable: undefined, rankable: undefined };
  const pinnable = visibleRows(catalog, where, hide);
  for (const row of like) clearBit(pinnable, row);
  const within = like.length > 0 ? rowsWithin(rules.within, like, catalog) : undefined;
  if (!within) return { pinnable, rankable: pinnable };
  const rankable = pinnable.slice();
  intersect(rankable, within);
  return { pinnable, rankable };
}
