/** Checks of values that callers pass, and the one form of the error for a wrong one. */
import { VisualSearchError } from "./errors.ts";

/** Characters of a wrong value that a message shows. */
const SHOWN_CHARACTERS = 100;

/** Whether a value is an integer from `least` to `most`, both included. */
export function isIntegerIn(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && isNumberIn(value, least, most);
}

/** Whether a value is a number from `least` to `most`, both included; NaN never is. */
export function isNumberIn(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && value >= least && value <= most;
}

/**
 * The value, if it is an integer from `least` to `most`.
 *
 * @param name of the argument, as the caller wrote it
 * @throws VisualSearchError `invalid-argument`
 * @example
 * checkInteger("limit", 20, 1, 1000); // 20
 */
export function checkInteger(name: string, value: unknown, least: number, most: number): number {
  if (isIntegerIn(value, least, most)) return value;
  throw invalidArgument(name, `an integer from ${least} to ${most}`, value);
}

/**
 * The value, if it is a number from `least` to `most`.
 *
 * @throws VisualSearchError `invalid-argument`
 */
export function checkNumber(name: string, value: unknown, least: number, most: number): number {
  if (isNumberIn(value, least, most)) return value;
  throw invalidArgument(name, `a number from ${least} to ${most}`, value);
}

/**
 * The error for a wrong argument: `Expected ${expected} as ${name}, got ${got}.`
 *
 * @param remedy a sentence, unless the expectation makes it obvious
 */
export function invalidArgument(
  name: string,
  expected: string,
  got: unknown,
  remedy?: string,
): VisualSearchError {
  const message = `Expected ${expected} as ${name}, got ${shown(got)}.`;
  return new VisualSearchError(
    "invalid-argument",
    remedy === undefined ? message : `${message} ${remedy}`,
  );
}

/** A value for a message: its JSON, shortened; `nothing` for an absent one. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "number" ? String(value) : toJson(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS - 3)}...` : text;
}

function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // A cycle, a bigint, or so many levels that the stack overflows; it would in `String`, too.
    if (typeof value !== "object") return String(value);
    return Array.isArray(value) ? `a list of ${value.length}` : "an object";
  }
}
