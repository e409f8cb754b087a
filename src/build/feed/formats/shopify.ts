import {
  type Availability,
  emptyProduct,
  FIELD_OPTIONS,
  type Offer,
  type Product,
  type Variant,
} from "../feed-product.ts";
import type { FeedRecord } from "../feed-record.ts";
import type { ColumnMatcher, ColumnRole } from "../fields/columns.ts";
import { htmlToText } from "../fields/html-text.ts";
import { addImages, imagesOf } from "../fields/picture-list.ts";
import { flat, plain, textOrTexts } from "../fields/plain-text.ts";
import type { Price } from "../fields/price.ts";
import {
  type Dialect,
  type NoPart,
  offerOf,
  type Part,
  type RowContext,
  readPrice,
} from "./format-reader.ts";
import { applyChosen } from "./mapped-columns.ts";

const NOT_PUBLISHED = "the product is not published in the shop";

/**
 * Columns of Shopify's product CSV in both generations of its header, without case and punctuation:
 * https://help.shopify.com/en/manual/products/import-export/using-csv
 */
const COLUMNS = {
  handle: ["handle", "urlhandle"],
  title: ["title"],
  body: ["bodyhtml", "description"],
  vendor: ["vendor"],
  category: ["type", "producttype", "customproducttype"],
  taxonomy: ["productcategory", "standardproducttype", "googleshoppinggoogleproductcategory"],
  tags: ["tags"],
  published: ["published", "publishedononlinestore"],
  status: ["status"],
  sku: ["variantsku", "sku"],
  price: ["variantprice", "price"],
  comparePrice: ["variantcompareatprice", "compareatprice"],
  tracker: ["variantinventorytracker", "inventorytracker"],
  quantity: ["variantinventoryqty", "inventoryquantity"],
  policy: ["variantinventorypolicy", "continuesellingwhenoutofstock"],
  image: ["imagesrc", "productimageurl"],
  imageAlt: ["imagealttext"],
  variantImage: ["variantimage", "variantimageurl"],
  gender: ["googleshoppinggender"],
  ageGroup: ["googleshoppingagegroup"],
} as const;

type Column = keyof typeof COLUMNS;

const ROLES: Readonly<Record<Column, ColumnRole>> = {
  handle: "id",
  title: "title",
  body: "description",
  vendor: "brand",
  category: "category",
  taxonomy: "category",
  tags: "attribute",
  published: "availability",
  status: "availability",
  sku: "variants",
  price: "price",
  comparePrice: "price",
  tracker: "availability",
  quantity: "availability",
  policy: "availability",
  image: "image",
  imageAlt: "image",
  variantImage: "images",
  gender: "gender",
  ageGroup: "ageGroup",
};

const OPTION_COLUMN = /^option([123])(name|value)$/;
const METAFIELD_COLUMN = /^(.+?)\s*\(product\.metafields\.[^)]*\)$/;

/** Whether a header is that of Shopify's product CSV. */
export function isShopifyHeader(columns: Iterable<string>): boolean {
  const names = new Set([...columns].map(normalise));
  const has = (column: Column) => COLUMNS[column].some((name) => names.has(name));
  return (
    has("handle") &&
    has("title") &&
    (names.has("option1value") || names.has("variantprice") || names.has("urlhandle"))
  );
}

/** Where a header has what. */
interface Layout {
  joined: string;
  columns: ReadonlyMap<Column, string>;
  options: readonly { name: string; value: string }[];
  metafields: ReadonlyMap<string, string>;
}

/**
 * Rows of Shopify's product CSV: the rows of a handle are one product, the first with its texts, each with
 * a variant, a picture or both.
 */
export class ShopifyCsvDialect implements Dialect {
  readonly format = "shopify-csv";
  readonly #matcher: ColumnMatcher;
  #layout: Layout | undefined;
  /** Names of the options of the product whose rows are read: only its first row has them. */
  #optionNames: { handle: string; names: string[] } = { handle: "", names: [] };
  /** Handle of a product that is not published, whose rows are read. */
  #hidden: string | undefined;

  constructor(matcher: ColumnMatcher) {
    this.#matcher = matcher;
  }

