import type { Item } from "../../types.ts";
import { fieldOf } from "./product.ts";

/** Entries of one family of products; the best stands for all. */
export interface Family<T> {
  readonly first: T;
  readonly others: readonly T[];
}

/**
 * Gathers entries by a field of their items, in the order of each family's first entry. Entries without the field
 * are families of their own.
 *
 * @param field name of a column or attribute; without it nothing is gathered
 */
export function familiesOf<T extends { item: Item }>(
  entries: readonly T[],
  field: string | undefined,
): Family<T>[] {
  if (!field) return entries.map((first) => ({ first, others: [] }));
  const families: { first: T; others: T[] }[] = [];
  const byValue = new Map<string, { first: T; others: T[] }>();
  for (const entry of entries) {
    const value = fieldOf(entry.item, field);
    const known = value === undefined ? undefined : byValue.get(String(value));
    if (known) {
      known.others.push(entry);
      continue;
    }
    const family = { first: entry, others: [] };
    families.push(family);
    if (value !== undefined) byValue.set(String(value), family);
  }
  return families;
}
