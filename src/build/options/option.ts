/** The table of a command's options: flags, configuration keys, checks, defaults, help and reference come from it. */
import type { ValueKind } from "./values.ts";

/** Headings under which help and reference list options. */
export type OptionGroup =
  | "Arguments"
  | "Feed"
  | "Catalog"
  | "Model"
  | "Pictures"
  | "Downloads"
  | "Search"
  | "Detector"
  | "Page"
  | "Output";

/** One option: a row of the table. Its key in the table is its key in a configuration file. */
export interface Option<T> {
  /** The values that it takes. */
  readonly kind: ValueKind<T>;
  /** What it is, in lower case and without a full stop; help has one line for it. */
  readonly help: string;
  readonly group: OptionGroup;
  /** The value that is in effect if none is given. */
  readonly default?: T;
  /** The same in words, if it depends on something else or needs explaining. */
  readonly defaultText?: string;
  /** The command cannot do without it. */
  readonly required?: true;
  /** It is given without a flag, at the end of the command line. */
  readonly positional?: "one" | "several";
  /** A flag of one letter beside the long one. */
  readonly letter?: string;
  /** Another key that has meant the same in earlier versions, and still does. */
  readonly formerly?: FormerKey<T>;
}

export interface FormerKey<T> {
  readonly key: string;
  // biome-ignore lint/suspicious/noExplicitAny: the value of the former key, which `kind` has checked.
  readonly kind: ValueKind<any>;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  toValue(former: any): T;
}

// biome-ignore lint/suspicious/noExplicitAny: rows have values of many types.
export type AnyOption = Option<any>;
export type AnyTable = Readonly<Record<string, AnyOption>>;

/**
 * A table with a row for each key of `Options`. `Others` are the keys that neither a command line nor a
 * configuration file can give, such as a signal, and those of earlier versions.
 */
export type OptionTable<Options, Others extends keyof Options = never> = {
  readonly [Key in Exclude<keyof Options, Others>]-?: Option<Exclude<Options[Key], undefined>>;
};

type ValueOf<Row> = Row extends { kind: ValueKind<infer T> } ? T : never;

/** What a command line gives of a table's options; required ones are there. */
export type Given<Table> = {
  -readonly [Key in keyof Table as Table[Key] extends { required: true } ? Key : never]: ValueOf<
    Table[Key]
  >;
} & {
  -readonly [Key in keyof Table as Table[Key] extends { required: true } ? never : Key]?: ValueOf<
    Table[Key]
  >;
};

/** Options of which each that has a default in the table is there. */
export type WithDefaults<Options, Table> = Options & {
  readonly [Key in keyof Table as Table[Key] extends { default: unknown } ? Key : never]: ValueOf<
    Table[Key]
  >;
};

/** The flag of an option, without its value: `--max-images`; `--no-html` if it is true by default. */
export function flagOf(key: string, option: AnyOption): string {
  const name = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return option.default === true ? `--no-${name}` : `--${name}`;
}

/** The flag with what stands for its value: `--max-images <n>`; of an argument, its key. */
export function usageOf(key: string, option: AnyOption): string {
  const { placeholder } = option.kind;
  if (option.positional) return option.positional === "one" ? `<${key}>` : `<${key}...>`;
  return placeholder === undefined
    ? flagOf(key, option)
    : `${flagOf(key, option)} <${placeholder}>`;
}

/** The default in words; `undefined` if there is none. */
export function defaultOf({ kind, defaultText, ...option }: AnyOption): string | undefined {
  if (defaultText !== undefined) return defaultText;
  const value = option.default;
  return value === undefined || typeof value === "boolean" ? undefined : kind.format(value);
}
