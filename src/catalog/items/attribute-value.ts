/** Values of attributes: a text, a number, or a list of texts; and what of them a category facet tells apart. */
import type { AttributeValue } from "../../lib/types.ts";

/** Texts that one attribute of an item can have. */
export const MAX_LIST_VALUES = 100;

/** What an item has of a category facet: a text, or two and more in the order of their UTF-16 codes. */
export type Combination = string | readonly string[];

/** The texts of a value; a number is one. */
export function textsOf(value: AttributeValue | undefined): readonly string[] {
  if (value === undefined) return [];
  return isList(value) ? value : [String(value)];
}

export function isList(value: AttributeValue | undefined): value is readonly string[] {
  return Array.isArray(value);
}

/** The value that texts make: each text once; a single one is the text itself; none make no value. */
export function distinctValue(texts: readonly string[]): string | readonly string[] | undefined {
  const distinct = [...new Set(texts)];
  return distinct.length > 1 ? distinct : distinct[0];
}

/** Whether two values are the same, in the same order. */
export function sameValue(
  one: AttributeValue | null | undefined,
  other: AttributeValue | null | undefined,
): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((text, i) => text === other[i]);
}

/**
 * A key that values share if they have the same texts, whatever their order; that of a text never equals that of
 * several. Keys of single texts are in the order of the texts.
 */
export function combinationKey(value: AttributeValue | undefined): string | undefined {
  if (!isList(value)) return value === undefined ? undefined : `=${value}`;
  const distinct = distinctValue(value);
  return isList(distinct) ? JSON.stringify(distinct.toSorted()) : combinationKey(distinct);
}

/** The combination that has a key. */
export function combinationOfKey(key: string): Combination {
  return key.startsWith("=") ? key.slice(1) : JSON.parse(key);
}

/** Whether a JSON value is a combination. */
export function isCombination(value: unknown): value is Combination {
  if (typeof value === "string") return true;
  return isListOfTexts(value) && value.every((text, i) => i === 0 || value[i - 1]! < text);
}

/** What of a JSON value that may come from anywhere an attribute can have. */
export function readValue(json: unknown): AttributeValue | undefined {
  if (typeof json === "string" || typeof json === "number") return json;
  if (!Array.isArray(json)) return undefined;
  const first = json.slice(0, MAX_LIST_VALUES);
  return distinctValue(first.filter((text) => typeof text === "string"));
}

/** Whether a JSON value is as attributes are written. */
export function isValue(json: unknown): json is AttributeValue {
  if (typeof json === "string" || typeof json === "number") return true;
  return isListOfTexts(json) && new Set(json).size === json.length;
}

/** Two texts or more, and not too many. */
function isListOfTexts(json: unknown): json is readonly string[] {
  return (
    Array.isArray(json) &&
    json.length >= 2 &&
    json.length <= MAX_LIST_VALUES &&
    json.every((text) => typeof text === "string")
  );
}
