import { distinctValue, MAX_LIST_VALUES } from "../../catalog/items/attribute-value.ts";
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import type { AttributeValue } from "../../lib/types.ts";
import type { Place } from "../feed/feed.ts";
import type { FeedProduct } from "../feed/feed-product.ts";
import { cut, texts, tidy } from "../feed/fields/plain-text.ts";
import { paidPrice } from "../feed/offer.ts";
import { GROUP_WINDOW } from "../feed/product-groups.ts";
import type { Warnings } from "../report/warnings.ts";
import { type Picture, picturesOf } from "./product-pictures.ts";
import { webAddress } from "./web-address.ts";

const MAX_ID = 200;
const MAX_TITLE = 2000;
const MAX_TEXT = 1000;
const MAX_ATTRIBUTES = 500;
/** Products that one goes with. */
export const MAX_GOES_WITH = 100;

/** How the reason begins for which a row with the id of another is rejected. */
export const REPEATED_ID = "the id is that of line";

export interface RowOptions {
  /** Put before an image's file name to make its address in the browser. */
  imageBase?: string;
}

/** A product and its pictures. */
export interface ProductRow {
  line: number;
  item: CatalogItem;
  /** All that the feed names, the main one first; one at least. */
  pictures: Picture[];
  /** Ids of products that it goes with, where the feed names any. */
  goesWith?: string[];
}

/**
 * Turns the products of a feed into items of a catalog. Texts longer than the catalog takes are cut
 * (title 2000, others 1000 characters) with a warning; a missing, repeated or too long id, a missing
 * title and a missing image reject the product.
 *
 * An item's price is what is paid today. Of its other fields `regularPrice`, `priceMax`, `availability`,
 * `gender`, `ageGroup`, `size`, `material`, `pattern`, `colours`, `description` and every option become
 * attributes, the values of an option or of an array as a list; at most 100 of them stay, with a warning.
 */
export class RowReader {
  readonly #options: RowOptions;
  readonly #warnings: Warnings;
  readonly #lineOfId = new Map<string, number>();

  constructor(options: RowOptions, warnings: Warnings) {
    this.#options = options;
    this.#warnings = warnings;
  }

