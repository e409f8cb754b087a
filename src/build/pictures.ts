import type { CatalogItem } from "../catalog/types.ts";
import type { ProductRow } from "./rows.ts";

/** A picture of a product. */
export interface Picture {
  /** By which the pictures' source finds it. */
  name: string;
  /** Its address in the browser, where it has one. */
  address: string | undefined;
}

/** A product of the feed with its pictures, the main one first; there is one at least. */
export interface Product {
  line: number;
  item: CatalogItem;
  pictures: readonly Picture[];
}

/** Of a row's pictures the first `most`, each once. */
export function productOf(row: ProductRow, most: number): Product {
  const { line, item } = row;
  const byName = new Map<string, Picture>();
  for (const picture of picturesOf(row)) {
    if (!byName.has(picture.name)) byName.set(picture.name, picture);
  }
  return { line, item, pictures: [...byName.values()].slice(0, most) };
}

function picturesOf({ item, imageFile }: ProductRow): Picture[] {
  return [{ name: imageFile, address: item.image }];
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
