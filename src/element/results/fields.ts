/** What a catalog says about a product, by the name of a column or attribute. */
import type { AttributeValue, Item } from "../../lib/types.ts";

const COLUMNS = ["id", "title", "price", "brand", "category", "colour"] as const;

/** The value of a column or attribute. */
export function fieldOf(item: Item, name: string): AttributeValue | undefined {
  const column = COLUMNS.find((known) => known === name);
  if (column) return item[column];
  return Object.hasOwn(item.attributes, name) ? item.attributes[name] : undefined;
}

/** Whether a column or attribute has this value, alone or among others. */
export function hasValue(item: Item, name: string, value: string): boolean {
  return [fieldOf(item, name)].flat().includes(value);
}

/** Whether the catalog says so, by `availability` or by a `stock` of 0. */
export function isOutOfStock(item: Item): boolean {
  return (
    fieldOf(item, "availability") === "out_of_stock" || Number(fieldOf(item, "stock") ?? 1) <= 0
  );
}
