import type { Pattern } from "./look.ts";
import type { ColourName } from "./palette.ts";

/** What a shopper may type, and the facet values that a good hit has: one of each list. */
export interface ShopQuery {
  readonly text: string;
  readonly where: {
    readonly category: readonly string[];
    readonly colour: readonly ColourName[];
    readonly pattern: readonly Pattern[];
  };
}

/** Names under which shoppers look for several of the shop's categories or colours. */
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
const asked = (colour: string, pattern: string, kind: string, name = kind): ShopQuery =>
  query(pattern, colour, kind, `${colour} ${pattern} ${name}`);
/** "plain red shirt" */
const plain = (colour: string, kind: string, name = kind): ShopQuery =>
  query("plain", colour, kind, `plain ${colour} ${name}`);

/** 60 queries that name a kind, a colour and a pattern. */
export const queries: readonly ShopQuery[] = [
  asked("red", "checked", "shirt"),
  asked("blue", "striped", "shirt"),
  plain("white", "shirt"),
  asked("navy", "polka dot", "blouse"),
  asked("pink", "floral", "blouse"),
  asked("white", "striped", "t-shirt", "T-shirt"),
  plain("black", "t-shirt", "T-shirt"),
  plain("white", "t-shirt", "T-shirt"),
  asked("grey", "printed", "t-shirt", "T-shirt"),
  asked("green", "camouflage", "t-shirt", "T-shirt"),
  plain("yellow", "t-shirt", "T-shirt"),
  plain("navy", "polo shirt"),
  asked("red", "striped", "polo shirt"),
  asked("burgundy", "argyle", "jumper"),
  asked("red", "striped", "sweater"),
  plain("white", "jumper"),
  plain("green", "sweater"),
  plain("grey", "cardigan"),
  plain("pink", "hoodie"),
  plain("black", "hoodie"),
  asked("green", "camouflage", "hoodie"),
  plain("blue", "sweatshirt"),
  asked("purple", "ombre", "sweatshirt"),
  plain("black", "jacket"),
  plain("blue", "jacket", "denim jacket"),
  asked("navy", "pinstriped", "blazer"),
  asked("grey", "checked", "blazer"),
  plain("beige", "coat"),
  asked("grey", "houndstooth", "coat"),
  plain("red", "dress"),
  asked("blue", "floral", "dress"),
  asked("black", "polka dot", "dress"),
  asked("brown", "leopard print", "dress"),
  asked("yellow", "floral", "dress"),
  asked("white", "striped", "dress"),
  asked("red", "tartan", "skirt"),
  plain("black", "skirt"),
  asked("green", "floral", "skirt"),
  plain("beige", "trousers"),
  asked("grey", "checked", "trousers"),
  asked("navy", "pinstriped", "trousers"),
  plain("blue", "jeans"),
  plain("black", "jeans"),
  plain("olive", "shorts"),
  asked("blue", "floral", "shorts"),
  asked("green", "camouflage", "shorts"),
  plain("grey", "joggers"),
  plain("black", "leggings"),
  asked("pink", "floral", "swimsuit"),
  plain("white", "trainers"),
  plain("red", "sneakers"),
  plain("brown", "boots", "leather boots"),
  plain("black", "boots"),
  plain("red", "heels", "high heels"),
  plain("brown", "lace-ups and loafers", "leather shoes"),
  asked("beige", "leopard print", "flats", "ballet flats"),
  plain("brown", "bag", "leather bag"),
  plain("black", "backpack"),
  asked("red", "tartan", "scarf"),
  asked("blue", "striped", "tie"),
];

/** What a shop never runs out of, for it is asked for. */
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
