/** Whether a product can be had, by the values of Google's product data specification. */
export type Availability = "in_stock" | "preorder" | "backorder" | "out_of_stock";

/** What is asked for a product or one of its variants. */
export interface Offer {
  /** The regular price. */
  price?: number;
  /** What is asked today, where that is less. */
  salePrice?: number;
  /** ISO 4217. */
  currency?: string;
  availability?: Availability;
}

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
export interface Product extends Offer {
  /** Empty where the feed has none, and so the title. */
  id: string;
  title: string;
  /** Plain text. */
  description?: string;
  /** The first is the main one. */
  images: ProductImage[];
  /** What the dearest variant costs today, where that differs from the cheapest. */
  priceMax?: number;
  brand?: string;
  category?: string;
  colour?: string;
  /** Where there are several: all of them, `colour` first. */
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

/** Fields of a product that are one text, beside its colour. */
export const TEXT_FIELDS = ["brand", "category", "goesWith", "link"] as const;

/** Fields of a product that may be several texts. */
export const LIST_FIELDS = ["gender", "ageGroup", "material", "pattern", "size"] as const;

/** Options that are a field of the product, too, by the names that feeds give them. */
export const FIELD_OPTIONS: Readonly<Record<string, "colour" | "size" | "material" | "pattern">> = {
  colour: "colour",
  color: "colour",
  size: "size",
  material: "material",
  pattern: "pattern",
};

/** Of several colours, the first is that of the product. */
export function setColours(product: Product, colours: readonly string[]): void {
  const [first] = colours;
  if (first !== undefined) product.colour = first;
  if (colours.length > 1) product.colours = colours;
  else delete product.colours;
}

/** What is paid today. */
export function paidPrice({ price, salePrice }: Offer): number | undefined {
  return salePrice ?? price;
}

export function emptyProduct(id: string, title: string): Product {
  return { id, title, images: [], options: [], variants: [], attributes: new Map() };
}
