/** Notes on products that go together. */
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";

/** A note on products that others go with and that are not in the catalog, if there are any. */
export function pairNotes(
  items: readonly CatalogItem[],
  goesWith: readonly (readonly string[] | undefined)[],
): string[] {
  const ids = new Set(items.map(({ id }) => id));
  const named = goesWith.flatMap((list) => list ?? []);
  const missing = named.filter((id) => !ids.has(id));
  if (missing.length === 0) return [];
  return [
    `Of ${named.length} products that others go with, ${missing.length} are not in the catalog, such as ` +
      `${JSON.stringify(missing[0]!.slice(0, 100))}.`,
  ];
}
