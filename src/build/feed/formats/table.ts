import {
  emptyProduct,
  LIST_FIELDS,
  type OneOrMore,
  type Product,
  setColours,
  TEXT_FIELDS,
  type Variant,
} from "../feed-product.ts";
import type { FeedFormat, FeedRecord } from "../feed-record.ts";
import { type ColumnMatcher, FIELDS, type Field } from "../fields/columns.ts";
import { htmlToText } from "../fields/html-text.ts";
import { addImages, imageListOf, imagesOf } from "../fields/picture-list.ts";
import { flat, plain, textOrTexts, texts } from "../fields/plain-text.ts";
import {
  type Dialect,
  offerOf,
  type Part,
  type RowContext,
  readAvailability,
  readPrice,
} from "./format-reader.ts";

/** Elements of Google's feeds that say nothing of the product itself. */
const IGNORED = new Set(["shipping", "tax", "installment", "subscription_cost", "product_detail"]);

/** Fields in which variants differ. */
const VARIANT_FIELDS = ["colour", "size", "material", "pattern"] as const;

/**
 * Records with a column for each field, by whatever names: plain tables, and Google's product data. The
 * rows of an item group are variants of one product, whose id is the group's.
 */
export class TableDialect implements Dialect {
  readonly format: FeedFormat;
  readonly #matcher: ColumnMatcher;

  constructor(format: FeedFormat, matcher: ColumnMatcher) {
    this.format = format;
    this.#matcher = matcher;
  }

  read(record: FeedRecord, context: RowContext): Part[] {
    const columns = this.#matcher.match(record.keys());
    const text = (field: Field) => plain(record.get(columns.get(field) ?? ""));
    const group = text("group");
    const ownId = text("id");
    const product = emptyProduct(group || ownId, text("title"));
    const id = ownId || group;
    for (const field of TEXT_FIELDS) {
      const value = text(field);
      if (value !== "") product[field] = value;
    }
    setColours(product, texts(record.get(columns.get("colour") ?? "")));
    for (const field of LIST_FIELDS) {
      const value = textOrTexts(record.get(columns.get(field) ?? ""));
      if (value !== undefined) product[field] = value;
    }
    const description = htmlToText(text("description"));
    if (description !== "") product.description = description;
    this.#readOffer(product, record, columns, id, context);
    this.#readImages(product, record, columns);
    this.#readAttributes(product, record, columns, context);
    if (group === "") return [{ product }];
    product.variants = [variantOf(product, ownId)];
    return [{ key: group, product }];
  }

  #readOffer(
    product: Product,
    record: FeedRecord,
    columns: ReadonlyMap<Field, string>,
    id: string,
    context: RowContext,
  ): void {
    const cell = (field: Field) => record.get(columns.get(field) ?? "");
    const code = plain(cell("currency"));
    const price = readPrice(cell("price"), code, id, context);
    const inEffect = isInEffect(plain(cell("salePeriod")), context.now);
    const sale = inEffect ? readPrice(cell("salePrice"), code, id, context) : undefined;
    Object.assign(product, offerOf(price, sale));
    const availability = readAvailability(plain(cell("availability")), id, context);
    if (availability !== undefined) product.availability = availability;
  }

  #readImages(product: Product, record: FeedRecord, columns: ReadonlyMap<Field, string>): void {
    const images = columns.get("images");
    addImages(product.images, imagesOf(record.get(columns.get("image") ?? "")));
    if (images !== undefined) addImages(product.images, imageListOf(record.get(images)));
  }

  #readAttributes(
    product: Product,
    record: FeedRecord,
    columns: ReadonlyMap<Field, string>,
    context: RowContext,
  ): void {
    const fieldOf = new Map<string, Field>();
    for (const field of FIELDS) {
      const column = columns.get(field);
      if (column !== undefined) fieldOf.set(column, field);
    }
    for (const [name, cell] of record) {
      const field = fieldOf.get(name);
      const ignored = IGNORED.has(name) && flat(cell).some((part) => typeof part === "object");
      context.columns.note(name, field ?? (ignored ? "ignored" : "attribute"));
      if (field === undefined && !ignored) product.attributes.set(name, cell);
    }
  }
}

function variantOf(product: Product, id: string): Variant {
  const options = new Map<string, OneOrMore>();
  for (const field of VARIANT_FIELDS) {
    const value = (field === "colour" ? product.colours : undefined) ?? product[field];
    if (value !== undefined) options.set(field, value);
  }
  const variant: Variant = { id, title: product.title, options };
  const { price, salePrice, currency, availability, link, images } = product;
  const image = images[0]?.url;
  const known = { price, salePrice, currency, availability, link, image };
  for (const [key, value] of Object.entries(known)) {
    if (value !== undefined) Object.assign(variant, { [key]: value });
  }
  return variant;
}

/** Whether a time is within an ISO 8601 interval as Google has them; a text that is none says nothing. */
function isInEffect(interval: string, now: Date): boolean {
  const [from, to] = interval.split("/").map((text) => Date.parse(text.trim()));
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to)) return true;
  return from <= now.getTime() && now.getTime() <= to;
}