  read(record: FeedRecord, context: RowContext): (Part | NoPart)[] {
    const layout = this.#layoutOf(record, context);
    const text = (column: Column) => plain(record.get(layout.columns.get(column) ?? ""));
    const handle = text("handle");
    const title = text("title");
    // A row that begins a product says whether it is published; those that follow say nothing.
    const status = text("status").toLowerCase();
    const hidden =
      /^(?:false|no)$/i.test(text("published")) || (status !== "" && status !== "active");
    if (title !== "" && hidden) {
      this.#hidden = handle;
      return [{ id: handle, error: NOT_PUBLISHED }];
    }
    if (handle !== "" && handle === this.#hidden && title === "") return [];
    this.#hidden = undefined;
    const product = emptyProduct(handle, title);
    const description = htmlToText(text("body"));
    if (description !== "") product.description = description;
    assignTexts(product, {
      brand: text("vendor"),
      // "Apparel & Accessories > Clothing > Dresses"
      category: text("category") || text("taxonomy").split(" > ").at(-1)!,
      gender: text("gender"),
      ageGroup: text("ageGroup"),
    });
    if (handle !== "") product.link = `/products/${encodeURIComponent(handle)}`;
    setTags(product, record.get(layout.columns.get("tags") ?? ""));
    for (const [column, name] of layout.metafields) {
      const value = textOrTexts(record.get(column));
      if (value !== undefined) product.attributes.set(name, value);
    }
    const alt = text("imageAlt");
    addImages(
      product.images,
      imagesOf(record.get(layout.columns.get("image") ?? "")).map((image) =>
        alt === "" ? image : { ...image, alt },
      ),
    );
    const variant = this.#variantOf(record, layout, handle, title !== "", context);
    if (variant !== undefined) product.variants.push(variant);
    applyChosen(product, record, this.#matcher, context);
    return [handle === "" ? { product } : { key: handle, product }];
  }

  #variantOf(
    record: FeedRecord,
    layout: Layout,
    handle: string,
    isFirst: boolean,
    context: RowContext,
  ): Variant | undefined {
    const cell = (column: Column) => record.get(layout.columns.get(column) ?? "");
    const text = (column: Column) => plain(cell(column));
    if (isFirst || this.#optionNames.handle !== handle) {
      const names = layout.options.map(({ name }) => plain(record.get(name)));
      this.#optionNames = { handle, names };
    }
    const options = new Map<string, string>();
    for (const [i, { value }] of layout.options.entries()) {
      addOption(options, this.#optionNames.names[i] ?? "", plain(record.get(value)));
    }
    const price = readPrice(cell("price"), "", handle, context);
    if (options.size === 0 && price === undefined && text("sku") === "") return undefined;
    const variant: Variant = {
      options,
      ...shopifyOffer(price, readPrice(cell("comparePrice"), "", handle, context)),
    };
    const availability = stockOf(text("quantity"), text("policy"), text("tracker"));
    if (availability !== undefined) variant.availability = availability;
    if (text("sku") !== "") variant.id = text("sku");
    if (text("variantImage") !== "") variant.image = text("variantImage");
    return variant;
  }

  #layoutOf(record: FeedRecord, context: RowContext): Layout {
    const joined = [...record.keys()].join("\n");
    if (this.#layout?.joined === joined) return this.#layout;
    const byName = new Map([...record.keys()].map((column) => [normalise(column), column]));
    const columns = new Map<Column, string>();
    for (const [column, names] of Object.entries(COLUMNS) as [Column, readonly string[]][]) {
      const name = names.find((candidate) => byName.has(candidate));
      if (name !== undefined) columns.set(column, byName.get(name)!);
    }
    const options = [1, 2, 3].flatMap((n) => {
      const name = byName.get(`option${n}name`);
      const value = byName.get(`option${n}value`);
      return name !== undefined && value !== undefined ? [{ name, value }] : [];
    });
    const metafields = new Map<string, string>();
    for (const column of record.keys()) {
      const name = METAFIELD_COLUMN.exec(column)?.[1];
      if (name !== undefined) metafields.set(column, name);
    }
    this.#layout = { joined, columns, options, metafields };
    const roles = new Map([...columns].map(([column, name]) => [name, ROLES[column]]));
    for (const column of record.keys()) {
      const option = OPTION_COLUMN.test(normalise(column)) ? "variants" : undefined;
      const metafield = metafields.has(column) ? "attribute" : undefined;
      context.columns.note(column, roles.get(column) ?? option ?? metafield ?? "ignored");
    }
    return this.#layout;
  }
}

/** Keys of a product of `products.json` that say something. */
const JSON_ROLES: Readonly<Record<string, ColumnRole>> = {
  handle: "id",
  title: "title",
  body_html: "description",
  vendor: "brand",
  product_type: "category",
  tags: "attribute",
  options: "variants",
  variants: "variants",
  images: "image",
  image: "image",
  published_at: "availability",
  status: "availability",
};

/** Whether a record is a product of Shopify's `products.json`. */
export function isShopifyProduct(record: FeedRecord): boolean {
  return record.has("handle") && record.has("title") && Array.isArray(record.get("variants"));
}

/** Products of Shopify's `products.json`, of the shop front or of the Admin API. */
export class ShopifyJsonDialect implements Dialect {
  readonly format = "shopify-json";
  readonly #matcher: ColumnMatcher;

  constructor(matcher: ColumnMatcher) {
    this.#matcher = matcher;
  }

  read(record: FeedRecord, context: RowContext): (Part | NoPart)[] {
    for (const key of record.keys()) context.columns.note(key, JSON_ROLES[key] ?? "ignored");
    const text = (key: string) => plain(record.get(key));
    const handle = text("handle");
    const status = text("status").toLowerCase();
    if (record.get("published_at") === null || (status !== "" && status !== "active")) {
      return [{ id: handle, error: NOT_PUBLISHED }];
    }
    const product = emptyProduct(handle, text("title"));
    const description = htmlToText(text("body_html"));
    if (description !== "") product.description = description;
    assignTexts(product, { brand: text("vendor"), category: text("product_type") });
    if (handle !== "") product.link = `/products/${encodeURIComponent(handle)}`;
    setTags(product, record.get("tags"));
    addImages(product.images, imagesOf(record.get("images")));
    addImages(product.images, imagesOf(record.get("image") ?? []));
    const names = objectsOf(record.get("options")).map((option) => plain(option.name));
    product.variants = objectsOf(record.get("variants")).map((variant) =>
      jsonVariant(variant, names, handle, context),
    );
    applyChosen(product, record, this.#matcher, context);
    return [{ product }];
  }
}

function jsonVariant(
  from: Record<string, unknown>,
  names: readonly string[],
  handle: string,
  context: RowContext,
): Variant {
  const text = (key: string) => plain(from[key]);
  const options = new Map<string, string>();
  for (const [i, name] of names.entries()) addOption(options, name, text(`option${i + 1}`));
  const variant: Variant = {
    options,
    ...shopifyOffer(
      readPrice(from.price, "", handle, context),
      readPrice(from.compare_at_price, "", handle, context),
    ),
  };
  const availability =
    typeof from.available === "boolean"
      ? from.available
        ? "in_stock"
        : "out_of_stock"
      : stockOf(
          text("inventory_quantity"),
          text("inventory_policy"),
          from.inventory_management === null ? "" : "shopify",
        );
  if (availability !== undefined) variant.availability = availability;
  const id = text("sku") || text("id");
  if (id !== "") variant.id = id;
  const image = imagesOf(from.featured_image ?? [])[0];
  if (image !== undefined) variant.image = image.url;
  return variant;
}

/** Shopify's price is what is asked today; the price to compare it with is the regular one. */
function shopifyOffer(price: Price | undefined, compare: Price | undefined): Offer {
  const isSale = price !== undefined && compare !== undefined && compare.amount > price.amount;
  return isSale ? offerOf(compare, price) : offerOf(price, undefined);
}

/** What a stock means; goods that are not counted are there. */
function stockOf(quantity: string, policy: string, tracker: string): Availability | undefined {
  if (/^(?:continue|true|yes)$/i.test(policy)) return "in_stock";
  if (quantity === "" && policy === "") return undefined;
  return tracker !== "" && Number(quantity || 0) <= 0 ? "out_of_stock" : "in_stock";
}

/** A product without options has one of the name "Title" and the value "Default Title". */
function addOption(options: Map<string, string>, name: string, value: string): void {
  if (name === "" || value === "" || (name === "Title" && value === "Default Title")) return;
  options.set(FIELD_OPTIONS[name.toLowerCase()] ?? name, value);
}

/** Tags are a list, or one text with commas between them; no tag has a comma in it. */
function setTags(product: Product, cell: unknown): void {
  const tags = textOrTexts(flat(cell).flatMap((part) => plain(part).split(",")));
  if (tags !== undefined) product.attributes.set("tags", tags);
}

function assignTexts(
  product: Product,
  texts: Partial<Record<"brand" | "category" | "gender" | "ageGroup", string>>,
): void {
  for (const [field, value] of Object.entries(texts)) {
    if (value !== "") product[field as keyof typeof texts] = value;
  }
}

function objectsOf(cell: unknown): Record<string, unknown>[] {
  return flat(cell).filter(
    (part): part is Record<string, unknown> => typeof part === "object" && part !== null,
  );
}

function normalise(column: string): string {
  return column.toLowerCase().replace(/[^a-z0-9]/g, "");
}
