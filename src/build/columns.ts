import { VisualSearchError } from "../errors.ts";

/** What a column of a feed can stand for; every other column becomes an attribute. */
export const FIELDS = [
  "id",
  "title",
  "price",
  "currency",
  "brand",
  "category",
  "colour",
  "link",
  "image",
] as const;

export type Field = (typeof FIELDS)[number];

/** Column names of each field, the likeliest first, without case, spaces, dots, `_` and `-`. */
const ALIASES: Readonly<Record<Field, readonly string[]>> = {
  id: ["id", "sku", "handle", "productid", "itemid"],
  title: ["title", "name", "productname", "producttitle", "productdisplayname"],
  price: ["price"],
  currency: ["currency", "currencycode", "pricecurrency"],
  brand: ["brand", "vendor", "manufacturer"],
  category: ["category", "producttype", "type"],
  colour: ["colour", "color", "basecolour", "basecolor"],
  link: ["link", "url", "producturl"],
  image: ["image", "imagelink", "imageurl", "photo", "imagefile", "imagesrc"],
};

const REQUIRED: readonly Field[] = ["id", "title", "image"];

/**
 * Checks a mapping of fields to column names.
 *
 * @throws `invalid-argument` for a field that does not exist or an empty column name.
 */
export function checkMapping(
  map: Readonly<Record<string, string>>,
): Partial<Record<Field, string>> {
  for (const [field, column] of Object.entries(map)) {
    if (
      !(FIELDS as readonly string[]).includes(field) ||
      typeof column !== "string" ||
      !column.trim()
    ) {
      throw new VisualSearchError(
        "invalid-argument",
        `A mapping should be field=column with one of the fields ${FIELDS.join(", ")}, and ` +
          `"${field}=${column}" was given.`,
      );
    }
  }
  return map as Partial<Record<Field, string>>;
}

/** Tells which columns of a record stand for which fields. */
export class ColumnMatcher {
  readonly #mapped = new Map<string, Field[]>();
  readonly #aliases = new Map<string, { field: Field; rank: number }>();
  readonly #map: Partial<Record<Field, string>>;

  /** @param map Columns that the caller has chosen; they stand before every alias. */
  constructor(map: Partial<Record<Field, string>> = {}) {
    this.#map = map;
    for (const field of FIELDS) {
      const column = map[field];
      if (column === undefined) {
        for (const [rank, alias] of ALIASES[field].entries())
          this.#aliases.set(alias, { field, rank });
      } else {
        const key = column.trim().toLowerCase();
        this.#mapped.set(key, [...(this.#mapped.get(key) ?? []), field]);
      }
    }
  }

  /** The column of each field that the columns have. */
  match(columns: Iterable<string>): Map<Field, string> {
    const found = new Map<Field, string>();
    const ranks = new Map<Field, number>();
    for (const column of columns) {
      const mapped = this.#mapped.get(column.trim().toLowerCase());
      if (mapped !== undefined) {
        for (const field of mapped) found.set(field, column);
        continue;
      }
      const alias = this.#aliases.get(column.toLowerCase().replace(/[\s._-]/g, ""));
      if (alias === undefined || (ranks.get(alias.field) ?? Infinity) <= alias.rank) continue;
      found.set(alias.field, column);
      ranks.set(alias.field, alias.rank);
    }
    return found;
  }

  /**
   * Checks the header of a feed whose rows all have the same columns.
   *
   * @throws `feed-invalid` when a chosen column or a needed field is not there.
   */
  checkHeader(columns: readonly string[]): void {
    const found = this.match(columns);
    for (const field of FIELDS) {
      if (found.has(field)) continue;
      const column = this.#map[field];
      if (column === undefined && !REQUIRED.includes(field)) continue;
      const expected = column ?? ALIASES[field].join(", ");
      throw new VisualSearchError(
        "feed-invalid",
        `The feed should have a column for ${field} (${expected}), and has only ` +
          `${columns.join(", ")}. Name the column with --map ${field}=<column>.`,
      );
    }
  }
}
