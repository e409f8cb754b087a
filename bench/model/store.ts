/** What real photos and texts find in the drawn shop. */
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

const SHOP = "public/demo";

export interface StoreProduct {
  readonly read: () => Uint8Array;
  readonly category: string;
  readonly colour: string;
  readonly pattern: string;
}

/** The demo store's products, as its feed has them. */
export function storeProducts(): StoreProduct[] {
  const rows: Record<string, string>[] = parse(readFileSync(`${SHOP}/products.csv`), {
    columns: true,
    bom: true,
  });
  return rows.map(({ image, category, colour, pattern }) => ({
    read: () => readFileSync(`${SHOP}/images/${image}`),
    category: category!,
    colour: colour!,
    pattern: pattern!,
  }));
}

/** The store's categories that are the same kind of garment as a photo's label; for others there is none. */
export const STORE_CATEGORIES: Readonly<Record<string, readonly string[]>> = {
  "t-shirt": ["t-shirt"],
  pants: ["trousers", "jeans", "joggers", "leggings"],
  "long sleeve shirt": ["t-shirt", "jumper", "sweatshirt"],
  shoes: ["trainers", "loafers", "boots", "flats", "heels", "sandals"],
  shirt: ["shirt", "blouse"],
  dress: ["dress"],
  jacket: ["jacket", "coat", "gilet"],
  shorts: ["shorts"],
  hat: ["hat"],
  skirt: ["skirt"],
  undershirt: ["tank top"],
  "polo shirt": ["polo shirt"],
  blazer: ["blazer"],
  hoodie: ["hoodie", "sweatshirt"],
  top: ["tank top", "blouse"],
  blouse: ["blouse", "shirt"],
};
