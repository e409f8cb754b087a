import type { Item } from "../../lib/types.ts";
import type { Sort } from "../query/query-state.ts";

/** In another order; products without a price come last, equal ones stay as they were. */
export function sorted<T extends { item: Item }>(entries: readonly T[], sort: Sort): readonly T[] {
  if (sort === "best") return entries;
  const sign = sort === "price-up" ? 1 : -1;
  return [...entries].sort((a, b) => {
    const x = a.item.price;
    const y = b.item.price;
    if (x === undefined || y === undefined)
      return Number(x === undefined) - Number(y === undefined);
    return sign * (x - y);
  });
}
