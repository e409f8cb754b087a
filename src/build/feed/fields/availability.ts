/** Whether a product can be had, in the many words of feeds. */

/** The values of Google's product data specification. */
export type Availability = "in_stock" | "preorder" | "backorder" | "out_of_stock";

/** Spellings of Google's specification, of schema.org's `ItemAvailability` and of shops, letters only. */
const SPELLINGS: Readonly<Record<Availability, readonly string[]>> = {
  in_stock: [
    "instock",
    "available",
    "availablefororder",
    "limitedavailability",
    "onlineonly",
    "instoreonly",
    "true",
    "yes",
  ],
  out_of_stock: ["outofstock", "soldout", "unavailable", "discontinued", "reserved", "false", "no"],
  preorder: ["preorder", "presale", "comingsoon"],
  backorder: ["backorder", "madetoorder"],
};

const BY_SPELLING = new Map(
  Object.entries(SPELLINGS).flatMap(([value, names]) =>
    names.map((name) => [name, value as Availability] as const),
  ),
);

/** Best first: a product has the best of its variants. */
const ORDER: readonly Availability[] = ["in_stock", "preorder", "backorder", "out_of_stock"];

/** The standard value of "in stock", "https://schema.org/InStock" and the like; `undefined` for another text. */
export function parseAvailability(text: string): Availability | undefined {
  const name = text.trim().replace(/^https?:\/\/schema\.org\/|^schema:/i, "");
  return BY_SPELLING.get(name.toLowerCase().replace(/[^a-z]/g, ""));
}

export function bestAvailability(
  values: Iterable<Availability | undefined>,
): Availability | undefined {
  const present = new Set(values);
  return ORDER.find((value) => present.has(value));
}
