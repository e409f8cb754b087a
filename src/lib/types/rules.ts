/** Public types of conditions on items, and of a shop's rules for what is shown. */
import type { FacetValue } from "./items.ts";

/** A number range, both ends included. */
export interface NumberRange {
  min?: number;
  max?: number;
}

/**
 * Equals, any of, or a range (numeric facets only). If an item has a list of values, one that fits is enough.
 */
export type FacetCondition = FacetValue | readonly FacetValue[] | NumberRange;

/**
 * Conditions by facet name; all must hold.
 *
 * @example
 * const where: Where = { category: ["dress", "skirt"], price: { max: 50 } };
 */
export type Where = Readonly<Record<string, FacetCondition>>;

/**
 * How a shop wants its products to be shown. Rules are data only, as JSON has it: a catalog can have rules of its own,
 * and a query adds to them. The lists of both add up, the query's `pin` first. The query's `within`, `onePer` and
 * `diversity` replace the catalog's, so that `[]`, `""` and 0 turn those off.
 *
 * @example
 * const rules: Rules = { hide: [{ availability: "out of stock" }], boost: [{ where: { brand: "Acme" }, by: 0.02 }] };
 */
export interface Rules {
  /** Items that meet one of these conditions are never hits, not even pinned ones. At most 100. */
  hide?: readonly Where[];
  /** Items that stand first, in this order, as long as they meet `where`. At most 100. */
  pin?: readonly Pin[];
  /** Items that are moved up or down. If several fit an item, all of them count. At most 100. */
  boost?: readonly Boost[];
  /**
   * Facets in which hits must agree with the item of `like` or `completeTheLook`, such as its brand: they must have
   * the same value (one of several is enough) or, for a number such as the price, be in the same third of the numbers
   * that items of their own category have. A facet that the item lacks sets no bounds. At most 16.
   */
  within?: readonly string[];
  /** A facet, such as a product's family, of each value of which there is at most one hit. */
  onePer?: string;
  /** How much hits should differ from each other, 0 to 1. See `QueryOptions.diversity`. */
  diversity?: number;
}

/** An item that stands first. */
export interface Pin {
  id: string;
  /** Only if the query's text has one of these words or phrases, whole and in any case. Default: always. */
  texts?: readonly string[];
}

/** Items that are moved up or down. */
export interface Boost {
  where: Where;
  /** Added to the score by which hits are ordered, -1 to 1; negative buries. Their `score` stays the cosine. */
  by: number;
}
