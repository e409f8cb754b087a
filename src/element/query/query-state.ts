import type { Modality, Region, Where } from "../../lib/types.ts";

/** A picture to search with. It stays in the page's memory. */
export interface Photo {
  readonly blob: Blob;
  /** Plain text: a file's name, or what a sample is called; may be empty. */
  readonly name: string;
}

/** A product of the catalog to resemble; only its id matters to the search. */
export interface Liked {
  readonly id: string;
  readonly title?: string;
  readonly image?: string;
}

/** A facet's value to move towards, or away from with a negative weight. */
export interface Leaning {
  readonly facet: string;
  readonly value: string;
  readonly weight: number;
}

export const SORTS = ["best", "price-up", "price-down"] as const;
export type Sort = (typeof SORTS)[number];

/** What the visitor asks for at a moment. Never changed in place: every change makes another one. */
export interface QueryState {
  readonly photo: Photo | undefined;
  /** Of the photo. */
  readonly region: Region | undefined;
  readonly text: string;
  readonly not: readonly string[];
  readonly concepts: readonly Leaning[];
  readonly like: Liked | undefined;
  /** How much the words count against the picture: 0 for the picture alone, 1 for the words alone. */
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

/** The longest text and the most terms that are taken, whoever wrote them. */
export const LIMITS = { text: 300, not: 8, concepts: 12, id: 512, facets: 20, values: 50 } as const;

/** True where there is something to search with, and not merely a shop to look round. */
export function isQuery(query: QueryState): boolean {
  return hasPicture(query) || query.text !== "" || query.concepts.some(({ weight }) => weight > 0);
}

/** True where a picture is searched with: the visitor's own or a product's. */
export function hasPicture({ photo, like }: QueryState): boolean {
  return photo !== undefined || like !== undefined;
}

export function hasWords({ text, not, concepts }: QueryState): boolean {
  return text !== "" || not.length > 0 || concepts.length > 0;
}

/** The encoders that a query cannot do without. */
export function modalitiesOf(query: QueryState): Modality[] {
  if (!isQuery(query)) return [];
  const needed: Modality[] = [];
  if (query.photo) needed.push("image");
  if (query.text !== "" || query.not.length > 0) needed.push("text");
  return needed;
}

/** Adds a value to a category facet's condition, or takes it out. */
export function toggleValue(where: Where, facet: string, value: string): Where {
  const chosen = valuesOf(where, facet);
  const next = chosen.includes(value)
    ? chosen.filter((other) => other !== value)
    : [...chosen, value];
  return withCondition(where, facet, next.length > 0 ? next : undefined);
}

/** The values that a category facet's condition lets through; empty where it has none. */
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

/** Adds a leaning, or takes out the one towards the same value. */
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

/** Adds a term to move away from; none twice, the oldest goes where there are too many. */
export function addTerm(terms: readonly string[], term: string): readonly string[] {
  const tidy = term.trim().slice(0, LIMITS.text);
  if (tidy === "" || terms.includes(tidy)) return terms;
  return [...terms, tidy].slice(-LIMITS.not);
}

/** The weights of picture and words: equal at the middle, and 2 in all. */
export function weightsOf({ balance }: QueryState): { image: number; like: number; text: number } {
  const text = 2 * balance;
  return { image: 2 - text, like: 2 - text, text };
}
