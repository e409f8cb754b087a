/** Columns whose cells hold several values, split by what `--list` says stands between them. */
import { invalidArgument } from "../../../lib/checks.ts";
import { VisualSearchError } from "../../../lib/errors.ts";
import type { FeedRecord } from "../feed-record.ts";
import type { ColumnLog, ColumnRole } from "./column-log.ts";
import { LIST_FIELDS } from "./fields.ts";
import { cut, flat } from "./plain-text.ts";

/** What stands between the values of a cell, by the name of its column. */
export type ListColumns = Readonly<Record<string, string>>;

/** Characters of a header that an error quotes. */
const MAX_SHOWN = 1000;
/** What a column with several values can become. */
const ROLES: readonly ColumnRole[] = ["attribute", "colour", ...LIST_FIELDS];

/** Makes lists of the cells of some columns, whose names it finds without case. */
export class ListSplitter {
  readonly #lists = new Map<string, { column: string; separator: string }>();
  /** Keys of columns that a record has had. */
  readonly #found = new Set<string>();
  /** Names of columns whose role has been checked. */
  readonly #checked = new Set<string>();

  constructor(lists: ListColumns = {}) {
    for (const [column, separator] of Object.entries(lists)) {
      this.#lists.set(keyOf(column), { column, separator });
    }
  }

  /** The record with arrays instead of the texts of these columns. */
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
   * Checks the header of a feed whose records all have the same columns.
   *
   * @throws VisualSearchError `feed-invalid` if a column is not there
   */
  checkHeader(columns: readonly string[]): void {
    const present = new Set(columns.map(keyOf));
    for (const [key, { column }] of this.#lists) {
      if (present.has(key)) continue;
      throw new VisualSearchError(
        "feed-invalid",
        `Expected the column "${column}", which --list names, in the feed, got only ` +
          `${cut(columns.join(", "), MAX_SHOWN)}. Name one of these.`,
      );
    }
  }

  /**
   * Checks what has become of the columns of a record.
   *
   * @throws VisualSearchError `invalid-argument` for one that becomes a single text, or nothing
   */
  checkRoles(record: FeedRecord, columns: ColumnLog): void {
    if (this.#lists.size === 0) return;
    for (const name of record.keys()) {
      if (this.#checked.has(name) || !this.#lists.has(keyOf(name))) continue;
      this.#checked.add(name);
      const role = columns.roleOf(name);
      if (role === undefined || ROLES.includes(role)) continue;
      const becomes = role === "ignored" ? "nothing" : role;
      throw invalidArgument(
        "list",
        `columns that become one of ${ROLES.join(", ")}`,
        name,
        `"${name}" becomes ${becomes} in this feed. Leave it out.`,
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
