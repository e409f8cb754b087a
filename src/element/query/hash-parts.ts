/**
 * The parts of a query that a link can carry: how each is written to the URL's fragment and read back. A part that is
 * added to the query needs a row in this table, or a place in `NotShared`.
 */
import type { FacetCondition, NumberRange, Where } from "../../lib/types.ts";
import {
  EMPTY_QUERY,
  EVEN_BALANCE,
  LIMITS,
  type QueryState,
  SORTS,
  valuesOf,
} from "./query-state.ts";

/** What never leaves the device. */
type NotShared = "photo" | "region";
export type SharedQuery = Omit<QueryState, NotShared>;

/** `text=red` has a name and a value, `is.colour=red` a facet as well. */
export interface Parameter {
  readonly name: string;
  readonly facet?: string | undefined;
  /** Whatever the link says: text of any length. */
  readonly value: string;
}

interface Part<T> {
  /** Names of the parameters that it is written in. */
  readonly parameters: readonly string[];
  write(part: T): Parameter[];
  /** The part with one more parameter, or `undefined` if that is not valid or too much. */
  read(parameter: Parameter, part: T): T | undefined;
}

export const PARTS: { readonly [Name in keyof SharedQuery]: Part<SharedQuery[Name]> } = {
  text: {
    parameters: ["text"],
    write: (text) => (text ? [{ name: "text", value: text }] : []),
    read: (parameter) => (isPlain(parameter) ? shortText(parameter) : undefined),
  },
  not: {
    parameters: ["not"],
    write: (terms) => terms.map((value) => ({ name: "not", value })),
    read: (parameter, terms) =>
      isPlain(parameter) && terms.length < LIMITS.not
        ? [...terms, shortText(parameter)]
        : undefined,
  },
  like: {
    parameters: ["like"],
    write: (like) => (like ? [{ name: "like", value: like.id }] : []),
    read: (parameter) => (isPlain(parameter) ? { id: parameter.value } : undefined),
  },
  concepts: {
    parameters: ["to", "off"],
    write: (concepts) =>
      concepts.map(({ facet, value, weight }) => ({
        name: weight < 0 ? "off" : "to",
        facet,
        value,
      })),
    read(parameter, concepts) {
      if (!hasFacet(parameter) || concepts.length >= LIMITS.concepts) return undefined;
      const { name, facet, value } = parameter;
      return [...concepts, { facet, value, weight: name === "off" ? -1 : 1 }];
    },
  },
  balance: {
    parameters: ["words"],
    write: (balance) =>
      balance === EVEN_BALANCE ? [] : [{ name: "words", value: String(Math.round(balance * 100)) }],
    read: (parameter) =>
      isPlain(parameter) && /^\d{1,3}$/.test(parameter.value) && Number(parameter.value) <= 100
        ? Number(parameter.value) / 100
        : undefined,
  },
  where: {
    parameters: ["is", "in"],
    write: (where) => Object.keys(where).flatMap((facet) => writeCondition(where, facet)),
    read: (parameter, where) => (hasFacet(parameter) ? withCondition(where, parameter) : undefined),
  },
  sort: {
    parameters: ["sort"],
    write: (sort) => (sort === EMPTY_QUERY.sort ? [] : [{ name: "sort", value: sort }]),
    read: (parameter) =>
      isPlain(parameter) ? SORTS.find((sort) => sort === parameter.value) : undefined,
  },
};

function isPlain({ facet, value }: Parameter): boolean {
  return facet === undefined && isShort(value);
}

function hasFacet(parameter: Parameter): parameter is Required<Parameter> & { facet: string } {
  return isShort(parameter.facet) && isShort(parameter.value);
}

function isShort(text: string | undefined): text is string {
  return text !== undefined && text !== "" && text.length <= LIMITS.id;
}

function shortText({ value }: Parameter): string {
  return value.trim().slice(0, LIMITS.text);
}

function writeCondition(where: Where, facet: string): Parameter[] {
  const condition = where[facet]!;
  if (isRange(condition)) {
    return [{ name: "in", facet, value: `${condition.min ?? ""}..${condition.max ?? ""}` }];
  }
  return valuesOf(where, facet).map((value) => ({ name: "is", facet, value }));
}

function withCondition(
  where: Where,
  { name, facet, value }: Parameter & { facet: string },
): Where | undefined {
  const facets = Object.keys(where).length;
  if (name === "in") {
    const range = readRange(value);
    return range && facets < LIMITS.facets ? setOwn(where, facet, range) : undefined;
  }
  const values = valuesOf(where, facet);
  if (values.length >= LIMITS.values) return undefined;
  if (!Object.hasOwn(where, facet) && facets >= LIMITS.facets) return undefined;
  return setOwn(where, facet, [...values, value]);
}

/** Sets a key of its own even for `__proto__`. */
function setOwn(where: Where, facet: string, condition: FacetCondition): Where {
  return Object.fromEntries([...Object.entries(where), [facet, condition]]);
}

/** `5..20`, `5..` or `..20`. */
function readRange(text: string): NumberRange | undefined {
  const [, low, high] =
    /^(-?\d{1,15}(?:\.\d{1,6})?)?\.\.(-?\d{1,15}(?:\.\d{1,6})?)?$/.exec(text) ?? [];
  if (low === undefined && high === undefined) return undefined;
  if (low !== undefined && high !== undefined && Number(low) > Number(high)) return undefined;
  return {
    ...(low !== undefined && { min: Number(low) }),
    ...(high !== undefined && { max: Number(high) }),
  };
}

function isRange(condition: FacetCondition): condition is NumberRange {
  return typeof condition === "object" && !Array.isArray(condition);
}
