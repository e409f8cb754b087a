import type { FacetValue, Item } from "../types.ts";

/** One attribute of two products. */
export interface CompareRow {
  /** A field of `Item`, or the name of an attribute. */
  key: string;
  kind: "field" | "attribute";
  /** Absent where a product does not tell. */
  values: readonly [FacetValue | undefined, FacetValue | undefined];
  differs: boolean;
}

const FIELDS = ["brand", "category", "colour"] as const;

/**
 * What two products tell of themselves, beside title and price: brand, category and colour, then the attributes
 * in the order in which the first and then the second have them. What neither tells is left out.
 */
export function compareRows([one, other]: readonly [Item, Item]): CompareRow[] {
  const fields = FIELDS.map((key) => row(key, "field", one[key], other[key]));
  const names = new Set([...Object.keys(one.attributes), ...Object.keys(other.attributes)]);
  const attributes = [...names].map((key) =>
    row(key, "attribute", attribute(one, key), attribute(other, key)),
  );
  return [...fields, ...attributes].filter(({ values }) =>
    values.some((value) => value !== undefined),
  );
}

/** Names are the feed's, and may be those that every object has. */
function attribute({ attributes }: Item, key: string): FacetValue | undefined {
  return Object.hasOwn(attributes, key) ? attributes[key] : undefined;
}

function row(
  key: string,
  kind: CompareRow["kind"],
  first: FacetValue | undefined,
  second: FacetValue | undefined,
): CompareRow {
  const values = [told(first), told(second)] as const;
  return { key, kind, values, differs: shown(values[0]) !== shown(values[1]) };
}

/** An empty cell of the feed tells nothing. */
function told(value: FacetValue | undefined): FacetValue | undefined {
  return typeof value === "string" && value.trim() === "" ? undefined : value;
}

/** "Red " and "red" are the same to a shopper, but not nothing and "undefined". */
function shown(value: FacetValue | undefined): string | undefined {
  return value === undefined ? undefined : String(value).trim().toLowerCase();
}
