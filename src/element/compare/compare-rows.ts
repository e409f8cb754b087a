/** Compares two products row by row. */
import type { AttributeValue, Item } from "../../lib/types.ts";

/** One field or attribute of two products. */
export interface CompareRow {
  /** A field of `Item`, or the name of an attribute. */
  key: string;
  kind: "field" | "attribute";
  /** `undefined` if a product does not have it. */
  values: readonly [AttributeValue | undefined, AttributeValue | undefined];
  differs: boolean;
}

const FIELDS = ["brand", "category", "colour"] as const;

/**
 * What two products say apart from title and price: brand, category and colour, then the attributes of the first in its
 * order and those that only the second has. Rows that both leave empty are left out.
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

/** An attribute's name comes from the feed, and may be one that every object has. */
function attribute({ attributes }: Item, key: string): AttributeValue | undefined {
  return Object.hasOwn(attributes, key) ? attributes[key] : undefined;
}

function row(
  key: string,
  kind: CompareRow["kind"],
  first: AttributeValue | undefined,
  second: AttributeValue | undefined,
): CompareRow {
  const values = [withoutEmpty(first), withoutEmpty(second)] as const;
  return { key, kind, values, differs: normalised(values[0]) !== normalised(values[1]) };
}

/** The value, or `undefined` for an empty cell of the feed. */
function withoutEmpty(value: AttributeValue | undefined): AttributeValue | undefined {
  const isEmpty = [value].flat().every((one) => typeof one === "string" && one.trim() === "");
  return isEmpty ? undefined : value;
}

/** For comparing: "Red " and "red" are the same to a shopper, and so are several values in another order. */
function normalised(value: AttributeValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  const texts = [value].flat().map((one) => String(one).trim().toLowerCase());
  return texts.sort().join("\n");
}
