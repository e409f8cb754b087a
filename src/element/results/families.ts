/** Gathers products of one family, such as the colours of one shoe, of which the best is shown. */
import type { Item } from "../../lib/types.ts";
import { fieldOf } from "./fields.ts";

export interface Family<T> {
  /** The best entry, which stands for all. */
  readonly first: T;
  readonly others: readonly T[];
}

/**
 * Gathers entries by a field of their items, in the order of each family's first entry. An entry without the field is a
 * family of its own. An entry with several values joins the first family that has one of them.
 *
 * @param field name of a column or attribute; without one, every entry is a family of its own
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
