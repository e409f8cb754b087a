/** The departments and edits of the shop: which products each shows. */
import type { Where } from "vitrine";

/** A part of the shop with its own name and address. */
export interface Range {
  slug: string;
  title: string;
  lead?: string;
  where: Where;
  /** Largest number of products, in the order of the feed, which has the newest first. */
  most?: number;
}

const department = (
  slug: string,
  title: string,
  lead: string,
  categories: readonly string[],
): Range => ({
  slug,
  title,
  lead,
  where: { category: categories },
});

export const DEPARTMENTS: readonly Range[] = [
  department("clothing", "Clothing", "Layers for work, weekends and weather.", [
    "dress",
    "t-shirt",
    "jumper",
    "shirt",
    "trousers",
    "skirt",
    "shorts",
    "hoodie",
    "polo shirt",
    "blazer",
    "blouse",
    "sweatshirt",
    "jacket",
    "coat",
    "cardigan",
    "jeans",
    "swimwear",
    "leggings",
    "joggers",
    "gilet",
    "jumpsuit",
    "tank top",
  ]),
  department("shoes", "Shoes", "From the first train to the last dance.", [
    "trainers",
    "boots",
    "flats",
    "heels",
    "loafers",
    "sandals",
  ]),
  department("bags", "Bags", "Room for whatever the day brings.", [
    "backpack",
    "handbag",
    "small bag",
    "travel bag",
    "wallet",
  ]),
  department("accessories", "Accessories", "The finishing touches of an outfit.", [
    "scarf",
    "tie",
    "hat",
    "watch",
    "necklace",
    "belt",
    "earrings",
    "socks",
    "ring",
    "glasses",
    "sunglasses",
    "bracelet",
    "gloves",
  ]),
];

export const EDITS: readonly Range[] = [
  {
    slug: "new",
    title: "New in",
    lead: "The latest arrivals.",
    where: {},
    most: 120,
  },
  {
    slug: "sale",
    title: "Sale",
    lead: "Good things for less.",
    // Only products on sale have this column.
    where: { regularPrice: { min: 0 } },
  },
  {
    slug: "evening",
    title: "After dark",
    lead: "Satin, heels and a little light.",
    where: { occasion: "evening" },
  },
  {
    slug: "winter",
    title: "Winter warmers",
    lead: "Wool, down and everything that keeps the wind out.",
    where: { season: "winter" },
  },
  {
    slug: "sport",
    title: "In motion",
    lead: "For the gym, the trail and the sofa.",
    where: { occasion: "sport" },
  },
];

const EVERYTHING: Range = { slug: "all", title: "Everything", where: {} };

/** The range of an address: a department, an edit, or else a category of the catalog. */
export function rangeOf(slug: string): Range {
  const known = [...DEPARTMENTS, ...EDITS, EVERYTHING].find((range) => range.slug === slug);
  if (known) return known;
  return { slug, title: pluralOf(slug), where: { category: slug } };
}

/** The department that has this category. */
export function departmentOf(category: string | undefined): Range | undefined {
  return DEPARTMENTS.find(({ where }) =>
    (where.category as readonly string[]).some((value) => value === category),
  );
}

/** A category's name as a heading: "Dresses" for "dress". */
export function pluralOf(category: string): string {
  const name = category.charAt(0).toUpperCase() + category.slice(1);
  if (name === "Swimwear") return name;
  if (/(ss|ch|sh|x)$/.test(name)) return `${name}es`;
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  if (/f$/.test(name)) return `${name.slice(0, -1)}ves`;
  return name.endsWith("s") ? name : `${name}s`;
}
