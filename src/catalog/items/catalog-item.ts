/** A product as a catalog stores it. */
import type { AttributeValue } from "../../lib/types.ts";

/** Links are as the feed gave them, relative ones included. */
export interface CatalogItem {
  id: string;
  title: string;
  price?: number;
  /** ISO 4217. */
  currency?: string;
  brand?: string;
  category?: string;
  colour?: string;
  link?: string;
  image?: string;
  /** Further pictures, at most 99; an empty string if one has no address. */
  images?: string[];
  /** The shop's own picture, if `image` is a thumbnail in the catalog. */
  imageSource?: string;
  /** The same of each of `images`; an empty string if that is no thumbnail. */
  imageSources?: string[];
  attributes: Record<string, AttributeValue>;
}

/** Fields that are one text and may be missing. */
export const TEXT_FIELDS = [
  "currency",
  "brand",
  "category",
  "colour",
  "link",
  "image",
  "imageSource",
] as const;

/** Fields that are lists of the further pictures' addresses, and may be missing. */
export const PICTURE_FIELDS = ["images", "imageSources"] as const;

/** Pictures of an item whose addresses are kept. */
export const MAX_PICTURES = 100;

/** Whether a text is a currency: `Intl` throws at any other. */
export function isCurrency(text: string): boolean {
  return /^[A-Z]{3}$/.test(text);
}
