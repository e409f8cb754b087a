/** Checks of what callers pass, for those who do not have the types. */
import { parseRules } from "../../catalog/manifest/rules-schema.ts";
import { checkInteger, checkNumber, invalidArgument, isNumberIn } from "../../lib/checks.ts";
import type { Loadable, Rules, WeightedConcept } from "../../lib/types.ts";

const MAX_LIMIT = 1000;
const DEFAULT_LIMIT = 20;
const MAX_TEXT_LENGTH = 10_000;
const MAX_TEXTS = 100;
const MAX_CONCEPTS = 100;
const MAX_CONCEPT_WEIGHT = 10;
/** Every `Loadable`. */
const LOADABLE: Readonly<Record<Loadable, true>> = { image: true, text: true, detector: true };

export function checkLimit(
  limit: unknown,
  { fallback = DEFAULT_LIMIT, most = MAX_LIMIT }: { fallback?: number; most?: number } = {},
): number {
  return checkInteger("limit", limit ?? fallback, 1, most);
}

/** Trimmed texts; none for an absent argument or an empty list. */
export function checkTexts(name: string, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > MAX_TEXTS) {
    throw invalidArgument(name, `at most ${MAX_TEXTS} texts`, list.length);
  }
  return list.map((text) => {
    if (typeof text !== "string" || text.trim() === "" || text.length > MAX_TEXT_LENGTH) {
      throw invalidArgument(name, `text of 1 to ${MAX_TEXT_LENGTH} characters`, text);
    }
    return text.trim();
  });
}

export function checkWeight(name: string, value: unknown): number {
  if (isNumberIn(value, 0, Number.MAX_VALUE)) return value;
  throw invalidArgument(`weights.${name}`, "a number of 0 or more", value);
}

/** The smallest cosine of a hit, -1 to 1. Default: none. */
export function checkScore(value: unknown): number {
  return value === undefined ? -Infinity : checkNumber("minScore", value, -1, 1);
}

/** The smallest score of a detection, 0 to 1. */
export function checkConfidence(value: unknown, fallback: number): number {
  return value === undefined ? fallback : checkNumber("minScore", value, 0, 1);
}

/** Concepts, each with its weight. */
export function checkConcepts(value: unknown): Required<WeightedConcept>[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > MAX_CONCEPTS) {
    throw invalidArgument("concepts", `a list of at most ${MAX_CONCEPTS} concepts`, value);
  }
  return value.map((concept: unknown, i) => {
    const { facet, value, weight = 1 } = Object(concept) as Record<string, unknown>;
    if (typeof facet !== "string" || typeof value !== "string") {
      throw invalidArgument(`concepts[${i}]`, "{ facet, value, weight? } with texts", concept);
    }
    const [least, most] = [-MAX_CONCEPT_WEIGHT, MAX_CONCEPT_WEIGHT];
    return { facet, value, weight: checkNumber(`concepts[${i}].weight`, weight, least, most) };
  });
}

/** A copy of a query's rules, checked but for the names of facets. */
export function checkRulesShape(rules: unknown, name: string): Rules {
  return parseRules(rules ?? {}, name);
}

/** Each of them once. Default: both encoders. */
export function checkModalities(value: unknown): Loadable[] {
  const list: unknown = value ?? ["image", "text"];
  if (Array.isArray(list) && list.every(isLoadable)) return [...new Set(list)];
  throw invalidArgument("modalities", 'a list of "image", "text" and "detector"', value);
}

export function checkLoadable(value: unknown): Loadable {
  if (isLoadable(value)) return value;
  throw invalidArgument("what to prefetch", '"image", "text" or "detector"', value);
}

function isLoadable(value: unknown): value is Loadable {
  return typeof value === "string" && Object.hasOwn(LOADABLE, value);
}
