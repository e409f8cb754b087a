/**
 * Which price of a product a card shows: the catalog's `price`, and beside it the price before a sale. What `price` is,
 * for sales with dates and for products with variants too, was decided when the catalog was built.
 */
import type { Item } from "../../lib/types.ts";
import { fieldOf } from "./fields.ts";

export interface ShownPrice {
  /** What the product costs today. */
  price: number;
  /** As the catalog has it, which may be no currency at all. */
  currency: string | undefined;
  /** Absent if the product is not on sale. */
  sale: Sale | undefined;
}

export interface Sale {
  /** What the product cost before. */
  regularPrice: number;
  /** By how much less it costs, in whole percent, 1 to 100. */
  percent: number;
}

/** The price to show, or `undefined` if the catalog has none. */
export function priceOf(item: Item): ShownPrice | undefined {
  const { price, currency } = item;
  return price === undefined ? undefined : { price, currency, sale: saleOf(price, item) };
}

/** A sale is shown if the product costs at least half a percent less than its `regularPrice`. */
function saleOf(price: number, item: Item): Sale | undefined {
  const regularPrice = Number(fieldOf(item, "regularPrice"));
  if (!(regularPrice > price) || price < 0) return undefined;
  const percent = Math.round((1 - price / regularPrice) * 100);
  return percent >= 1 ? { regularPrice, percent } : undefined;
}
