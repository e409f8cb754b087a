import type { Catalog } from "../../catalog/catalog.ts";
import { type Bitmap, countBits, hasBit } from "../../lib/bitmap.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import type { BrowseOrder } from "../../lib/types.ts";
import { facetSpec } from "./filter.ts";

/**
 * The rows whose bits are set, by a facet of numbers; those without one come last, equal ones by row.
 *
 * @throws VisualSearchError `facet-unknown`, or `invalid-argument` for a facet of words or another form
 */
export function orderRows(catalog: Catalog, among: Bitmap, order: BrowseOrder): Uint32Array {
  const { facet, descending = false } = checkOrder(order);
  const spec = facetSpec(facet, catalog);
  if (spec.kind !== "number") {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected a facet of numbers in orderBy, got ${JSON.stringify(facet)}, which has words.`,
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
  for (let row = 0; row < catalog.rows; row++) if (hasBit(among, row)) rows[count++] = row;
  // Of two infinite ones, the difference is none.
  return rows.sort((a, b) => keys[a]! - keys[b]! || a - b);
}

function checkOrder(order: BrowseOrder): BrowseOrder {
  const { facet, descending } = (order ?? {}) as Partial<BrowseOrder>;
  if (typeof facet === "string" && ["boolean", "undefined"].includes(typeof descending))
    return order;
  throw new VisualSearchError(
    "invalid-argument",
    `Expected { facet, descending? } as orderBy, got ${JSON.stringify(order)}.`,
  );
}
