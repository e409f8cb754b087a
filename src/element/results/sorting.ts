/** Orders products as the visitor asks. */
import type { Item } from "../../lib/types.ts";
import type { Sort } from "../query/query-state.ts";

/** The entries in this order. Products without a price come last; equal ones keep their order. */
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
