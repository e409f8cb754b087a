/** A product as a catalog stores it. */
import type { AttributeValue } from "../../lib/types.ts";

/** A product as it is stored: links as the feed gave them, relative ones included. */
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
  /** Further pictures, at most 99; empty where one has no address. */
  images?: string[];
  /** Where the shop has the picture, where `image` is a thumbnail in the catalog. */
  imageSource?: string;
  /** The same of each of `images`; empty where that is no thumbnail. */
  imageSources?: string[];
  attributes: Record<string, AttributeValue>;
}
