/** What items have of a field or attribute, whether it is a facet or not. */
import type { Catalog } from "../../catalog/catalog.ts";
import { facetValue } from "../../catalog/facets/facet-choice.ts";
import { valueAt } from "../../catalog/facets/facet-table.ts";
import { hasBit } from "../../lib/bitmap.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import type { AttributeValue } from "../../lib/types.ts";

/**
 * A function that says what the item of a row has of a field or attribute. A facet is read from its columns. An attribute
 * that is no facet, such as families of one or two products each, is read from the items themselves.
 */
export function valueReader(
  catalog: Catalog,
  name: string,
): (row: number) => AttributeValue | undefined {
  const spec = catalog.facets.specs.get(name);
  if (!spec) return (row) => facetValue(catalog.item(row), name);
  const parts = catalog.facets.parts(spec);
  return (row) => {
    const part = parts.findLast(({ offset }) => offset <= row);
    // Rows beyond a column belong to a later segment without one.
    return part && valueAt(part.column, row - part.offset);
  };
}

/** Whether any item has a field that is no facet, as far as it is known: every item may have to be read to tell. */
const knownFields = new WeakMap<Catalog, Map<string, boolean>>();

function hasAnyItem(name: string, catalog: Catalog): boolean {
  const known = knownFields.get(catalog) ?? new Map<string, boolean>();
  knownFields.set(catalog, known);
  let has = known.get(name);
  if (has === undefined) {
    has = false;
    const live = catalog.liveRows();
    for (let row = 0; row < catalog.rows && !has; row++) {
      has = hasBit(live, row) && facetValue(catalog.item(row), name) !== undefined;
    }
    known.set(name, has);
  }
  return has;
}

/** @throws VisualSearchError `facet-unknown` for what is neither a facet nor an attribute of any item */
export function checkField(name: string, catalog: Catalog): void {
  if (catalog.facets.specs.has(name) || hasAnyItem(name, catalog)) return;
  throw new VisualSearchError(
    "facet-unknown",
    `Expected one of the facets ${[...catalog.facets.specs.keys()].join(", ")}, or an attribute of the ` +
      `items, got ${JSON.stringify(name)}.`,
  );
}
