/** Writes the shop's feed as CSV. */
import type { Product } from "./catalog.ts";

type Cell = string | number;

/** The feed's columns, named as in a retailer's export. */
const COLUMNS: Readonly<Record<string, (product: Product) => Cell>> = {
  id: ({ id }) => id,
  title: ({ title }) => title,
  price: ({ price }) => price,
  sale_price: ({ salePrice }) => salePrice ?? "",
  brand: ({ brand }) => brand,
  category: ({ category }) => category,
  colour: ({ colour }) => colour,
  link: ({ link }) => link,
  image: ({ image }) => image,
  pattern: ({ pattern }) => pattern,
  material: ({ material }) => material,
  sleeve: ({ sleeve }) => sleeve,
  length: ({ length }) => length,
  neckline: ({ neckline }) => neckline,
  closure: ({ closure }) => closure,
  gender: ({ gender }) => gender,
  size: ({ size }) => size,
  season: ({ season }) => season,
  occasion: ({ occasion }) => occasion,
  availability: ({ stock }) => (stock > 0 ? "in stock" : "out of stock"),
  stock: ({ stock }) => stock,
  family: ({ family }) => family,
  goes_with: ({ goesWith }) => goesWith.join(" "),
  description: ({ description }) => description,
};

/** The feed as CSV (RFC 4180). */
export function feed(list: readonly Product[]): string {
  const cell = (value: Cell) => {
    const text = typeof value === "number" ? String(Number(value.toFixed(2))) : value;
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const rows = list.map((product) =>
    Object.values(COLUMNS)
      .map((value) => cell(value(product)))
      .join(","),
  );
  return `${[Object.keys(COLUMNS).join(","), ...rows].join("\n")}\n`;
}
