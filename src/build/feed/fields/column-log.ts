/** What has been made of the columns of a feed. */
import type { Field } from "./fields.ts";

/** Columns whose roles are kept; a feed of JSON can have any number of names. */
const MAX_COLUMNS = 1000;

/** What is made of a column: a field, a part of the product's variants, an attribute, or nothing. */
export type ColumnRole = Field | "variants" | "attribute" | "ignored";

/** The roles of columns, in the order of their first appearance. */
export class ColumnLog {
  readonly #roles = new Map<string, ColumnRole>();

  note(column: string, role: ColumnRole): void {
    if (this.#roles.size < MAX_COLUMNS || this.#roles.has(column)) this.#roles.set(column, role);
  }

  /** What has been made of a column, if that was noted. */
  roleOf(column: string): ColumnRole | undefined {
    return this.#roles.get(column);
  }

  list(): { column: string; role: ColumnRole }[] {
    return [...this.#roles].map(([column, role]) => ({ column, role }));
  }
}
