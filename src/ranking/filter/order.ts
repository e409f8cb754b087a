/** Orders items by a facet of numbers, for browsing. */
import type { Catalog } from "../../catalog/catalog.ts";
import { type Bitmap, countBits, forEachBit } from "../../lib/bitmap.ts";
import { shown } from "../../lib/checks.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import type { BrowseOrder } from "../../lib/types.ts";
import { facetSpec } from "./filter.ts";

/**
 * The rows of a set, ordered by a facet of numbers. Those without a number come last, equal ones by row.
 *
 * @throws VisualSearchError `facet-unknown`, or `invalid-argument` for a facet of texts or an order of another form
 */
export function orderRows(catalog: Catalog, among: Bitmap, order: BrowseOrder): Uint32Array {
  const { facet, descending = false } = checkOrder(order);
  const spec = facetSpec(facet, catalog);
  if (spec.kind !== "number") {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected a facet of numbers in orderBy, got ${JSON.stringify(facet)}, which has texts.`,
    );
  }
  const keys = new Float64Array(catalog.rows).fill(Infinity);
  const sign = descending ? -1 : 1;
  for (const { offset, column } of catalog.facets.parts(spec)) {
    if (column.kind !== "number") continue;
    column.numbers.forEach((number, row) => {
      if (!Number.isNaN(number)) keys[offset + row] = sign * number;
    });
  }
  const rows = new Uint32Array(countBits(among));
  let count = 0;
  forEachBit(among, (row) => {
    rows[count++] = row;
  });
  // The difference of two infinite keys is NaN.
  return rows.sort((a, b) => keys[a]! - keys[b]! || a - b);
}

function checkOrder(order: BrowseOrder): BrowseOrder {
  const { facet, descending } = (order ?? {}) as Partial<BrowseOrder>;
  if (typeof facet === "string" && ["boolean", "undefined"].includes(typeof descending))
    return order;
  throw new VisualSearchError(
    "invalid-argument",
    `Expected { facet, descending? } as orderBy, got ${shown(order)}.`,
  );
}
