/**
 * Schemas for JSON that may come from anywhere (a manifest, a detector, a configuration), over valibot: builders
 * whose expectations read as English, and one way to fail, `Expected X at PATH of NAME, got Y. Do Z.`
 */
import {
  array,
  type BaseIssue,
  custom,
  type ExactOptionalSchema,
  type GenericSchema,
  type InferOutput,
  type IssuePathItem,
  maxLength,
  minLength,
  type ObjectEntries,
  picklist,
  pipe,
  rawTransform,
  safeParse,
  strictObject,
  object as valibotObject,
} from "valibot";
import { isIntegerIn, isNumberIn, shown } from "./checks.ts";
import { type ErrorCode, messageOf, VisualSearchError } from "./errors.ts";

export {
  boolean,
  check,
  exactOptional,
  lazy,
  nullish,
  optional,
  transform,
  union,
  unknown,
  variant,
} from "valibot";
export type { GenericSchema, InferOutput };
export { custom, pipe };

/** What is read, and how to complain about it. */
export interface Source {
  /** As a message names it, such as `the catalog's manifest` or `detector.json`. */
  name: string;
  code: ErrorCode;
  /** What to do about a wrong value: one sentence or two, with a full stop. */
  remedy: string;
}

/** The first thing that is wrong with a value. */
export interface Problem {
  /** Where, as `segments[0].items.path`; empty for the value as a whole. */
  path: string;
  /** Such as `an integer from 1 to 512`. */
  expected: string;
  got: unknown;
}

/** A value as its schema has it, or the first thing that is wrong with it. */
export type Outcome<T> = { value: T } | { problem: Problem };

/**
 * The value as its schema has it: only what the schema names, with defaults filled in.
 *
 * @throws VisualSearchError with the source's code
 * @example
 * const SIZE = object({ width: integer(1, 2048), height: integer(1, 2048) });
 * const SOURCE = { name: "size.json", code: "model-invalid", remedy: "Make it again." } as const;
 * parse(SIZE, { width: 0, height: 2 }, SOURCE);
 * // Expected an integer from 1 to 2048 at width of size.json, got 0. Make it again.
 */
export function parse<S extends GenericSchema>(
  schema: S,
  value: unknown,
  source: Source,
): InferOutput<S> {
  const outcome = read(schema, value);
  if ("value" in outcome) return outcome.value;
  throw problemError(outcome.problem, source);
}

/**
 * Like `parse`, from the text of a JSON file.
 *
 * @throws VisualSearchError with the source's code, also for what is no JSON
 */
export function parseJson<S extends GenericSchema>(
  schema: S,
  text: string,
  source: Source,
): InferOutput<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const { code, name, remedy } = source;
    const message = `Expected JSON as ${name}, got what cannot be parsed (${messageOf(cause)}). ${remedy}`;
    throw new VisualSearchError(code, message, { cause });
  }
  return parse(schema, value, source);
}

/** Like `parse`, for callers that do not throw, or throw in their own way. */
export function read<S extends GenericSchema>(schema: S, value: unknown): Outcome<InferOutput<S>> {
  const { issue, value: output } = firstIssue(schema, value);
  if (!issue) return { value: output };
  const got = issue.path ? issue.path.at(-1)!.value : issue.input;
  return { problem: { path: pathOf(issue), expected: issue.message, got } };
}

function firstIssue<S extends GenericSchema>(schema: S, value: unknown) {
  const result = safeParse(schema, value, {
    abortEarly: true,
    abortPipeEarly: true,
    // For schemas without a message of their own.
    message: expectationOf,
  });
  return { issue: result.issues?.[0], value: result.output as InferOutput<S> };
}

/** The error for what is wrong with a value, also for what only code can detect. */
export function problemError({ path, expected, got }: Problem, source: Source): VisualSearchError {
  const { code, name, remedy } = source;
  const where = path === "" ? `as ${name}` : `at ${path} of ${name}`;
  return new VisualSearchError(code, `Expected ${expected} ${where}, got ${shown(got)}. ${remedy}`);
}

/** What valibot expected, in words: a variant's `("a" | "b")` is `"a" or "b"`. */
function expectationOf({ expected, type, path }: BaseIssue<unknown>): string {
  if (expected === "never") return "no such field";
  if (/object$/.test(type)) return path ? "a value" : "an object";
  return (expected ?? "another value").replace(/^\((.*)\)$/, "$1").replaceAll(" | ", " or ");
}

