/** The rows of an export. */
import { createHash } from "node:crypto";
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import type { AttributeValue } from "../../lib/types.ts";

/** A row of an export: a vector with the fields of its product, or a product without vectors. */
export interface ExportRow {
  /** UUID of the row. It is the same in every export of the same picture of the same product and space. */
  key: string;
  /** The product's id, which its rows share. */
  id: string;
  /** The picture that the vector is of, 0 for the main one; absent if the vector is of the whole product. */
  picture?: number;
  title: string;
  price?: number;
  /** ISO 4217. */
  currency?: string;
  brand?: string;
  category?: string;
  colour?: string;
  link?: string;
  /** Address of that picture, or of the main one, as the catalog has it. */
  image?: string;
  /** The shop's own address of it, if `image` is a thumbnail in the catalog. */
  imageSource?: string;
  attributes: Record<string, AttributeValue>;
  /** Numbers of unit length. */
  vector?: Float32Array;
}

/** Namespace of the UUIDs, drawn once at random. */
const NAMESPACE = Buffer.from("b5c3f0a46d5e4f0fa3c2c1a7f3f5d1e8", "hex");

/**
 * The rows of a product.
 *
 * @param space of the vectors
 * @param vectors `dim` numbers each: one for each picture, or `perProduct` one of the whole product
 */
export function vectorRows(
  item: CatalogItem,
  space: string,
  perProduct: boolean,
  vectors: Float32Array,
  dim: number,
): ExportRow[] {
  return Array.from({ length: vectors.length / dim }, (_, n) => {
    const picture = perProduct ? undefined : n;
    return {
      key: uuidOf(JSON.stringify([space, item.id, picture ?? null])),
      ...fieldsOf(item, picture),
      vector: vectors.subarray(n * dim, (n + 1) * dim),
    };
  });
}

/** The row of a product without vectors. */
export function itemRow(item: CatalogItem): ExportRow {
  return { key: uuidOf(JSON.stringify([item.id])), ...fieldsOf(item, undefined) };
}

function fieldsOf(item: CatalogItem, picture: number | undefined): Omit<ExportRow, "key"> {
  const { images, image: main, imageSource, imageSources, attributes, ...fields } = item;
  const isFurther = picture !== undefined && picture > 0;
  const image = isFurther ? images?.[picture - 1] : main;
  const source = isFurther ? imageSources?.[picture - 1] : imageSource;
  return {
    ...fields,
    ...(picture !== undefined && { picture }),
    ...(image && { image }),
    ...(source && { imageSource: source }),
    attributes,
  };
}

/** A UUID made from a name: version 5 of RFC 9562, section 5.5. */
function uuidOf(name: string): string {
  const bytes = createHash("sha1").update(NAMESPACE).update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [8, 12, 16, 20, 32].map((end, i, ends) => hex.slice(ends[i - 1] ?? 0, end)).join("-");
}
