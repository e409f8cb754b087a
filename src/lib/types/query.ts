/** Public types of what is asked of a catalog. */
import type { Region } from "./detection.ts";
import type { WeightedConcept } from "./items.ts";
import type { Rules, Where } from "./rules.ts";

/** What to look for beside an image. */
export interface QueryParts {
  /** Search only with this part of `image`. */
  region?: Region;
  /** A description; always text, never a URL. Several are averaged. */
  text?: string | readonly string[];
  /** A description of what to move away from. */
  not?: string | readonly string[];
  /** Ids of catalog items to resemble, each by the mean of its pictures; needs no encoder. */
  like?: string | readonly string[];
  /** Facet values of `concepts()` to look for or to avoid, at most 100; needs no encoder. */
  concepts?: readonly WeightedConcept[];
  /**
   * Whether short texts ("red sneakers") are put into a sentence ("a photo of red sneakers"), which models trained
   * on captions understand better. Default true.
   */
  phrase?: boolean;
  /** How much each part counts, 0 or more. Defaults: image 1, text 1, like 1, not 0.5. */
  weights?: { image?: number; text?: number; like?: number; not?: number };
}

export interface QueryOptions {
  /** Number of hits, 1 to 1000. Default 20. */
  limit?: number;
  where?: Where;
  /** Added to the rules of the catalog. */
  rules?: Rules;
  /**
   * 0 to 1 (default 0): weighs each next hit's own score against its likeness to the hits before it, by maximal
   * marginal relevance (Carbonell and Goldstein 1998) with lambda = 1 - `diversity`, among the best candidates, about
   * four times `limit`. Replaces that of the rules.
   */
  diversity?: number;
  /** A facet of each value of which there is at most one hit. Replaces that of the rules; `""` is none. */
  onePer?: string;
  /** Leave out hits with a smaller cosine similarity, -1 to 1. */
  minScore?: number;
  /**
   * Vector space of the catalog to search in, one of `info.catalog.spaces`: `image` (default) compares with the look
   * of products, `text` with their words, `fused` with both. Every query fits every space.
   */
  space?: string;
  /** Share of the exact search's hits that a large catalog's graph should find, 0 to 1. Default 0.995. */
  targetRecall?: number;
  /** Ends an earlier query of this name that is still running, which then rejects with an `AbortError`. */
  supersede?: string;
  signal?: AbortSignal;
}

/** An order by a facet of numbers. Items without a number come last, equal ones in catalog order. */
export interface BrowseOrder {
  facet: string;
  /** Largest first. Default false. */
  descending?: boolean;
}

export interface BrowseOptions {
  /** Number of items, 1 to 1000. Default 20. */
  limit?: number;
  /** Number of matching items to skip. Default 0. */
  offset?: number;
  where?: Where;
  /** Default: catalog order. */
  orderBy?: BrowseOrder;
  signal?: AbortSignal;
}

export interface DescribeOptions {
  region?: Region;
  /** Facets to describe. Default: all for which the catalog has concepts. */
  facets?: readonly string[];
  /** Number of values of each facet, 1 to 1000. Default 3. */
  limit?: number;
  signal?: AbortSignal;
}

export interface LookOptions {
  /** Number of hits of each category, 1 to 100. Default 4. */
  limit?: number;
  where?: Where;
  /** Added to the rules of the catalog. */
  rules?: Rules;
  signal?: AbortSignal;
}

export interface EmbedOptions {
  region?: Region;
  signal?: AbortSignal;
}
