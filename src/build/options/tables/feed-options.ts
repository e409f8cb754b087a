/** Options that tell how a feed is read: of `vitrine build`, its dry run, and `inspectFeed`. */
import type { Readable } from "node:stream";
import { FIELDS, type Field } from "../../feed/fields/fields.ts";
import { isCurrency } from "../../feed/fields/price.ts";
import { encodingLabel } from "../../feed/source/text-encoding.ts";
import type { OptionTable } from "../option.ts";
import type { BuildProgress } from "../progress.ts";
import { PATHS, pairs, RELATIVE_URL, text } from "../values.ts";

export interface FeedOptions {
  /**
   * The product feed: a file, a folder of files, pages or pictures, `-` for standard input, or several of
   * these. It may be gzip. Its content tells its format.
   */
  feed: string | readonly string[];
  /**
   * Put before an image's file name to make its address in the browser: an http(s) or relative URL.
   * Default: the feed's image column if it is an http(s) URL, else products have no picture.
   */
  imageBase?: string;
  /** ISO 4217 of prices that name none. */
  currency?: string;
  /** Encoding of the feed, such as `shift_jis`. Default: by its mark or declaration, else guessed. */
  encoding?: string;
  /** Columns of the feed by field, if their names do not tell. */
  map?: Partial<Record<Field, string>>;
  /**
   * What stands between the values of a cell, by the name of its column, such as `{ sizes: "," }`. Default: a text
   * is one value; arrays and variants have several in any case.
   */
  list?: Readonly<Record<string, string>>;
  /** @deprecated Former name of `list`. */
  lists?: Readonly<Record<string, string>>;
  /**
   * Time of the build, by which sale prices are in effect. Default: `SOURCE_DATE_EPOCH` of the
   * environment, else now.
   */
  created?: Date;
  /** What stands for standard input. Default: that of the process. */
  input?: Readable;
  onProgress?: (progress: BuildProgress) => void;
  /** Aborts the build; nothing is written then. */
  signal?: AbortSignal;
}

/** Options that only a program can give, and former names. */
export type ProgramOnly = "lists" | "created" | "input" | "onProgress" | "signal";

const MAX_SEPARATOR = 20;

const SEPARATORS = pairs({
  placeholder: "column=separator",
  expected: `column=separator with 1 to ${MAX_SEPARATOR} characters between values, such as sizes=,`,
  accepts: (_, separator) => separator.length <= MAX_SEPARATOR,
  keepsSpace: true,
});

export const FEED_OPTIONS = {
  feed: {
    kind: PATHS,
    help: "product feeds: files, folders, or - for standard input",
    group: "Arguments",
    positional: "several",
    required: true,
  },
  map: {
    kind: pairs<Partial<Record<Field, string>>>({
      placeholder: "field=column",
      expected: `field=column with one of the fields ${FIELDS.join(", ")}`,
      accepts: (field, column) =>
        (FIELDS as readonly string[]).includes(field) && column.trim() !== "",
    }),
    help: `column of a field (${FIELDS.join(", ")}); repeatable`,
    group: "Feed",
  },
  list: {
    kind: SEPARATORS,
    help: 'what stands between the values of a column\'s cells, as in "sizes=,"; repeatable',
    group: "Feed",
    formerly: { key: "lists", kind: SEPARATORS, toValue: (lists) => lists },
  },
  currency: {
    kind: text("code", "an ISO 4217 code such as EUR", isCurrency),
    help: "ISO 4217 code for prices that name none",
    group: "Feed",
  },
  encoding: {
    kind: text(
      "name",
      "a name such as utf-8, windows-1252 or shift_jis",
      (name) => encodingLabel(name) !== undefined,
    ),
    help: "encoding of the feed",
    group: "Feed",
    defaultText: "by its mark or declaration, else guessed",
  },
  imageBase: {
    kind: RELATIVE_URL,
    help: "put before image names to make their address in the browser",
    group: "Pictures",
  },
} satisfies OptionTable<FeedOptions, ProgramOnly>;
