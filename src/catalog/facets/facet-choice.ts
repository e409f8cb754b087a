/** Which fields and attributes of items are facets, and what an item says of one. */
import type { AttributeValue } from "../../lib/types.ts";
import { combinationKey, textsOf } from "../items/attribute-value.ts";
import type { CatalogItem } from "../items/catalog-item.ts";

/** A facet of a catalog, and the kind of its values in every segment. */
export interface FacetSpec {
  name: string;
  kind: "category" | "number";
}

/** Fields of items that are facets, as attributes can be. */
export const FACET_FIELDS = ["category", "brand", "colour", "price"] as const;

/** Facets of a catalog. */
export const MAX_FACETS = 256;

/** A text column with more distinct values than this is no facet, nor one with more combinations of them. */
const MAX_VALUES = 65_535;
/** Nor is one whose values are used less than twice each on average, once there are this many items. */
const MIN_ITEMS_TO_JUDGE = 20;
const MAX_DISTINCT_SHARE = 0.5;

/** What an item says of a facet. A field has precedence over an attribute of the same name. */
export function facetValue(item: CatalogItem, name: string): AttributeValue | undefined {
  const field = FACET_FIELDS.find((candidate) => candidate === name);
  const value = field && item[field];
  if (value !== undefined) return value;
  return Object.hasOwn(item.attributes, name) ? item.attributes[name] : undefined;
}

/**
 * Chooses the facets of a catalog: fields first, then attributes in the order in which they first appear, at most 256.
 */
export function chooseFacets(items: readonly CatalogItem[]): FacetSpec[] {
  // By name the items that may have a value, so that rare names cost no look at all items.
  const owners = new Map<string, readonly CatalogItem[]>(FACET_FIELDS.map((name) => [name, items]));
  const ofAttributes = new Map<string, CatalogItem[]>();
  for (const item of items) {
    for (const name of Object.keys(item.attributes)) {
      if (owners.has(name)) continue;
      const own = ofAttributes.get(name);
      if (own) own.push(item);
      else ofAttributes.set(name, [item]);
    }
  }
  for (const [name, own] of ofAttributes) owners.set(name, own);
  const facets: FacetSpec[] = [];
  for (const [name, own] of owners) {
    if (facets.length === MAX_FACETS) break;
    const kind = kindOf(name, own);
    if (kind) facets.push({ name, kind });
  }
  return facets;
}

/** The kind of a facet, or `undefined` if its values make none. */
function kindOf(name: string, items: readonly CatalogItem[]): FacetSpec["kind"] | undefined {
  const distinct = new Set<string>();
  const combinations = new Set<string>();
  let present = 0;
  let uses = 0;
  let onlyNumbers = true;
  for (const item of items) {
    const value = facetValue(item, name);
    const key = combinationKey(value);
    if (key === undefined) continue;
    const texts = textsOf(value);
    present++;
    uses += texts.length;
    onlyNumbers &&= typeof value === "number";
    if (combinations.size <= MAX_VALUES) combinations.add(key);
    for (const text of texts) if (distinct.size <= MAX_VALUES) distinct.add(text);
  }
  if (present === 0) return undefined;
  if (onlyNumbers) return "number";
  const mostlyUnique = present >= MIN_ITEMS_TO_JUDGE && distinct.size > uses * MAX_DISTINCT_SHARE;
  const tooMany = distinct.size > MAX_VALUES || combinations.size > MAX_VALUES;
  return tooMany || mostlyUnique ? undefined : "category";
}
