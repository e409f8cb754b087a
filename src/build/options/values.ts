/** Kinds of values that options take: how each is written on a command line, and what it may be. */
import { isIntegerIn } from "../../lib/checks.ts";

/** A kind of values, wherever they come from: a command line, a configuration file or a program. */
export interface ValueKind<T> {
  /** What stands for the value in help: `n` of `--threads <n>`. A flag that has no value has none. */
  readonly placeholder?: string;
  /** Completes "Expected ... as threads". */
  readonly expected: string;
  accepts(value: unknown): value is T;
  /**
   * The value that a text of the command line stands for, before `accepts` is asked.
   *
   * @param earlier value of the same flag, if it was given before
   */
  parse(text: string, earlier?: T): unknown;
  /** The text that stands for a value on a command line. */
  format(value: T): string;
  /** Joins a configuration file's value with the command line's, which wins. Default: the latter alone. */
  merge?(configured: T, given: T): T;
}

/** A flag that is there or not. */
export const FLAG: ValueKind<boolean> = {
  expected: "true or false",
  accepts: (value) => typeof value === "boolean",
  parse: () => true,
  format: String,
};

/** A text of one character or more. */
export function text(
  placeholder: string,
  expected = "a text",
  isValid: (value: string) => boolean = () => true,
): ValueKind<string> {
  return {
    placeholder,
    expected,
    accepts: (value): value is string => isText(value) && isValid(value),
    parse: (given) => given,
    format: (value) => value,
  };
}

/** Any text; an empty one is as good as none. */
export function anyText(placeholder: string): ValueKind<string> {
  return {
    ...text(placeholder),
    accepts: (value): value is string => typeof value === "string",
  };
}

export const FOLDER = text("dir", "a path");
export const FILE = text("file", "a path");

/** An http(s) URL, or one that is relative to another. */
export const RELATIVE_URL = text("url", "an http(s) or relative URL", (url) => {
  const base = "https://shop.invalid/";
  return URL.canParse(url, base) && /^https?:$/.test(new URL(url, base).protocol);
});

/** A path, or a list of them. */
export const PATHS: ValueKind<string | readonly string[]> = {
  placeholder: "path",
  expected: "a path or a list of paths",
  accepts: (value): value is string | readonly string[] => isText(value) || isTexts(value),
  parse: (given, earlier) => [...[earlier ?? []].flat(), given],
  format: (value) => [value].flat().join(" "),
};

/** A list of one or more paths. */
export const PATH_LIST: ValueKind<readonly string[]> = {
  placeholder: "path",
  expected: "a list of one or more paths",
  accepts: isTexts,
  parse: (given, earlier) => [...(earlier ?? []), given],
  format: (value) => value.join(" "),
};

/** An integer, both ends included. */
export function integer(placeholder: string, least: number, most: number): ValueKind<number> {
  return {
    placeholder,
    expected: `an integer from ${least} to ${most}`,
    accepts: (value): value is number => isIntegerIn(value, least, most),
    parse: digits,
    format: String,
  };
}

/** One of a few texts. */
export function choice<const T extends string>(
  placeholder: string,
  choices: readonly T[],
): ValueKind<T> {
  return {
    placeholder,
    expected: oneOf(choices),
    accepts: (value): value is T => (choices as readonly unknown[]).includes(value),
    parse: (given) => given,
    format: (value) => value,
  };
}

/** A list of texts, with commas between them on a command line. */
export function list<T extends string = string>(options: {
  expected: string;
  /** Number of texts. Default: 1 or more. */
  least?: number;
  most?: number;
  /** Whether no text may be in it twice. */
  distinct?: boolean;
  /** The texts that may be in it. Default: any. */
  of?: readonly T[];
  /** What a command line has for the empty list. */
  empty?: string;
}): ValueKind<readonly T[]> {
  const { expected, least = 1, most = Infinity, distinct = false, of, empty } = options;
  return {
    placeholder: "list",
    expected,
    accepts: (value): value is readonly T[] =>
      Array.isArray(value) &&
      isIntegerIn(value.length, least, most) &&
      value.every((entry) => isText(entry) && (of === undefined || of.includes(entry as T))) &&
      (!distinct || new Set(value).size === value.length),
    parse: (given) => (given.trim() === empty ? [] : commaSeparated(given)),
    format: (value) => (value.length === 0 ? (empty ?? "") : value.join(",")),
  };
}

/** A text for each of some names: `name=text` on a command line, once for each. */
export function pairs<
  Pairs extends Readonly<Partial<Record<string, string>>> = Readonly<Record<string, string>>,
>(options: {
  placeholder: string;
  expected: string;
  accepts: (name: string, value: string) => boolean;
  /** Whether white space around the text belongs to it. */
  keepsSpace?: boolean;
}): ValueKind<Pairs> {
  const { placeholder, expected, keepsSpace = false } = options;
  return {
    placeholder,
    expected,
    accepts: (value): value is Pairs =>
      typeof value === "object" &&
      value !== null &&
      !Array.isArray(value) &&
      Object.entries(value).every(
        ([name, one]) => name.trim() !== "" && isText(one) && options.accepts(name, one),
      ),
    parse: (given, earlier) => {
      const at = given.indexOf("=");
      if (at < 1) return given;
      const value = given.slice(at + 1);
      return { ...earlier, [given.slice(0, at).trim()]: keepsSpace ? value : value.trim() };
    },
    format: (value) =>
      Object.entries(value)
        .map((pair) => pair.join("="))
        .join(" "),
    merge: (configured, given) => ({ ...configured, ...given }),
  };
}

/** The number of a text of digits; any other text as it is, which no kind of numbers accepts. */
export function digits(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

export function commaSeparated(text: string): string[] {
  return text.split(",").map((entry) => entry.trim());
}

/** `a`, `a or b`, `a, b or c`. */
export function oneOf(choices: readonly string[]): string {
  const last = choices.at(-1) ?? "";
  return choices.length < 2 ? last : `${choices.slice(0, -1).join(", ")} or ${last}`;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isText);
}
