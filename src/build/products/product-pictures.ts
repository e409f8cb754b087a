import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import { schemeOf, withoutCredentials } from "../pictures/sources/picture-source.ts";
import { isHttpUrl, webAddress } from "./web-address.ts";

/** A picture of a product. */
export interface Picture {
  /** By which the build finds it: a path in the images folder, or a URL. */
  name: string;
  /** Its address in the browser, where it has one. */
  address: string | undefined;
}

/** A product of the feed with its pictures, the main one first; there is one at least. */
export interface Product {
  line: number;
  item: CatalogItem;
  pictures: readonly Picture[];
  /** Ids of products that it goes with, where the feed names any. */
  goesWith?: readonly string[];
}

/** The product with the first `most` of its pictures, each once. */
export function productOf({ pictures, ...rest }: Product, most: number): Product {
  const byName = new Map<string, Picture>();
  for (const picture of pictures) {
    if (!byName.has(picture.name)) byName.set(picture.name, picture);
  }
  return { ...rest, pictures: [...byName.values()].slice(0, most) };
}

/**
 * The pictures that a feed names.
 *
 * @param images addresses, or paths in the images folder
 * @param base put before an image's file name to make its address in the browser
 */
export function picturesOf(
  images: readonly string[],
  base: string | undefined,
  warn: (message: string, found: string) => void,
): Picture[] {
  return images.map((name) => ({ name, address: addressOf(name, base, warn) }));
}

function addressOf(
  image: string,
  base: string | undefined,
  warn: (message: string, found: string) => void,
): string | undefined {
  const scheme = schemeOf(image);
  if (scheme === "data") return undefined;
  const file = scheme === "file" ? "" : fileNameOf(image);
  if (base !== undefined && file !== "") {
    return base + file.split("/").map(encodeURIComponent).join("/");
  }
  // A name and password for the build are not for every shopper.
  return isHttpUrl(image)
    ? webAddress(withoutCredentials(image), "image address", warn)
    : undefined;
}

/** The image's path in the images folder; of an address, its last segment. */
function fileNameOf(image: string): string {
  if (!isHttpUrl(image)) return image.replaceAll("\\", "/");
  try {
    const segments = new URL(image).pathname.split("/");
    return decodeURIComponent(segments[segments.length - 1]!);
  } catch {
    return "";
  }
}

/** The item with the addresses of these pictures, each in its picture's place. */
export function withAddresses(item: CatalogItem, pictures: readonly Picture[]): CatalogItem {
  const { image: _, images: __, ...rest } = item;
  const [first, ...others] = pictures.map(({ address }) => address);
  const last = others.findLastIndex((address) => address !== undefined);
  const images = others.slice(0, last + 1).map((address) => address ?? "");
  return {
    ...rest,
    ...(first !== undefined && { image: first }),
    ...(images.length > 0 && { images }),
  };
}
