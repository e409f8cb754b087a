/** Public types of a catalog's products, their facets and their concepts. */

/** A single value of a facet. */
export type FacetValue = string | number;

/** An item's value of an attribute. A list has two or more different texts, in the order of the feed. */
export type AttributeValue = FacetValue | readonly string[];

/** A product as the feed describes it. Text is plain text, never HTML. */
export interface Item {
  id: string;
  title: string;
  price?: number;
  /** ISO 4217. */
  currency?: string;
  brand?: string;
  category?: string;
  colour?: string;
  /** Absolute http(s) URL of the product page. */
  link?: string;
  /** Absolute http(s) URL of the product picture, or of its thumbnail if the catalog has thumbnails. */
  image?: string;
  /**
   * Absolute http(s) URLs of further pictures, or of their thumbnails, at most 99: picture `n` of a hit is
   * `images[n - 1]`. An empty string stands for a picture without such a URL.
   */
  images?: string[];
  /** Absolute http(s) URL of the shop's own picture, if `image` is a thumbnail of the catalog. */
  imageSource?: string;
  /** The same for each of `images`: an empty string if that is no thumbnail. May be shorter than `images`. */
  imageSources?: string[];
  /** Every further column of the feed. */
  attributes: Record<string, AttributeValue>;
}

/** A product that a query found. */
export interface Hit {
  id: string;
  /** Cosine similarity of the query and the item's most similar picture, -1 to 1. */
  score: number;
  /** Which of the item's pictures that is: 0 for `item.image`, `n` for `item.images[n - 1]`. */
  picture: number;
  item: Item;
  /** Why it matched: values that the item has and that the query clearly points to. */
  matched?: Concept[];
}

/** Products of one category that go with another product. */
export interface Look {
  /** Empty for products without a category. */
  category: string;
  /** Best first. Their `score` is the cosine similarity to the product that they go with. */
  hits: Hit[];
}

/** A page of items. */
export interface BrowseResult {
  items: Item[];
  /** Number of items that match `where`. */
  total: number;
}

/** A field that items can be filtered by. */
export type Facet =
  | {
      name: string;
      kind: "category";
      /** Values with their number of items, most frequent first; an item counts for each of its values. */
      values: { value: string; count: number }[];
    }
  | { name: string; kind: "number"; min: number; max: number };

/**
 * A value of a category facet for which the catalog stores an embedding, so that it can be searched for without a
 * text encoder.
 */
export interface Concept {
  facet: string;
  value: string;
}

/** A concept as a part of a query. */
export interface WeightedConcept extends Concept {
  /** How much it counts, -10 to 10; a negative weight moves away from it. Default 1. */
  weight?: number;
}

/** A concept, and how many items have the value. */
export interface CountedConcept extends Concept {
  count: number;
}

/** A concept as a label of a picture. */
export interface ScoredConcept extends Concept {
  /**
   * How likely the value is among those of its facet, 0 to 1, as calibrated on the catalog's own pictures when it
   * was built. It says nothing about pictures that show none of the values.
   */
  score: number;
}
