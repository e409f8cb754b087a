/** Tables with a column for each field, by whatever names, and Google's product data. */
import { emptyProduct, type FeedProduct, type OneOrMore, type Variant } from "../feed-product.ts";
import type { FeedRecord } from "../feed-record.ts";
import type { ColumnMatcher } from "../fields/column-matcher.ts";
import { FIELDS, type Field, putField } from "../fields/fields.ts";
import { flat, plain } from "../fields/plain-text.ts";
import { isSaleOn, offerOf } from "../offer.ts";
import {
  type FormatReader,
  type ProductPart,
  type RecordContext,
  readAvailability,
  readPrice,
} from "./format-reader.ts";

/** Elements of Google's feeds that say nothing of the product itself. */
const IGNORED = new Set(["shipping", "tax", "installment", "subscription_cost", "product_detail"]);

/** Fields in which variants differ. */
const VARIANT_FIELDS = ["colour", "size", "material", "pattern"] as const;

/** Whether a header is that of Google Merchant Center's text feeds. */
export function isGoogleHeader(columns: Iterable<string>): boolean {
  const names = new Set([...columns].map((name) => name.toLowerCase().replace(/[\s_]+/g, "_")));
  return names.has("image_link") && names.has("id") && names.has("title");
}

/** The rows of an item group are variants of one product, whose id is the group's. */
export class TableReader implements FormatReader {
  readonly #matcher: ColumnMatcher;

  constructor(matcher: ColumnMatcher) {
    this.#matcher = matcher;
  }

  checkHeader(columns: readonly string[]): void {
    this.#matcher.checkHeader(columns);
  }

  read(record: FeedRecord, context: RecordContext): ProductPart[] {
    const columns = this.#matcher.match(record.keys());
    const cellOf = (field: Field) => record.get(columns.get(field) ?? "");
    const group = plain(cellOf("group"));
    const ownId = plain(cellOf("id"));
    const product = emptyProduct("", "");
    for (const field of FIELDS) putField(product, field, cellOf(field));
    product.id = group || ownId;
    Object.assign(product, offerIn(cellOf, ownId || group, context));
    this.#readAttributes(product, record, columns, context);
    if (group === "") return [{ product }];
    product.variants = [variantOf(product, ownId)];
    return [{ key: group, product }];
  }

  #readAttributes(
    product: FeedProduct,
    record: FeedRecord,
    columns: ReadonlyMap<Field, string>,
    context: RecordContext,
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

function offerIn(cellOf: (field: Field) => unknown, id: string, context: RecordContext) {
  const currency = plain(cellOf("currency"));
  const price = readPrice(cellOf("price"), currency, id, context);
  const isOn = isSaleOn(plain(cellOf("salePeriod")), context.now);
  const sale = isOn ? readPrice(cellOf("salePrice"), currency, id, context) : undefined;
  const availability = readAvailability(plain(cellOf("availability")), id, context);
  return { ...offerOf(price, sale), ...(availability !== undefined && { availability }) };
}

function variantOf(product: FeedProduct, id: string): Variant {
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
