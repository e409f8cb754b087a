/** Sums up the products of a catalog: fields, facets and prices. */
import { type FacetSpec, facetValue } from "../../catalog/facets/facet-choice.ts";
import { textsOf } from "../../catalog/items/attribute-value.ts";
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import { cut } from "../feed/fields/plain-text.ts";
import { type Histogram, histogramOf } from "./histogram.ts";

/** Products without a field that are named. */
const MAX_IDS = 10;
/** Attributes that are listed. */
const MAX_ATTRIBUTES = 60;
const MAX_FACETS = 60;
const MAX_VALUES = 20;
const MAX_CURRENCIES = 5;
const MAX_TEXT = 200;

/** How many products have a field or an attribute. */
export interface FieldCoverage {
  field: string;
  present: number;
  missing: number;
  /** The first products without it. */
  missingIds: string[];
}

/** A facet, by which shoppers can filter. */
export interface FacetSummary {
  name: string;
  kind: FacetSpec["kind"];
  /** Products that have a value. */
  products: number;
  /** For a `category`: the number of values, and the most frequent ones. A product counts for each of its values. */
  distinct?: number;
  values?: { value: string; count: number }[];
  /** For a `number`. */
  numbers?: Histogram;
}

/** What the products of a catalog are like. */
export interface ItemSummary {
  /** The fields of every product, and attributes in the order of their first appearance. */
  fields: FieldCoverage[];
  facets: FacetSummary[];
  /** By ISO 4217 code, which is empty for prices without one; the most frequent first. */
  prices: { currency: string; prices: Histogram }[];
}

/** Fields that a product should have, even if none has them. */
const FIELDS = ["price", "currency", "brand", "category", "colour", "link", "image"] as const;
const EXPECTED_ATTRIBUTES = ["description", "availability"] as const;

/** @param facets those of the catalog */
export function summariseItems(
  items: readonly CatalogItem[],
  facets: readonly FacetSpec[],
): ItemSummary {
  return {
    fields: [
      ...FIELDS.map((field) => coverageOf(items, field, (item) => item[field] !== undefined)),
      ...attributesOf(items).map((name) =>
        coverageOf(items, name, ({ attributes }) => Object.hasOwn(attributes, name)),
      ),
    ],
    facets: facets
      .filter(({ name }) => name !== "price")
      .slice(0, MAX_FACETS)
      .map((facet) => facetOf(items, facet)),
    prices: pricesOf(items),
  };
}

function coverageOf(
  items: readonly CatalogItem[],
  field: string,
  has: (item: CatalogItem) => boolean,
): FieldCoverage {
  const missingIds: string[] = [];
  let missing = 0;
  for (const item of items) {
    if (has(item)) continue;
    if (missing++ < MAX_IDS) missingIds.push(item.id);
  }
  return { field, present: items.length - missing, missing, missingIds };
}

function attributesOf(items: readonly CatalogItem[]): string[] {
  const names = new Set<string>(EXPECTED_ATTRIBUTES);
  for (const { attributes } of items) {
    if (names.size >= MAX_ATTRIBUTES) break;
    for (const name of Object.keys(attributes)) names.add(name);
  }
  return [...names].slice(0, MAX_ATTRIBUTES);
}

function facetOf(items: readonly CatalogItem[], { name, kind }: FacetSpec): FacetSummary {
  const counts = new Map<string, number>();
  const numbers: number[] = [];
  let products = 0;
  for (const item of items) {
    const value = facetValue(item, name);
    if (value === undefined) continue;
    products++;
    if (kind === "number") numbers.push(Number(value));
    else for (const text of textsOf(value)) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  if (kind === "number") {
    const histogram = histogramOf(numbers);
    return { name, kind, products, ...(histogram && { numbers: histogram }) };
  }
  const values = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return {
    name,
    kind,
    products,
    distinct: values.length,
    values: values
      .slice(0, MAX_VALUES)
      .map(([value, count]) => ({ value: cut(value, MAX_TEXT), count })),
  };
}

function pricesOf(items: readonly CatalogItem[]): ItemSummary["prices"] {
  const byCurrency = new Map<string, number[]>();
  for (const { price, currency = "" } of items) {
    if (price === undefined) continue;
    const prices = byCurrency.get(currency);
    if (prices) prices.push(price);
    else byCurrency.set(currency, [price]);
  }
  return [...byCurrency]
    .map(([currency, values]) => ({ currency, prices: histogramOf(values)! }))
    .sort((a, b) => b.prices.count - a.prices.count)
    .slice(0, MAX_CURRENCIES);
}
