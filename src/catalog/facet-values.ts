import type { FacetValue } from "../types.ts";
import type { CatalogItem } from "./types.ts";

/** A facet of a catalog: what its values are, whichever segment they stand in. */
export interface FacetSpec {
  name: string;
  kind: "category" | "number";
}

/** The item's fields that are facets beside its attributes. */
export const FACET_FIELDS = ["category", "brand", "colour", "price"] as const;

const MAX_FACETS = 256;

/** A text column with more distinct values than this is no facet. */
const MAX_VALUES = 65_535;
/** Nor is one in which nearly every item has its own value, once there are this many items. */
const MIN_ITEMS_TO_JUDGE = 20;
const MAX_DISTINCT_SHARE = 0.5;

/** What an item says of a facet; a field stands before an attribute of its name. */
export function facetValue(item: CatalogItem, name: string): FacetValue | undefined {
  const field = FACET_FIELDS.find((candidate) => candidate === name);
  const value = field && item[field];
  if (value !== undefined) return value;
  return Object.hasOwn(item.attributes, name) ? item.attributes[name] : undefined;
}

/**
 * Chooses the facets of all items of a catalog: the fixed fields first, then attributes as they first
 * appear, at most 256.
 */
export function chooseFacets(items: readonly CatalogItem[]): FacetSpec[] {
  const names = new Set<string>(FACET_FIELDS);
  for (const { attributes } of items) for (const name of Object.keys(attributes)) names.add(name);
  const facets: FacetSpec[] = [];
  for (const name of names) {
    const kind = kindOf(name, items);
    if (kind && facets.length < MAX_FACETS) facets.push({ name, kind });
  }
  return facets;
}

/** The kind of a facet, or `undefined` where the values make none. */
function kindOf(name: string, items: readonly CatalogItem[]): FacetSpec["kind"] | undefined {
  const distinct = new Set<string>();
  let present = 0;
  let onlyNumbers = true;
  for (const item of items) {
    const value = facetValue(item, name);
    if (value === undefined) continue;
    present++;
    onlyNumbers &&= typeof value === "number";
    if (distinct.size <= MAX_VALUES) distinct.add(String(value));
  }
  if (present === 0) return undefined;
  if (onlyNumbers) return "number";
  const mostlyUnique =
    present >= MIN_ITEMS_TO_JUDGE && distinct.size > present * MAX_DISTINCT_SHARE;
  return distinct.size > MAX_VALUES || mostlyUnique ? undefined : "category";
}
