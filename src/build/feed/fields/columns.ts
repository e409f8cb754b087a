import { VisualSearchError } from "../../../lib/errors.ts";
import { cut } from "./plain-text.ts";

/** Characters of a header that an error quotes. */
const MAX_SHOWN = 1000;

/** What a column of a feed can stand for; every other column becomes an attribute. */
export const FIELDS = [
  "id",
  "title",
  "description",
  "price",
  "salePrice",
  "salePeriod",
  "currency",
  "availability",
  "brand",
  "category",
  "colour",
  "gender",
  "ageGroup",
  "material",
  "pattern",
  "size",
  "goesWith",
  "link",
  "image",
  "images",
  "group",
] as const;

export type Field = (typeof FIELDS)[number];

/** Column names of each field, the likeliest first, without case, spaces, dots, `_` and `-`. */
const ALIASES: Readonly<Record<Field, readonly string[]>> = {
  id: ["id", "sku", "handle", "productid", "itemid"],
  title: ["title", "name", "productname", "producttitle", "productdisplayname"],
  description: ["description", "productdescription", "longdescription", "summary", "content"],
  price: ["price"],
  salePrice: ["saleprice", "specialprice"],
  salePeriod: ["salepriceeffectivedate"],
  currency: ["currency", "currencycode", "pricecurrency"],
  availability: ["availability", "stockstatus"],
  brand: ["brand", "vendor", "manufacturer"],
  category: ["category", "producttype", "type", "googleproductcategory"],
  colour: ["colour", "color", "basecolour", "basecolor"],
  gender: ["gender"],
  ageGroup: ["agegroup"],
  material: ["material"],
  pattern: ["pattern"],
  size: ["size"],
  goesWith: ["goeswith", "outfit", "complementary", "completethelook"],
  link: ["link", "url", "producturl"],
  image: ["image", "imagelink", "imageurl", "photo", "imagefile", "imagesrc"],
  images: [
    "additionalimagelink",
    "additionalimagelinks",
    "images",
    "imagelinks",
    "imageurls",
    "photos",
  ],
  group: ["itemgroupid"],
};

/** One field of each of these is needed. */
const REQUIRED: readonly (readonly Field[])[] = [["id"], ["title"], ["image", "images"]];

/** Columns whose roles are told; a feed of JSON can have any number of names. */
const MAX_COLUMNS = 1000;

/** What is made of a column: a field, a part of the product's variants, an attribute, or nothing. */
export type ColumnRole = Field | "variants" | "attribute" | "ignored";

/** What has been made of the columns of a feed, in the order of their first appearance. */
export class ColumnLog {
  readonly #roles = new Map<string, ColumnRole>();

  note(column: string, role: ColumnRole): void {
    if (this.#roles.size < MAX_COLUMNS || this.#roles.has(column)) this.#roles.set(column, role);
  }

  /** What has been made of a column, where that was noted. */
  roleOf(column: string): ColumnRole | undefined {
    return this.#roles.get(column);
  }

  list(): { column: string; role: ColumnRole }[] {
    return [...this.#roles].map(([column, role]) => ({ column, role }));
  }
}

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
  #lastColumns = "";
  #lastFound: ReadonlyMap<Field, string> = new Map();

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
  match(columns: Iterable<string>): ReadonlyMap<Field, string> {
    const names = [...columns];
    // Rows have the columns of the row before, as a rule.
    const joined = names.join("\n");
    if (joined !== this.#lastColumns) {
      this.#lastColumns = joined;
      this.#lastFound = this.#find(names);
    }
    return this.#lastFound;
  }

  /** The columns that the caller has chosen among these. */
  chosen(columns: Iterable<string>): ReadonlyMap<Field, string> {
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
      const needed = REQUIRED.find(([first]) => first === field);
      if (column === undefined && (!needed || needed.some((other) => found.has(other)))) continue;
      const expected = column ?? ALIASES[field].join(", ");
      throw new VisualSearchError(
        "feed-invalid",
        `The feed should have a column for ${field} (${expected}), and has only ` +
          `${cut(columns.join(", "), MAX_SHOWN)}. Name the column with --map ${field}=<column>.`,
      );
    }
  }
}
