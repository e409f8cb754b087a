import { readRules } from "../catalog/rules.ts";
import { VisualSearchError } from "../errors.ts";
import type { Modality, Rules } from "../types.ts";

/** Checks of what callers pass, for those who do not have the types. */

const MAX_LIMIT = 1000;
const DEFAULT_LIMIT = 20;
const MAX_TEXT_LENGTH = 10_000;
const MAX_TEXTS = 100;

export function checkLimit(limit: unknown): number {
  return checkInteger("limit", limit ?? DEFAULT_LIMIT, 1, MAX_LIMIT);
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

/** A copy of a query's rules. */
export function checkRulesShape(rules: unknown, name: string): Rules {
  return readRules(rules ?? {}, name, bad, { strict: true });
}

/** Each of them once; both where none are named. */
export function checkModalities(value: unknown): Modality[] {
  const list: unknown = value ?? ["image", "text"];
  const isModality = (one: unknown): one is Modality => one === "image" || one === "text";
  if (Array.isArray(list) && list.every(isModality)) return [...new Set(list)];
  throw bad("modalities", 'a list of "image" and "text"', value);
}

function bad(name: string, expected: string, got: unknown): VisualSearchError {
  const shown = (JSON.stringify(got) ?? String(got)).slice(0, 100);
  return new VisualSearchError(
    "invalid-argument",
    `Expected ${expected} as ${name}, got ${shown}.`,
  );
}
