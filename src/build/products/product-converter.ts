/** Turns a feed product into a product with pictures, or says why it cannot be in the catalog. */
import { distinctValue, MAX_LIST_VALUES } from "../../catalog/items/attribute-value.ts";
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import type { AttributeValue } from "../../lib/types.ts";
import type { Place } from "../feed/feed.ts";
import type { FeedProduct } from "../feed/feed-product.ts";
import { cut, texts, tidy } from "../feed/fields/plain-text.ts";
import { paidPrice } from "../feed/offer.ts";
import { GROUP_WINDOW } from "../feed/product-groups.ts";
import type { Warnings } from "../report/warnings.ts";
import { type ProductWithPictures, picturesOf } from "./product-with-pictures.ts";
import { webAddress } from "./web-address.ts";

export const MAX_ID = 200;
const MAX_TITLE = 2000;
const MAX_TEXT = 1000;
const MAX_ATTRIBUTES = 500;
/** Products that one product can go with. */
export const MAX_GOES_WITH = 100;

/** How the reason begins when a product has the id of an earlier one. */
export const REPEATED_ID = "the id is that of line";

export interface ConverterOptions {
  /** Put before an image's file name to make its address in the browser. */
  imageBase?: string | undefined;
}

/** Why a feed product cannot be in a catalog. */
export interface Refusal {
  /** If it has one. */
  id?: string;
  error: string;
}

/**
 * Turns feed products into products with pictures. Texts longer than a catalog takes are cut (title 2000, others
 * 1000 characters) with a warning. A product is refused if its id is missing, too long or taken, or if it has no
 * title or no image.
 *
 * The price is what is paid today. `regularPrice`, `priceMax`, `availability`, `gender`, `ageGroup`, `size`,
 * `material`, `pattern`, `colours`, `description` and every option become attributes; the values of an option or
 * of an array become a list, of which the first 100 are kept, with a warning.
 */
export class ProductConverter {
  readonly #options: ConverterOptions;
  readonly #warnings: Warnings;
  readonly #lineOfId = new Map<string, number>();

  constructor(options: ConverterOptions, warnings: Warnings) {
    this.#options = options;
    this.#warnings = warnings;
  }

  convert({ line }: Place, product: FeedProduct): ProductWithPictures | Refusal {
    const id = tidy(product.id);
    const error = this.#refusalOf(id, product);
    if (error !== undefined) return { ...(id !== "" && { id: cut(id, MAX_ID) }), error };
    // A copy: in V8 a slice of a text keeps the whole text in memory, here a block of the feed.
    this.#lineOfId.set(Buffer.from(id).toString(), line);
    const warn = (message: string, found: string) => this.#warnings.add(message, line, id, found);
    const images = product.images.map(({ url }) => url);
    const pictures = picturesOf(images, this.#options.imageBase, warn);
    const item = itemOf(id, product, pictures[0]!.address, warn);
    const goesWith = idsOf(product.goesWith ?? "", id);
    if (goesWith.length > MAX_GOES_WITH) {
      warn(`only ${MAX_GOES_WITH} products that it goes with are kept`, goesWith[MAX_GOES_WITH]!);
    }
    const kept = goesWith.slice(0, MAX_GOES_WITH);
    return { line, item, pictures, ...(kept.length > 0 && { goesWith: kept }) };
  }

  #refusalOf(id: string, product: FeedProduct): string | undefined {
    if (id === "") return "no id";
    if (id.length > MAX_ID) return `the id has ${id.length} characters, at most ${MAX_ID}`;
    const earlier = this.#lineOfId.get(id);
    if (earlier !== undefined) return repeated(product, earlier);
    if (tidy(product.title) === "") return "no title";
    return product.images.length === 0 ? "no image" : undefined;
  }
}

/** @param image address of the first picture */
function itemOf(
  id: string,
  product: FeedProduct,
  image: string | undefined,
  warn: Warn,
): CatalogItem {
  const short = (name: string, value: string, limit: number) => {
    if (value.length > limit) warn(`${name} is cut to ${limit} characters`, value);
    return cut(value, limit);
  };
  const title = short("title", tidy(product.title), MAX_TITLE);
  const item: CatalogItem = { id, title, attributes: {} };
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
  if (image !== undefined) item.image = image;
  const attributes = new Attributes(warn, short);
  addFields(attributes, product);
  for (const [name, cell] of product.attributes) attributes.add(name, cell);
  item.attributes = attributes.values;
  return item;
}

/** The ids of a list, each once, without the product's own. */
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
    : `${error}; rows of one product need fewer than ${GROUP_WINDOW} others between them`;
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

/** Gathers the attributes of an item. The first value of a name stays. */
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
    // Values that were cut may have become the same.
    this.values[name] = distinctValue(kept.map((one) => this.#short(`"${name}"`, one, MAX_TEXT)))!;
  }
}
