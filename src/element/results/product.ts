import type { AttributeValue, Item } from "../../lib/types.ts";
import { webAddress } from "../text/untrusted.ts";

/** What a card may show of a product. Everything in a catalog is somebody else's text. */

/** The address if a picture may come from it. */
export function safeImage(image: string | undefined): string | undefined {
  return image?.startsWith("blob:") ? image : webAddress(image);
}

const COLUMNS = ["id", "title", "price", "brand", "category", "colour"] as const;

/** A column or attribute of an item. */
export function fieldOf(item: Item, name: string): AttributeValue | undefined {
  const column = COLUMNS.find((known) => known === name);
  if (column) return item[column];
  return Object.hasOwn(item.attributes, name) ? item.attributes[name] : undefined;
}

/** Whether one of an item's values of a column or attribute is this one. */
export function hasValue(item: Item, name: string, value: string): boolean {
  return [fieldOf(item, name)].flat().includes(value);
}

export function isOutOfStock(item: Item): boolean {
  return (
    fieldOf(item, "availability") === "out_of_stock" || Number(fieldOf(item, "stock") ?? 1) <= 0
  );
}

export interface Sale {
  /** What it cost before. */
  regularPrice: number;
  /** By how much less it costs, in whole percent, 1 to 100. */
  percent: number;
}

/** What a product's price was before a sale, where it is less today. */
export function saleOf(item: Item): Sale | undefined {
  const regularPrice = Number(fieldOf(item, "regularPrice"));
  const { price } = item;
  if (price === undefined || !(regularPrice > price) || price < 0) return undefined;
  const percent = Math.round((1 - price / regularPrice) * 100);
  return percent >= 1 ? { regularPrice, percent } : undefined;
}

/** The picture that a hit is a hit by, or the first. */
export function pictureOf(item: Item, picture = 0): string | undefined {
  const found = picture > 0 ? item.images?.[picture - 1] : item.image;
  return safeImage(found) ?? safeImage(item.image);
}
