/** Shopify's product CSV, in both generations of its header. */
import { emptyProduct, type Variant } from "../feed-product.ts";
import type { FeedRecord } from "../feed-record.ts";
import type { ColumnRole } from "../fields/column-log.ts";
import type { ColumnMatcher } from "../fields/column-matcher.ts";
import { htmlToText } from "../fields/html-text.ts";
import { addImages, imagesOf } from "../fields/picture-list.ts";
import { plain, textOrTexts } from "../fields/plain-text.ts";
import {
  type FormatReader,
  type ProductPart,
  type RecordContext,
  type RejectedRecord,
  readPrice,
} from "./format-reader.ts";
import { applyMappedColumns } from "./mapped-columns.ts";
import {
  addOption,
  assignTexts,
  NOT_PUBLISHED,
  setTags,
  shopifyOffer,
  stockOf,
} from "./shopify-common.ts";

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
export class ShopifyCsvReader implements FormatReader {
  readonly #matcher: ColumnMatcher;
  #layout: Layout | undefined;
  /** Names of the options of the product whose rows are read: only its first row has them. */
  #optionNames: { handle: string; names: string[] } = { handle: "", names: [] };
  /** Handle of a product that is not published, whose rows are read. */
  #hidden: string | undefined;

  constructor(matcher: ColumnMatcher) {
    this.#matcher = matcher;
  }

  read(record: FeedRecord, context: RecordContext): (ProductPart | RejectedRecord)[] {
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
    applyMappedColumns(product, record, this.#matcher, context);
    return [handle === "" ? { product } : { key: handle, product }];
  }

  #variantOf(
    record: FeedRecord,
    layout: Layout,
    handle: string,
    isFirst: boolean,
    context: RecordContext,
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

  #layoutOf(record: FeedRecord, context: RecordContext): Layout {
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

function normalise(column: string): string {
  return column.toLowerCase().replace(/[^a-z0-9]/g, "");
}
