import { VisualSearchError } from "../../../lib/errors.ts";
import { LIST_FIELDS } from "../feed-product.ts";
import type { FeedRecord } from "../feed-record.ts";
import type { ColumnLog, ColumnRole } from "./columns.ts";
import { cut, flat } from "./plain-text.ts";

/** What stands between the values of a cell, by the name of its column. */
export type ListColumns = Readonly<Record<string, string>>;

const MAX_SEPARATOR = 20;
/** Characters of a header that an error quotes. */
const MAX_SHOWN = 1000;
/** What a column with several values can become. */
const ROLES: readonly ColumnRole[] = ["attribute", "colour", ...LIST_FIELDS];

/** @throws `invalid-argument` for an empty name of a column, and for a separator that is empty or too long. */
export function checkLists(lists: ListColumns): ListColumns {
  if (typeof lists !== "object" || lists === null || Array.isArray(lists)) throw invalid(lists);
  for (const [column, separator] of Object.entries(lists)) {
    const isSeparator =
      typeof separator === "string" && separator !== "" && separator.length <= MAX_SEPARATOR;
    if (column.trim() === "" || !isSeparator) throw invalid(`${column}=${separator}`);
  }
  return lists;
}

/** Makes lists of the cells of some columns, whose names it finds without case. */
export class ListSplitter {
  readonly #lists = new Map<string, { column: string; separator: string }>();
  /** Names of columns that have been looked at. */
  readonly #found = new Set<string>();
  readonly #checked = new Set<string>();

  constructor(lists: ListColumns = {}) {
    for (const [column, separator] of Object.entries(lists)) {
      this.#lists.set(keyOf(column), { column, separator });
    }
  }

  /** The record with arrays in place of the texts of these columns. */
  split(record: FeedRecord): FeedRecord {
    if (this.#lists.size === 0) return record;
    const split = new Map(record);
    for (const [name, cell] of record) {
      const list = this.#lists.get(keyOf(name));
      if (!list) continue;
      this.#found.add(keyOf(name));
      const parts = flat(cell);
      split.set(
        name,
        parts.flatMap((part) => (typeof part === "string" ? part.split(list.separator) : [part])),
      );
    }
    return split;
  }

  /**
   * Checks the header of a feed whose rows all have the same columns.
   *
   * @throws `feed-invalid` when a column is not there.
   */
  checkHeader(columns: readonly string[]): void {
    const there = new Set(columns.map(keyOf));
    for (const [key, { column }] of this.#lists) {
      if (there.has(key)) continue;
      throw new VisualSearchError(
        "feed-invalid",
        `The feed should have the column "${column}", which --list names, and has only ` +
          `${cut(columns.join(", "), MAX_SHOWN)}.`,
      );
    }
  }

  /**
   * Checks what has become of the columns of a record.
   *
   * @throws `invalid-argument` for one that becomes what is one text, or nothing.
   */
  checkRoles(record: FeedRecord, columns: ColumnLog): void {
    if (this.#lists.size === 0) return;
    for (const name of record.keys()) {
      if (this.#checked.has(name) || !this.#lists.has(keyOf(name))) continue;
      this.#checked.add(name);
      const role = columns.roleOf(name);
      if (role === undefined || ROLES.includes(role)) continue;
      throw new VisualSearchError(
        "invalid-argument",
        `The option lists should name columns that become one of ${ROLES.join(", ")}, and "${name}" ` +
          `becomes ${role === "ignored" ? "nothing" : role} in this feed. Leave it out.`,
      );
    }
  }

  /** Columns that no record has had. */
  get missing(): string[] {
    return [...this.#lists]
      .filter(([key]) => !this.#found.has(key))
      .map(([, { column }]) => column);
  }
}

function keyOf(column: string): string {
  return column.trim().toLowerCase();
}

function invalid(found: unknown): VisualSearchError {
  return new VisualSearchError(
    "invalid-argument",
    `The option lists should have for each column what stands between its values, 1 to ${MAX_SEPARATOR} ` +
      `characters, as in sizes=",", and "${found}" was given.`,
  );
}