function pathOf({ path }: BaseIssue<unknown>): string {
  return (path ?? [])
    .map(({ key }) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object with these fields; others are left out. */
export function object<E extends ObjectEntries>(entries: E) {
  return withoutArrays(valibotObject(entries));
}

/**
 * Like `object`, for a type that is written out elsewhere: published definitions must not refer to schemas. The compiler
 * keeps the two equal: it refuses a schema that lacks a field or has one too many.
 *
 * @example
 * const SIZE = objectOf<Size>()({ width: integer(1, 2048), height: integer(1, 2048) });
 */
export function objectOf<T extends object>() {
  return <E extends FieldsOf<T>>(entries: E & Record<Exclude<keyof E, keyof T>, never>) =>
    object(entries) as GenericSchema as GenericSchema<unknown, T>;
}

/** A schema for each field of a type, and an optional one for each optional field. */
export type FieldsOf<T extends object> = {
  [K in keyof T]-?: Record<never, never> extends Pick<T, K>
    ? ExactOptionalSchema<GenericSchema<unknown, NonNullable<T[K]>>, undefined>
    : GenericSchema<unknown, T[K]>;
};

/** An object with these fields and no others. */
export function exactObject<E extends ObjectEntries>(entries: E) {
  return withoutArrays(strictObject(entries));
}

/** Valibot takes arrays for objects. */
function withoutArrays<S extends GenericSchema>(schema: S): S {
  return {
    ...schema,
    "~run"(dataset, config) {
      if (!Array.isArray(dataset.value)) return schema["~run"](dataset, config);
      const refused = schema["~run"]({ value: undefined }, config);
      for (const issue of refused.issues ?? []) (issue as { input: unknown }).input = dataset.value;
      return refused;
    },
  } satisfies GenericSchema as S;
}

/**
 * An object whose keys are data, such as facet names. Every name is allowed, also `__proto__` and `constructor`, which
 * valibot's `record` leaves out.
 *
 * @param of what the entries are, for the message
 */
export function mapOf<S extends GenericSchema>(
  value: S,
  {
    least = 0,
    most = Infinity,
    of = "entries",
  }: { least?: number; most?: number; of?: string } = {},
) {
  const expected = most === Infinity ? "an object" : `an object of ${least} to ${most} ${of}`;
  const fits = (owner: unknown): owner is Json =>
    isObject(owner) && isIntegerIn(Object.keys(owner).length, least, most);
  return pipe(
    custom<Json>(fits, expected),
    rawTransform(({ dataset, addIssue, NEVER }) => {
      const entries: [string, InferOutput<S>][] = [];
      for (const [key, one] of Object.entries(dataset.value)) {
        const result = firstIssue(value, one);
        if (result.issue) {
          const { message, input, path } = result.issue;
          const place = { type: "unknown", origin: "value", input: dataset.value } as const;
          const step: IssuePathItem = { ...place, key, value: one };
          addIssue({ message, input, path: path ? [step, ...path] : [step] });
          return NEVER;
        }
        entries.push([key, result.value]);
      }
      return Object.fromEntries(entries);
    }),
  );
}

/** A list of `least` to `most` entries. */
export function listOf<S extends GenericSchema>(
  item: S,
  { least = 0, most }: { least?: number; most: number },
) {
  const expected = least === 0 ? `a list of at most ${most}` : `a list of ${least} to ${most}`;
  return pipe(array(item, "a list"), minLength(least, expected), maxLength(most, expected));
}

/** A text of `least` to `most` characters (UTF-16 code units). */
export function text(most: number, least = 1) {
  const fits = (value: unknown) =>
    typeof value === "string" && isIntegerIn(value.length, least, most);
  const count = least === 0 ? `at most ${most}` : `${least} to ${most}`;
  return custom<string>(fits, `a text of ${count} characters`);
}

/** An integer, both ends included. */
export function integer(least: number, most: number) {
  const fits = (value: unknown) => Number.isSafeInteger(value) && isIntegerIn(value, least, most);
  return custom<number>(fits, `an integer from ${least} to ${most}`);
}

/** A finite number, both ends included. */
export function number(least = -Number.MAX_VALUE, most = Number.MAX_VALUE) {
  const bounded = least > -Number.MAX_VALUE || most < Number.MAX_VALUE;
  const expected = bounded ? `a number from ${least} to ${most}` : "a number";
  return custom<number>((value) => isNumberIn(value, least, most), expected);
}

/** A SHA-256 in lower-case hexadecimal digits. */
export function sha256() {
  const fits = (value: unknown) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
  return custom<string>(fits, "a SHA-256 in lower-case hex");
}

/** One of some texts or numbers. */
export function oneOf<const T extends string | number>(...options: readonly T[]) {
  const shown = options.map((option) => JSON.stringify(option));
  const last = shown.pop();
  const expected = shown.length > 0 ? `${shown.join(", ")} or ${last}` : `${last}`;
  return picklist(options, expected);
}
