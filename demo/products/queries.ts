/** Queries that shoppers may type, each with what a good hit has. */
import type { Pattern } from "./look.ts";
import type { ColourName } from "./palette.ts";

/** A query, and the facet values of a good hit: one of each list. */
export interface ShopQuery {
  readonly text: string;
  readonly where: {
    readonly category: readonly string[];
    readonly colour: readonly ColourName[];
    readonly pattern: readonly Pattern[];
  };
}

/** Words that stand for several of the shop's categories. */
const CATEGORIES: Readonly<Record<string, readonly string[]>> = {
  sweater: ["jumper", "sweatshirt"],
  sneakers: ["trainers"],
  bag: ["handbag", "small bag"],
  jacket: ["jacket", "blazer"],
  swimsuit: ["swimwear"],
  "lace-ups and loafers": ["loafers"],
};
const COLOURS: Readonly<Record<string, readonly ColourName[]>> = {
  blue: ["blue", "navy", "light blue"],
  green: ["green", "olive"],
  brown: ["brown", "tan"],
  beige: ["beige", "cream", "tan"],
  white: ["white", "cream"],
};
const PATTERNS: Readonly<Record<string, readonly Pattern[]>> = {
  striped: ["striped", "pinstriped"],
  "polka dot": ["dotted"],
  tartan: ["checked"],
  printed: ["graphic"],
  ombre: ["gradient"],
  "leopard print": ["leopard"],
};

function query(pattern: string, colour: string, kind: string, text: string): ShopQuery {
  return {
    text,
    where: {
      category: CATEGORIES[kind] ?? [kind],
      colour: COLOURS[colour] ?? [colour as ColourName],
      pattern: PATTERNS[pattern] ?? [pattern as Pattern],
    },
  };
}

/** "red checked shirt" */
const patterned = (colour: string, pattern: string, kind: string, name = kind): ShopQuery =>
  query(pattern, colour, kind, `${colour} ${pattern} ${name}`);
/** "plain red shirt" */
const plain = (colour: string, kind: string, name = kind): ShopQuery =>
  query("plain", colour, kind, `plain ${colour} ${name}`);

/** 60 queries that name a kind, a colour and a pattern. */
export const queries: readonly ShopQuery[] = [
  patterned("red", "checked", "shirt"),
  patterned("blue", "striped", "shirt"),
  plain("white", "shirt"),
  patterned("navy", "polka dot", "blouse"),
  patterned("pink", "floral", "blouse"),
  patterned("white", "striped", "t-shirt", "T-shirt"),
  plain("black", "t-shirt", "T-shirt"),
  plain("white", "t-shirt", "T-shirt"),
  patterned("grey", "printed", "t-shirt", "T-shirt"),
  patterned("green", "camouflage", "t-shirt", "T-shirt"),
  plain("yellow", "t-shirt", "T-shirt"),
  plain("navy", "polo shirt"),
  patterned("red", "striped", "polo shirt"),
  patterned("burgundy", "argyle", "jumper"),
  patterned("red", "striped", "sweater"),
  plain("white", "jumper"),
  plain("green", "sweater"),
  plain("grey", "cardigan"),
  plain("pink", "hoodie"),
  plain("black", "hoodie"),
  patterned("green", "camouflage", "hoodie"),
  plain("blue", "sweatshirt"),
  patterned("purple", "ombre", "sweatshirt"),
  plain("black", "jacket"),
  plain("blue", "jacket", "denim jacket"),
  patterned("navy", "pinstriped", "blazer"),
  patterned("grey", "checked", "blazer"),
  plain("beige", "coat"),
  patterned("grey", "houndstooth", "coat"),
  plain("red", "dress"),
  patterned("blue", "floral", "dress"),
  patterned("black", "polka dot", "dress"),
  patterned("brown", "leopard print", "dress"),
  patterned("yellow", "floral", "dress"),
  patterned("white", "striped", "dress"),
  patterned("red", "tartan", "skirt"),
  plain("black", "skirt"),
  patterned("green", "floral", "skirt"),
  plain("beige", "trousers"),
  patterned("grey", "checked", "trousers"),
  patterned("navy", "pinstriped", "trousers"),
  plain("blue", "jeans"),
  plain("black", "jeans"),
  plain("olive", "shorts"),
  patterned("blue", "floral", "shorts"),
  patterned("green", "camouflage", "shorts"),
  plain("grey", "joggers"),
  plain("black", "leggings"),
  patterned("pink", "floral", "swimsuit"),
  plain("white", "trainers"),
  plain("red", "sneakers"),
  plain("brown", "boots", "leather boots"),
  plain("black", "boots"),
  plain("red", "heels", "high heels"),
  plain("brown", "lace-ups and loafers", "leather shoes"),
  patterned("beige", "leopard print", "flats", "ballet flats"),
  plain("brown", "bag", "leather bag"),
  plain("black", "backpack"),
  patterned("red", "tartan", "scarf"),
  patterned("blue", "striped", "tie"),
];

/** What the shop always has enough of, because the queries ask for it. */
export interface Staple {
  readonly category: string;
  readonly colour: ColourName;
  readonly pattern: Pattern;
}

export const staples: readonly Staple[] = queries.map(({ where }) => ({
  category: where.category[0]!,
  colour: where.colour[0]!,
  pattern: where.pattern[0]!,
}));
