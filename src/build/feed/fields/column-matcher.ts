/** Which columns of a record stand for which fields: those that the caller has mapped, else by their names. */
import { VisualSearchError } from "../../../lib/errors.ts";
import { FIELD_SPECS, FIELDS, type Field, REQUIRED_FIELDS } from "./fields.ts";
import { cut } from "./plain-text.ts";

/** Characters of a header that an error quotes. */
const MAX_SHOWN = 1000;

export class ColumnMatcher {
  readonly #map: Partial<Record<Field, string>>;
  /** Fields by the column that the caller has mapped to them. */
  readonly #mapped = new Map<string, Field[]>();
  readonly #byName = new Map<string, { field: Field; rank: number }>();
  #lastColumns = "";
  #lastFound: ReadonlyMap<Field, string> = new Map();

  /** @param map columns that the caller has mapped; they win over every name */
  constructor(map: Partial<Record<Field, string>> = {}) {
    this.#map = map;
    for (const field of FIELDS) {
      const column = map[field];
      if (column === undefined) {
        for (const [rank, name] of FIELD_SPECS[field].columns.entries()) {
          this.#byName.set(name, { field, rank });
        }
      } else {
        const key = column.trim().toLowerCase();
        this.#mapped.set(key, [...(this.#mapped.get(key) ?? []), field]);
      }
    }
  }

  /** The column of each field that the columns have. */
  match(columns: Iterable<string>): ReadonlyMap<Field, string> {
    const names = [...columns];
    // As a rule, a record has the columns of the one before.
    const joined = names.join("\n");
    if (joined !== this.#lastColumns) {
      this.#lastColumns = joined;
      this.#lastFound = this.#find(names);
    }
    return this.#lastFound;
  }

  /** The columns among these that the caller has mapped. */
  mapped(columns: Iterable<string>): ReadonlyMap<Field, string> {
    const found = new Map<Field, string>();
    if (this.#mapped.size === 0) return found;
    for (const column of columns) {
      for (const field of this.#mapped.get(column.trim().toLowerCase()) ?? []) {
        found.set(field, column);
      }
    }
    return found;
  }

  #find(columns: readonly string[]): Map<Field, string> {
    const found = new Map<Field, string>();
    const ranks = new Map<Field, number>();
    for (const column of columns) {
      const mapped = this.#mapped.get(column.trim().toLowerCase());
      if (mapped !== undefined) {
        for (const field of mapped) found.set(field, column);
        continue;
      }
      const known = this.#byName.get(column.toLowerCase().replace(/[\s._-]/g, ""));
      if (known === undefined || (ranks.get(known.field) ?? Infinity) <= known.rank) continue;
      found.set(known.field, column);
      ranks.set(known.field, known.rank);
    }
    return found;
  }

  /**
   * Checks the header of a feed whose records all have the same columns.
   *
   * @throws VisualSearchError `feed-invalid` if a mapped column or a needed field is not there
   */
  checkHeader(columns: readonly string[]): void {
    const found = this.match(columns);
    for (const field of FIELDS) {
      if (found.has(field)) continue;
      const column = this.#map[field];
      const needed = REQUIRED_FIELDS.find(([first]) => first === field);
      if (column === undefined && (!needed || needed.some((other) => found.has(other)))) continue;
      const expected = column ?? FIELD_SPECS[field].columns.join(", ");
      throw new VisualSearchError(
        "feed-invalid",
        `Expected a column for ${field} (${expected}) in the feed, got only ` +
          `${cut(columns.join(", "), MAX_SHOWN)}. Name the column with --map ${field}=<column>.`,
      );
    }
  }
}
