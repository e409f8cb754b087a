/** Turns products into the items that a catalog stores: addresses of pictures, thumbnails, typed attributes. */
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import type { AttributeValue } from "../../lib/types.ts";
import type { ProductPicture } from "./product-with-pictures.ts";

/**
 * The item with the addresses of these pictures, each in its picture's place. If a picture has a thumbnail, the
 * thumbnail takes that place, and `imageSource` or `imageSources` has the address.
 *
 * @param thumbnails paths of the pictures' thumbnails; `undefined` for a picture without one
 */
export function withPictures(
  item: CatalogItem,
  pictures: readonly Pick<ProductPicture, "address">[],
  thumbnails: readonly (string | undefined)[] = [],
): CatalogItem {
  const { image: _, images: __, ...rest } = item;
  const [address, ...addresses] = pictures.map((picture) => picture.address);
  const [thumbnail, ...others] = pictures.map((_, i) => thumbnails[i]);
  const image = thumbnail ?? address;
  const images = listOf(addresses.map((one, i) => others[i] ?? one));
  const sources = listOf(addresses.map((one, i) => others[i] && one));
  return {
    ...rest,
    ...(image !== undefined && { image }),
    ...(images && { images }),
    ...(thumbnail !== undefined && address !== undefined && { imageSource: address }),
    ...(sources && { imageSources: sources }),
  };
}

/** A list with empty texts for missing entries, except at its end. */
function listOf(urls: readonly (string | undefined)[]): string[] | undefined {
  const last = urls.findLastIndex((url) => url !== undefined && url !== "");
  return last < 0 ? undefined : urls.slice(0, last + 1).map((url) => url ?? "");
}

/**
 * The items with numbers for those attributes whose every value is one, so that they become ranges: decimal
 * notation without leading zeros or digits beyond double precision, since those are codes. It takes all items of
 * a catalog to tell.
 */
export function typeAttributes(items: readonly CatalogItem[]): CatalogItem[] {
  const texts = new Set<string>();
  for (const { attributes } of items) {
    for (const [name, value] of Object.entries(attributes)) {
      if (!texts.has(name) && !isNumeric(value)) texts.add(name);
    }
  }
  return items.map((item) => {
    const names = Object.keys(item.attributes).filter((name) => !texts.has(name));
    if (names.length === 0) return item;
    const attributes = { ...item.attributes };
    for (const name of names) attributes[name] = Number(attributes[name]);
    return { ...item, attributes };
  });
}

function isNumeric(value: AttributeValue): boolean {
  if (typeof value === "object") return false;
  const text = String(value);
  if (!/^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return false;
  const number = Number(text);
  return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER;
}
