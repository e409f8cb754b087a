import type { FacetCondition, NumberRange } from "../../lib/types.ts";
import {
  EMPTY_QUERY,
  EVEN_BALANCE,
  type Leaning,
  LIMITS,
  type QueryState,
  SORTS,
  type Sort,
  valuesOf,
} from "./query-state.ts";

/**
 * A query as part of a URL's fragment, for links: `#vs=1&vs.text=red+dress&vs.is.colour=red`. Parameters of others
 * stand beside it untouched. The photo and its region are never written.
 */
const VERSION = "1";
/** Longer fragments are not looked at. */
const MAX_LENGTH = 8192;

/** The fragment, without `#`, with the query in the place of any that was in it. */
export function writeHash(hash: string, key: string, query: QueryState): string {
  const own = parametersOf(query).map(
    ([name, value]) => `${encode(`${key}.${name}`)}=${encode(value)}`,
  );
  const others = partsOf(hash).filter((part) => !isOwn(part, key));
  return [...others, ...(own.length > 0 ? [`${encode(key)}=${VERSION}`, ...own] : [])].join("&");
}

/** The query of a fragment, or `undefined` where it has none that this version reads. */
export function readHash(hash: string, key: string): QueryState | undefined {
  if (hash.length > MAX_LENGTH) return undefined;
  const own = partsOf(hash).filter((part) => isOwn(part, key));
  const pairs = [...new URLSearchParams(own.join("&"))];
  if (!pairs.some(([name, value]) => name === key && value === VERSION)) return undefined;
  let query: QueryState = EMPTY_QUERY;
  for (const [name, value] of pairs) {
    if (name.startsWith(`${key}.`)) query = withParameter(query, name.slice(key.length + 1), value);
  }
  return query;
}

type Parameter = [name: string, value: string];

function parametersOf(query: QueryState): Parameter[] {
  const { text, not, concepts, like, balance, where, sort } = query;
  const found: Parameter[] = [];
  if (text) found.push(["text", text]);
  for (const term of not) found.push(["not", term]);
  if (like) found.push(["like", like.id]);
  for (const { facet, value, weight } of concepts) {
    found.push([`${weight < 0 ? "off" : "to"}.${facet}`, value]);
  }
  if (balance !== EVEN_BALANCE) found.push(["words", String(Math.round(balance * 100))]);
  for (const [facet, condition] of Object.entries(where)) {
    if (isRange(condition)) {
      found.push([`in.${facet}`, `${condition.min ?? ""}..${condition.max ?? ""}`]);
    } else {
      for (const value of valuesOf(where, facet)) found.push([`is.${facet}`, value]);
    }
  }
  if (sort !== EMPTY_QUERY.sort) found.push(["sort", sort]);
  return found;
}

/** With one parameter more; what is not understood, or too much, is left out. */
function withParameter(query: QueryState, name: string, value: string): QueryState {
  if (value === "" || value.length > LIMITS.id) return query;
  const dot = name.indexOf(".");
  if (dot >= 0) return withFacet(query, name.slice(0, dot), name.slice(dot + 1), value);
  switch (name) {
    case "text":
      return { ...query, text: value.trim().slice(0, LIMITS.text) };
    case "not":
      return query.not.length < LIMITS.not
        ? { ...query, not: [...query.not, value.trim().slice(0, LIMITS.text)] }
        : query;
    case "like":
      return { ...query, like: { id: value } };
    case "words":
      return /^\d{1,3}$/.test(value) && Number(value) <= 100
        ? { ...query, balance: Number(value) / 100 }
        : query;
    case "sort":
      return (SORTS as readonly string[]).includes(value)
        ? { ...query, sort: value as Sort }
        : query;
    default:
      return query;
  }
}

function withFacet(query: QueryState, kind: string, facet: string, value: string): QueryState {
  if (facet === "" || facet.length > LIMITS.id) return query;
  const { where, concepts } = query;
  switch (kind) {
    case "to":
    case "off": {
      if (concepts.length >= LIMITS.concepts) return query;
      const leaning: Leaning = { facet, value, weight: kind === "off" ? -1 : 1 };
      return { ...query, concepts: [...concepts, leaning] };
    }
    case "is": {
      const values = valuesOf(where, facet);
      const isNew = !Object.hasOwn(where, facet);
      if (values.length >= LIMITS.values) return query;
      if (isNew && Object.keys(where).length >= LIMITS.facets) return query;
      return { ...query, where: setOwn(where, facet, [...values, value]) };
    }
    case "in": {
      const range = readRange(value);
      if (!range || Object.keys(where).length >= LIMITS.facets) return query;
      return { ...query, where: setOwn(where, facet, range) };
    }
    default:
      return query;
  }
}

/** `__proto__` is a name like any other. */
function setOwn(
  where: QueryState["where"],
  facet: string,
  condition: FacetCondition,
): QueryState["where"] {
  return Object.fromEntries([...Object.entries(where), [facet, condition]]);
}

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

function partsOf(hash: string): string[] {
  return hash
    .replace(/^#/, "")
    .split("&")
    .filter((part) => part !== "");
}

function isOwn(part: string, key: string): boolean {
  const name = encode(key);
  return part === name || part.startsWith(`${name}=`) || part.startsWith(`${name}.`);
}

/** As in a form: spaces as `+`, dots as they are. */
function encode(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}
