/** What the visitor searches for, and small changes to it. */
import type { Modality, Region, Where } from "../../lib/types.ts";

/** A photo to search with. It stays in the page's memory. */
export interface Photo {
  readonly blob: Blob;
  /** A file's name, or what a sample is called; may be empty. */
  readonly name: string;
}

/** A product of the catalog to search for similar ones. Only its id matters to the search. */
export interface Liked {
  readonly id: string;
  readonly title?: string;
  readonly image?: string;
}

/** A facet's value to look for, or to avoid if the weight is negative. */
export interface Leaning {
  readonly facet: string;
  readonly value: string;
  readonly weight: number;
}

export const SORTS = ["best", "price-up", "price-down"] as const;
export type Sort = (typeof SORTS)[number];

/** A query, filters and order. Never changed in place: every change makes another one. */
export interface QueryState {
  readonly photo: Photo | undefined;
  /** The part of the photo to search with. */
  readonly region: Region | undefined;
  readonly text: string;
  readonly not: readonly string[];
  readonly concepts: readonly Leaning[];
  readonly like: Liked | undefined;
  /** How much the words count: 0 for the picture alone, 1 for the words alone. */
  readonly balance: number;
  readonly where: Where;
  readonly sort: Sort;
}

export const EVEN_BALANCE = 0.5;

export const EMPTY_QUERY: QueryState = {
  photo: undefined,
  region: undefined,
  text: "",
  not: [],
  concepts: [],
  like: undefined,
  balance: EVEN_BALANCE,
  where: {},
  sort: "best",
};

/** The longest texts, in UTF-16 code units, and the most terms that a query may have. */
export const LIMITS = { text: 300, not: 8, concepts: 12, id: 512, facets: 20, values: 50 } as const;

/** Whether there is something to search for. Otherwise the visitor browses the shop. */
export function isQuery(query: QueryState): boolean {
  return hasPicture(query) || query.text !== "" || query.concepts.some(({ weight }) => weight > 0);
}

/** Whether the query has a picture: the visitor's own or a product's. */
export function hasPicture({ photo, like }: QueryState): boolean {
  return photo !== undefined || like !== undefined;
}

export function hasWords({ text, not, concepts }: QueryState): boolean {
  return text !== "" || not.length > 0 || concepts.length > 0;
}

/** The encoders that a query needs. */
export function modalitiesOf(query: QueryState): Modality[] {
  if (!isQuery(query)) return [];
  const needed: Modality[] = [];
  if (query.photo) needed.push("image");
  if (query.text !== "" || query.not.length > 0) needed.push("text");
  return needed;
}

/** Adds a value to a category facet's condition, or removes it. */
export function toggleValue(where: Where, facet: string, value: string): Where {
  const chosen = valuesOf(where, facet);
  const next = chosen.includes(value)
    ? chosen.filter((other) => other !== value)
    : [...chosen, value];
  return withCondition(where, facet, next.length > 0 ? next : undefined);
}

/** The values of a category facet's condition; empty if there is none. */
export function valuesOf(where: Where, facet: string): readonly string[] {
  const condition = where[facet];
  if (Array.isArray(condition)) return condition.map(String);
  if (typeof condition === "string" || typeof condition === "number") return [String(condition)];
  return [];
}

export function withCondition(
  where: Where,
  facet: string,
  condition: Where[string] | undefined,
): Where {
  const { [facet]: _, ...others } = where;
  return condition === undefined ? others : { ...others, [facet]: condition };
}

/** Adds a value to look for or to avoid, or removes it if it is there. */
export function toggleConcept(
  concepts: readonly Leaning[],
  facet: string,
  value: string,
  weight = 1,
): Leaning[] {
  const others = concepts.filter((other) => other.facet !== facet || other.value !== value);
  if (others.length < concepts.length) return others;
  return [...others, { facet, value, weight }].slice(-LIMITS.concepts);
}

/** Adds a term to avoid, unless it is there already. If there are too many, the oldest goes. */
export function addTerm(terms: readonly string[], term: string): readonly string[] {
  const tidy = term.trim().slice(0, LIMITS.text);
  if (tidy === "" || terms.includes(tidy)) return terms;
  return [...terms, tidy].slice(-LIMITS.not);
}

/** The weights of picture and words: equal for an even balance, and 2 in total. */
export function weightsOf({ balance }: QueryState): { image: number; like: number; text: number } {
  const text = 2 * balance;
  return { image: 2 - text, like: 2 - text, text };
}
