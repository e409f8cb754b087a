/** The rule `onePer`: of each value of a field there is one hit at most. */

import type { Catalog } from "../../catalog/catalog.ts";
import { isList } from "../../catalog/items/attribute-value.ts";
import type { AttributeValue, FacetValue } from "../../lib/types.ts";
import { valueReader } from "../filter/field-values.ts";

/** Which values of a field have had their hit. An item with several values needs all of them to be free. */
export class OnePer {
  readonly #read: ((row: number) => AttributeValue | undefined) | undefined;
  readonly #taken = new Set<FacetValue>();
  /** Whether a row's value is read from a column, and not from its item. */
  readonly #isFast: boolean;

  /** @param field none to let every row through */
  constructor(catalog: Catalog, field: string | undefined) {
    this.#read = field === undefined ? undefined : valueReader(catalog, field);
    this.#isFast = field !== undefined && catalog.facets.specs.has(field);
  }

  /** Takes the values of the row's item, if all of them are free; an item without any always passes. */
  take(row: number): boolean {
    const values = this.#valuesOf(row);
    if (values.some((value) => this.#taken.has(value))) return false;
    for (const value of values) this.#taken.add(value);
    return true;
  }

  /** Whether a row's value has had its hit, as far as that costs less to know than to find the row. */
  isUsedUp(row: number): boolean {
    if (!this.#isFast || this.#taken.size === 0) return false;
    return this.#valuesOf(row).some((value) => this.#taken.has(value));
  }

  #valuesOf(row: number): readonly FacetValue[] {
    const value = this.#read?.(row);
    if (value === undefined) return [];
    return isList(value) ? value : [value];
  }
}
