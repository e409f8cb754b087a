import type { AttributeValue, Item } from "../../lib/types.ts";

/** One attribute of two products. */
export interface CompareRow {
  /** A field of `Item`, or the name of an attribute. */
  key: string;
  kind: "field" | "attribute";
  /** Absent where a product does not tell. */
  values: readonly [AttributeValue | undefined, AttributeValue | undefined];
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
function attribute({ attributes }: Item, key: string): AttributeValue | undefined {
  return Object.hasOwn(attributes, key) ? attributes[key] : undefined;
}

function row(
  key: string,
  kind: CompareRow["kind"],
  first: AttributeValue | undefined,
  second: AttributeValue | undefined,
): CompareRow {
  const values = [told(first), told(second)] as const;
  return { key, kind, values, differs: shown(values[0]) !== shown(values[1]) };
}

/** An empty cell of the feed tells nothing. */
function told(value: AttributeValue | undefined): AttributeValue | undefined {
  const isEmpty = [value].flat().every((one) => typeof one === "string" && one.trim() === "");
  return isEmpty ? undefined : value;
}

/** "Red " and "red" are the same to a shopper, and several values in another order, but not nothing and "undefined". */
function shown(value: AttributeValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  const texts = [value].flat().map((one) => String(one).trim().toLowerCase());
  return texts.sort().join("\n");
}
