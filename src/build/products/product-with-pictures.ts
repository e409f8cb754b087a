/** A product with its pictures: a feed product that has all that a catalog needs of it. */
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import { schemeOf, withoutCredentials } from "../pictures/sources/picture-source.ts";
import { isHttpUrl, webAddress } from "./web-address.ts";

/** A picture of a product, as the feed names it. */
export interface ProductPicture {
  /** By which the build finds it: a path in the images folder, or a URL. */
  name: string;
  /** Its address in the browser, if it has one. */
  address: string | undefined;
}

export interface ProductWithPictures {
  /** Where the feed has it, from 1. */
  line: number;
  /** All that is known of it before its pictures are opened; attributes are texts. */
  item: CatalogItem;
  /** At least one, the main one first. */
  pictures: readonly ProductPicture[];
  /** Ids of products that it goes with, if the feed names any. */
  goesWith?: readonly string[];
}

/** The product with the first `most` of its pictures, each once. */
export function withFirstPictures(
  { pictures, ...rest }: ProductWithPictures,
  most: number,
): ProductWithPictures {
  const byName = new Map<string, ProductPicture>();
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
): ProductPicture[] {
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
