import type { Item } from "../../lib/types.ts";
import { fieldOf } from "./product.ts";

/** Entries of one family of products; the best stands for all. */
export interface Family<T> {
  readonly first: T;
  readonly others: readonly T[];
}

/**
 * Gathers entries by a field of their items, in the order of each family's first entry. Entries without the field
 * are families of their own; those with several values are of the first family that has one of these.
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
    const values = [fieldOf(entry.item, field) ?? []].flat().map(String);
    const known = values.map((value) => byValue.get(value)).find((family) => family !== undefined);
    const family = known ?? { first: entry, others: [] };
    if (known) known.others.push(entry);
    else families.push(family);
    for (const value of values) if (!byValue.has(value)) byValue.set(value, family);
  }
  return families;
}
