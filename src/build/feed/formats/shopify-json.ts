/** Products of Shopify's `products.json`, of the shop front or of the Admin API. */
import { emptyProduct, type Variant } from "../feed-product.ts";
import type { FeedRecord } from "../feed-record.ts";
import type { ColumnRole } from "../fields/column-log.ts";
import type { ColumnMatcher } from "../fields/column-matcher.ts";
import { htmlToText } from "../fields/html-text.ts";
import { addImages, imagesOf } from "../fields/picture-list.ts";
import { flat, plain } from "../fields/plain-text.ts";
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
export class ShopifyJsonReader implements FormatReader {
  readonly #matcher: ColumnMatcher;

  constructor(matcher: ColumnMatcher) {
    this.#matcher = matcher;
  }

  read(record: FeedRecord, context: RecordContext): (ProductPart | RejectedRecord)[] {
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
    applyMappedColumns(product, record, this.#matcher, context);
    return [{ product }];
  }
}

function jsonVariant(
  from: Record<string, unknown>,
  names: readonly string[],
  handle: string,
  context: RecordContext,
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

function objectsOf(cell: unknown): Record<string, unknown>[] {
  return flat(cell).filter(
    (part): part is Record<string, unknown> => typeof part === "object" && part !== null,
  );
}
