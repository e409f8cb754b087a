/** What Shopify's CSV and JSON have in common: sale prices, stock, options and tags. */
import { type FeedProduct, FIELD_OPTIONS } from "../feed-product.ts";
import type { Availability } from "../fields/availability.ts";
import { flat, plain, textOrTexts } from "../fields/plain-text.ts";
import type { Price } from "../fields/price.ts";
import { type Offer, offerOf } from "../offer.ts";

export const NOT_PUBLISHED = "the product is not published in the shop";

/** Shopify's price is what is asked today; the price to compare it with is the regular one. */
export function shopifyOffer(price: Price | undefined, compare: Price | undefined): Offer {
  const isSale = price !== undefined && compare !== undefined && compare.amount > price.amount;
  return isSale ? offerOf(compare, price) : offerOf(price, undefined);
}

/** What a stock means; goods that are not counted are in stock. */
export function stockOf(
  quantity: string,
  policy: string,
  tracker: string,
): Availability | undefined {
  if (/^(?:continue|true|yes)$/i.test(policy)) return "in_stock";
  if (quantity === "" && policy === "") return undefined;
  return tracker !== "" && Number(quantity || 0) <= 0 ? "out_of_stock" : "in_stock";
}

/** A product without options has one of the name "Title" and the value "Default Title". */
export function addOption(options: Map<string, string>, name: string, value: string): void {
  if (name === "" || value === "" || (name === "Title" && value === "Default Title")) return;
  options.set(FIELD_OPTIONS[name.toLowerCase()] ?? name, value);
}

/** Tags are a list, or one text with commas between them; no tag has a comma in it. */
export function setTags(product: FeedProduct, cell: unknown): void {
  const tags = textOrTexts(flat(cell).flatMap((part) => plain(part).split(",")));
  if (tags !== undefined) product.attributes.set("tags", tags);
}

export function assignTexts(
  product: FeedProduct,
  texts: Partial<Record<"brand" | "category" | "gender" | "ageGroup", string>>,
): void {
  for (const [field, value] of Object.entries(texts)) {
    if (value !== "") product[field as keyof typeof texts] = value;
  }
}
