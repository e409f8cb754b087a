import { readRules } from "../catalog/rules.ts";
import { VisualSearchError } from "../lib/errors.ts";
import type { Loadable, Rules, WeightedConcept } from "../lib/types.ts";

/** Checks of what callers pass, for those who do not have the types. */

const MAX_LIMIT = 1000;
const DEFAULT_LIMIT = 20;
const MAX_TEXT_LENGTH = 10_000;
const MAX_TEXTS = 100;
const MAX_CONCEPTS = 100;
const MAX_CONCEPT_WEIGHT = 10;

export function checkLimit(
  limit: unknown,
  { fallback = DEFAULT_LIMIT, most = MAX_LIMIT }: { fallback?: number; most?: number } = {},
): number {
  return checkInteger("limit", limit ?? fallback, 1, most);
}

export function checkInteger(name: string, value: unknown, least: number, most: number): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) {
    return value as number;
  }
  throw bad(name, `an integer of ${least} to ${most}`, value);
}

/** Trimmed texts; an absent argument and an empty list are no texts. */
export function checkTexts(name: string, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > MAX_TEXTS) throw bad(name, `at most ${MAX_TEXTS} texts`, list.length);
  return list.map((text) => {
    if (typeof text !== "string" || text.trim() === "" || text.length > MAX_TEXT_LENGTH) {
      throw bad(name, `text of 1 to ${MAX_TEXT_LENGTH} characters`, text);
    }
    return text.trim();
  });
}

export function checkWeight(name: string, value: unknown, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value === "number" && value >= 0 && value < Infinity) return value;
  throw bad(`weights.${name}`, "a number of 0 or more", value);
}

export function checkScore(value: unknown): number {
  if (value === undefined) return -Infinity;
  if (typeof value === "number" && !Number.isNaN(value)) return value;
  throw bad("minScore", "a number of -1 to 1", value);
}

/** A score of a detector, 0 to 1, or what it says itself. */
export function checkConfidence(value: unknown, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw bad("minScore", "a number of 0 to 1", value);
}

/** Concepts, each with its weight. */
export function checkConcepts(value: unknown): Required<WeightedConcept>[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > MAX_CONCEPTS) {
    throw bad("concepts", `a list of at most ${MAX_CONCEPTS} concepts`, value);
  }
  return value.map((concept: unknown, i) => {
    const { facet, value, weight = 1 } = Object(concept) as Record<string, unknown>;
    if (typeof facet !== "string" || typeof value !== "string") {
      throw bad(`concepts[${i}]`, "{ facet, value, weight? } with texts", concept);
    }
    if (typeof weight !== "number" || !(Math.abs(weight) <= MAX_CONCEPT_WEIGHT)) {
      const range = `-${MAX_CONCEPT_WEIGHT} to ${MAX_CONCEPT_WEIGHT}`;
      throw bad(`concepts[${i}].weight`, `a number of ${range}`, weight);
    }
    return { facet, value, weight };
  });
}

/** A copy of a query's rules. */
export function checkRulesShape(rules: unknown, name: string): Rules {
  return readRules(rules ?? {}, name, bad, { strict: true });
}

/** Each of them once; both encoders where none are named. */
export function checkModalities(value: unknown): Loadable[] {
  const list: unknown = value ?? ["image", "text"];
  if (Array.isArray(list) && list.every(isLoadable)) return [...new Set(list)];
  throw bad("modalities", 'a list of "image", "text" and "detector"', value);
}

export function checkLoadable(value: unknown): Loadable {
  if (isLoadable(value)) return value;
  throw bad("what to prefetch", '"image", "text" or "detector"', value);
}

function isLoadable(value: unknown): value is Loadable {
  return value === "image" || value === "text" || value === "detector";
}

function bad(name: string, expected: string, got: unknown): VisualSearchError {
  const shown = (JSON.stringify(got) ?? String(got)).slice(0, 100);
  return new VisualSearchError(
    "invalid-argument",
    `Expected ${expected} as ${name}, got ${shown}.`,
  );
}
