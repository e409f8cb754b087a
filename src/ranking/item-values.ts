import { isList } from "../catalog/attribute-value.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { facetValue } from "../catalog/facet-values.ts";
import { valueAt } from "../catalog/facets.ts";
import { VisualSearchError } from "../errors.ts";
import type { AttributeValue, FacetValue } from "../types.ts";
import { hasBit } from "../vector/bitmap.ts";

/** Items that are asked whether any of them has a field that is no facet. */
const ITEMS_ASKED = 1000;

/**
 * A function that says what the item of a row has of a field or attribute. A facet is read from its columns; an
 * attribute that is none, as that of families that have a product or two each, from the items themselves.
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
    // Rows beyond a column are of a later segment that has none.
    return part && valueAt(part.column, row - part.offset);
  };
}

/** Which values of a field have been met; an item with several meets each of them. */
export class MetValues {
  readonly #read: (row: number) => AttributeValue | undefined;
  readonly #met = new Set<FacetValue>();

  constructor(catalog: Catalog, name: string) {
    this.#read = valueReader(catalog, name);
  }

  get size(): number {
    return this.#met.size;
  }

  /** Whether one of the values of the row's item has been met. */
  has(row: number): boolean {
    const value = this.#read(row);
    if (isList(value)) return value.some((text) => this.#met.has(text));
    return value !== undefined && this.#met.has(value);
  }

  add(row: number): void {
    const value = this.#read(row);
    if (isList(value)) for (const text of value) this.#met.add(text);
    else if (value !== undefined) this.#met.add(value);
  }
}

/** @throws VisualSearchError `facet-unknown` for what is no facet, and no attribute of the first 1,000 items. */
export function checkField(name: string, catalog: Catalog): void {
  if (catalog.facets.specs.has(name)) return;
  const live = catalog.liveRows();
  let asked = 0;
  for (let row = 0; row < catalog.rows && asked < ITEMS_ASKED; row++) {
    if (!hasBit(live, row)) continue;
    asked++;
    if (facetValue(catalog.item(row), name) !== undefined) return;
  }
  throw new VisualSearchError(
    "facet-unknown",
    `Expected one of the facets ${[...catalog.facets.specs.keys()].join(", ")}, or an attribute of the ` +
      `items, got ${JSON.stringify(name)}.`,
  );
}
