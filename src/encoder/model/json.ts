import { VisualSearchError } from "../../lib/errors.ts";

/** A JSON object whose fields are not to be trusted. */
export type Json = Record<string, unknown>;

/** An own field, so that a name like "constructor" finds nothing; null counts as absent. */
export function field(owner: Json, key: string): unknown {
  return Object.hasOwn(owner, key) ? (owner[key] ?? undefined) : undefined;
}

/** `value` as an object. Throws `model-invalid`. */
export function object(value: unknown, where: string): Json {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
  throw invalid(where, "an object", value);
}

/** The object at `key`, or `undefined` where it is absent. Throws `model-invalid`. */
export function optionalObject(owner: Json, key: string, where: string): Json | undefined {
  const value = field(owner, key);
  return value === undefined ? undefined : object(value, `${where} ${key}`);
}

/** The integer at `key`, from 1 to `most`. Throws `model-invalid`. */
export function positiveInteger(owner: Json, key: string, where: string, most: number): number {
  const value = field(owner, key);
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most) {
    return value;
  }
  throw invalid(`${where} ${key}`, `an integer from 1 to ${most}`, value);
}

/** The boolean at `key`, or `fallback` where it is absent. Throws `model-invalid`. */
export function flag(owner: Json, key: string, where: string, fallback: boolean): boolean {
  const value = field(owner, key);
  if (value === undefined) return fallback;
  if (typeof value === "boolean") return value;
  throw invalid(`${where} ${key}`, "true or false", value);
}

/** A special token's text: a string, or an object with `content`. */
export function tokenText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  const content = field(value as Json, "content");
  return typeof content === "string" ? content : undefined;
}

/** The error for a field that is not as expected. */
export function invalid(where: string, expected: string, found: unknown): VisualSearchError {
  const shown = found === undefined ? "nothing" : (JSON.stringify(found) ?? typeof found);
  const short = shown.length > 120 ? `${shown.slice(0, 117)}...` : shown;
  return new VisualSearchError(
    "model-invalid",
    `${where}: expected ${expected}, found ${short}. Take the file anew from the model repository.`,
  );
}