  /** The row, or why the product makes none. */
  read({ line }: Place, product: FeedProduct): ProductRow | { id?: string; error: string } {
    const id = tidy(product.id);
    if (id === "") return { error: "no id" };
    if (id.length > MAX_ID) {
      return {
        id: cut(id, MAX_ID),
        error: `the id has ${id.length} characters, at most ${MAX_ID}`,
      };
    }
    const earlier = this.#lineOfId.get(id);
    if (earlier !== undefined) return { id, error: repeated(product, earlier) };
    const title = tidy(product.title);
    if (title === "") return { id, error: "no title" };
    const images = product.images.map(({ url }) => url);
    if (images.length === 0) return { id, error: "no image" };
    const warn = (message: string, found: string) => this.#warnings.add(message, line, id, found);
    const pictures = picturesOf(images, this.#options.imageBase, warn);
    // A copy, for in V8 a part of a text keeps all of it in memory: a whole block of the feed.
    this.#lineOfId.set(Buffer.from(id).toString(), line);
    const short = (name: string, value: string, limit: number) => {
      if (value.length > limit) warn(`${name} is cut to ${limit} characters`, value);
      return cut(value, limit);
    };
    const item: CatalogItem = { id, title: short("title", title, MAX_TITLE), attributes: {} };
    for (const field of ["brand", "category", "colour"] as const) {
      const value = product[field];
      if (value !== undefined) item[field] = short(field, value, MAX_TEXT);
    }
    const price = paidPrice(product);
    if (price !== undefined) {
      item.price = price;
      if (product.currency !== undefined) item.currency = product.currency;
    }
    const link = webAddress(product.link ?? "", "link", warn);
    if (link !== undefined) item.link = link;
    const image = pictures[0]!.address;
    if (image !== undefined) item.image = image;
    const attributes = new Attributes(warn, short);
    addFields(attributes, product);
    for (const [name, cell] of product.attributes) attributes.add(name, cell);
    item.attributes = attributes.values;
    const goesWith = idsOf(product.goesWith ?? "", id);
    if (goesWith.length > MAX_GOES_WITH) {
      warn(`only ${MAX_GOES_WITH} products that it goes with are kept`, goesWith[MAX_GOES_WITH]!);
    }
    const kept = goesWith.slice(0, MAX_GOES_WITH);
    return { line, item, pictures, ...(kept.length > 0 && { goesWith: kept }) };
  }
}

/**
 * Makes numbers of the attributes whose every value is one, so that they become ranges: decimal
 * notation, and no leading zeros or digits beyond double precision, since those are codes.
 */
export function typeAttributes(items: readonly CatalogItem[]): void {
  const texts = new Set<string>();
  for (const { attributes } of items) {
    for (const [name, value] of Object.entries(attributes)) {
      if (!texts.has(name) && !isNumeric(value)) texts.add(name);
    }
  }
  for (const { attributes } of items) {
    for (const [name, value] of Object.entries(attributes)) {
      if (!texts.has(name)) attributes[name] = Number(value);
    }
  }
}

/** The ids of a list, each once, but for the product's own. */
function idsOf(list: string, own: string): string[] {
  const ids = new Set(list.split(/[\s,;]+/));
  ids.delete("");
  ids.delete(own);
  return [...ids];
}

type Warn = (message: string, found: string) => void;

function repeated({ variants }: FeedProduct, line: number): string {
  const error = `${REPEATED_ID} ${line}`;
  return variants.length === 0
    ? error
    : `${error}; rows of one product should have fewer than ${GROUP_WINDOW} others between them`;
}

function addFields(attributes: Attributes, product: FeedProduct): void {
  const { price, salePrice, priceMax, options } = product;
  if (salePrice !== undefined && price !== undefined) attributes.add("regularPrice", price);
  attributes.add("priceMax", priceMax);
  const byName = new Map(options.map(({ name, values }) => [name, values]));
  for (const field of ["availability", "gender", "ageGroup"] as const) {
    attributes.add(field, product[field]);
  }
  for (const field of ["size", "material", "pattern"] as const) {
    attributes.add(field, byName.get(field) ?? product[field]);
  }
  const colours = byName.get("colour") ?? product.colours ?? [];
  if (colours.length > 1) attributes.add("colours", colours);
  for (const [name, values] of byName) attributes.add(name, name === "colour" ? undefined : values);
  attributes.add("description", product.description);
}

/** Attributes of an item as they are gathered; of a name, the first value stays. */
class Attributes {
  readonly values: Record<string, AttributeValue> = {};
  readonly #warn: Warn;
  readonly #short: (name: string, value: string, limit: number) => string;
  #count = 0;

  constructor(warn: Warn, short: (name: string, value: string, limit: number) => string) {
    this.#warn = warn;
    this.#short = short;
  }

  add(name: string, cell: unknown): void {
    if (cell === undefined || Object.hasOwn(this.values, name)) return;
    if (typeof cell === "object" && cell !== null && !Array.isArray(cell)) {
      this.#warn(`"${cut(name, 100)}" is an object and is left out`, "an object");
      return;
    }
    const values = texts(cell);
    const [value] = values;
    if (value === undefined) return;
    // Assigned as a property this name would change the object's prototype.
    if (name === "__proto__") this.#warn('a column named "__proto__" is left out', value);
    else if (name.length > MAX_ID) this.#warn("a column with too long a name is left out", name);
    else if (++this.#count > MAX_ATTRIBUTES) {
      this.#warn(`only ${MAX_ATTRIBUTES} attributes are kept`, name);
    } else this.#keep(name, values);
  }

  #keep(name: string, values: readonly string[]): void {
    if (values.length > MAX_LIST_VALUES) {
      this.#warn(`only ${MAX_LIST_VALUES} values of "${name}" are kept`, values[MAX_LIST_VALUES]!);
    }
    const kept = values.slice(0, MAX_LIST_VALUES);
    // Those that were cut may have become the same.
    this.values[name] = distinctValue(kept.map((one) => this.#short(`"${name}"`, one, MAX_TEXT)))!;
  }
}

function isNumeric(value: AttributeValue): boolean {
  if (typeof value === "object") return false;
  const text = String(value);
  if (!/^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return false;
  const number = Number(text);
  return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER;
}
