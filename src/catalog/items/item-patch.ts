/** Patches: what has changed of an item since its segment was written. */
import type { AttributeValue } from "../../lib/types.ts";
import { isValue, sameValue } from "./attribute-value.ts";
import {
  type CatalogItem,
  isCurrency,
  MAX_PICTURES,
  PICTURE_FIELDS,
  TEXT_FIELDS,
} from "./catalog-item.ts";

/** `null` takes a value away. Attributes are changed one by one, too. */
export interface ItemPatch {
  title?: string;
  price?: number | null;
  currency?: string | null;
  brand?: string | null;
  category?: string | null;
  colour?: string | null;
  link?: string | null;
  image?: string | null;
  images?: string[] | null;
  imageSource?: string | null;
  imageSources?: string[] | null;
  attributes?: Record<string, AttributeValue | null>;
}

const OPTIONAL_FIELDS = ["price", ...TEXT_FIELDS] as const;
const REMOVABLE_FIELDS = [...OPTIONAL_FIELDS, ...PICTURE_FIELDS] as const;

/** What turns `from` into `to`, whose ids do not matter; `undefined` if they are the same. */
export function diffItem(from: CatalogItem, to: CatalogItem): ItemPatch | undefined {
  const patch: ItemPatch = {};
  if (from.title !== to.title) patch.title = to.title;
  for (const field of OPTIONAL_FIELDS) {
    if (from[field] !== to[field]) Object.assign(patch, { [field]: to[field] ?? null });
  }
  for (const field of PICTURE_FIELDS) {
    if (JSON.stringify(from[field]) !== JSON.stringify(to[field])) patch[field] = to[field] ?? null;
  }
  // A map, for an attribute may be called "__proto__".
  const attributes = new Map<string, AttributeValue | null>();
  for (const name of Object.keys(from.attributes)) {
    if (!Object.hasOwn(to.attributes, name)) attributes.set(name, null);
  }
  for (const [name, value] of Object.entries(to.attributes)) {
    const old = Object.hasOwn(from.attributes, name) ? from.attributes[name] : undefined;
    if (!sameValue(old, value)) attributes.set(name, value);
  }
  if (attributes.size > 0) patch.attributes = Object.fromEntries(attributes);
  return Object.keys(patch).length > 0 ? patch : undefined;
}

export function applyPatch(item: CatalogItem, patch: ItemPatch): CatalogItem {
  const patched: CatalogItem = { ...item, title: patch.title ?? item.title };
  for (const field of REMOVABLE_FIELDS) {
    const value = patch[field];
    if (value === null) delete patched[field];
    else if (value !== undefined) Object.assign(patched, { [field]: value });
  }
  if (patch.attributes) {
    const attributes = new Map(Object.entries(item.attributes));
    for (const [name, value] of Object.entries(patch.attributes)) {
      if (value === null) attributes.delete(name);
      else attributes.set(name, value);
    }
    patched.attributes = Object.fromEntries(attributes);
  }
  return patched;
}

/** Whether a patch may change what the item says of a facet. */
export function patchesFacet(patch: ItemPatch, facet: string): boolean {
  const { attributes } = patch;
  return Object.hasOwn(patch, facet) || (!!attributes && Object.hasOwn(attributes, facet));
}

/**
 * The patch in a JSON value that may come from anywhere, or what is wrong with it. Checked by hand: a catalog may have
 * tens of thousands, which all have to be read before it opens.
 */
export function readPatch(json: unknown): ItemPatch | { expected: string } {
  if (!isObject(json)) return { expected: "an object" };
  const patch: ItemPatch = {};
  const { title, price, attributes } = json;
  if (title !== undefined) {
    if (typeof title !== "string") return { expected: "a text as title" };
    patch.title = title;
  }
  if (price !== undefined) {
    if (price !== null && !Number.isFinite(price)) return { expected: "a number or null as price" };
    patch.price = price as number | null;
  }
  for (const field of TEXT_FIELDS) {
    const value = json[field];
    if (value === undefined) continue;
    if (value !== null && typeof value !== "string") {
      return { expected: `a text or null as ${field}` };
    }
    if (field === "currency" && value !== null && !isCurrency(value)) {
      return { expected: "an ISO 4217 code as currency" };
    }
    patch[field] = value;
  }
  for (const field of PICTURE_FIELDS) {
    const urls = json[field];
    if (urls === undefined) continue;
    if (urls !== null && !isImages(urls)) {
      return { expected: `a list of at most ${MAX_PICTURES - 1} texts or null as ${field}` };
    }
    patch[field] = urls;
  }
  if (attributes !== undefined) {
    if (!isObject(attributes) || !Object.values(attributes).every(isAttribute)) {
      return { expected: "texts, numbers, lists of texts or null as attributes" };
    }
    patch.attributes = attributes as Record<string, AttributeValue | null>;
  }
  return patch;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isImages(value: unknown): value is string[] {
  return (
    Array.isArray(value) &&
    value.length < MAX_PICTURES &&
    value.every((url) => typeof url === "string")
  );
}

function isAttribute(value: unknown): boolean {
  return value === null || isValue(value);
}
