/** A feed product: what every feed format says of a product, in one shape. */
import type { Offer, ProductOffer } from "./offer.ts";

export interface ProductImage {
  /** As the feed has it: an address, or a path in the images folder. */
  url: string;
  alt?: string;
}

/** What a product can be had in, such as its sizes. */
export interface ProductOption {
  name: string;
  /** Distinct, in the feed's order. */
  values: string[];
}

/** A text, or two and more different ones. */
export type OneOrMore = string | readonly string[];

export interface Variant extends Offer {
  id?: string;
  title?: string;
  /** Its value, or several, by the option's name. */
  options: ReadonlyMap<string, OneOrMore>;
  image?: string;
  link?: string;
}

/** A product as every feed format has it in common; texts are as long as the feed has them. */
export interface FeedProduct extends ProductOffer {
  /** Empty if the feed has none, like the title. */
  id: string;
  title: string;
  /** Plain text. */
  description?: string;
  /** The first is the main one. */
  images: ProductImage[];
  brand?: string;
  category?: string;
  colour?: string;
  /** All colours, `colour` first, if there are several. */
  colours?: readonly string[];
  gender?: OneOrMore;
  ageGroup?: OneOrMore;
  material?: OneOrMore;
  pattern?: OneOrMore;
  size?: OneOrMore;
  /** Ids of products that it goes with, with spaces, commas or semicolons between them. */
  goesWith?: string;
  link?: string;
  options: ProductOption[];
  variants: Variant[];
  /** Everything else that the feed says: a text, or any JSON value. */
  attributes: Map<string, unknown>;
}

/** Options that are a field of the product, too, by the names that feeds give them. */
export const FIELD_OPTIONS: Readonly<Record<string, "colour" | "size" | "material" | "pattern">> = {
  colour: "colour",
  color: "colour",
  size: "size",
  material: "material",
  pattern: "pattern",
};

export function emptyProduct(id: string, title: string): FeedProduct {
  return { id, title, images: [], options: [], variants: [], attributes: new Map() };
}

/** Of several colours, the first is that of the product. */
export function setColours(product: FeedProduct, colours: readonly string[]): void {
  const [first] = colours;
  if (first !== undefined) product.colour = first;
  if (colours.length > 1) product.colours = colours;
  else delete product.colours;
}

/** The variants of a product. One without options is the product itself. */
export function realVariants({ variants, options }: FeedProduct): readonly Variant[] {
  return variants.length > 1 || options.length > 0 ? variants : [];
}
