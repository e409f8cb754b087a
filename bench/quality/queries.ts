/** Texts and changes of colour that shoppers might ask for, with what would be right by the products' attributes. */
import { seededRandom } from "../../src/vector/corpus.testing.ts";
import type { ShopProduct } from "./shop.ts";

export interface TextQuery {
  text: string;
  /** What a product is worth as an answer, 0 to 1: the share of what the text names that it has. */
  gain: (product: ShopProduct) => number;
}

/** An article type as a shopper would write it: often in the plural, as the data set has it. */
function typeName(type: string): string {
  const known: Record<string, string> = { Tshirts: "t-shirt", Dresses: "dress", Watches: "watch" };
  return known[type] ?? type.toLowerCase();
}

function counted<T>(values: readonly T[]): [T, number][] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function shuffled<T>(values: readonly T[], seed: number): T[] {
  const random = seededRandom(seed);
  return values
    .map((value) => ({ value, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

type Asked = Partial<Pick<ShopProduct, "type" | "colour" | "brand" | "usage" | "gender">>;

const gainOf = (asked: Asked) => (product: ShopProduct) => {
  const names = Object.keys(asked) as (keyof Asked)[];
  return names.filter((name) => product[name] === asked[name]).length / names.length;
};

/** 150 texts of kind, colour, brand and usage, of which at least five products have everything. */
export function textQueries(products: readonly ShopProduct[]): TextQuery[] {
  const LEAST = 5;
  const often = (pick: (product: ShopProduct) => Asked | undefined): Asked[] => {
    const keys = products.map(pick).filter((asked) => asked !== undefined);
    return counted(keys.map((asked) => JSON.stringify(asked)))
      .filter(([, count]) => count >= LEAST)
      .map(([key]) => JSON.parse(key) as Asked);
  };
  const known = (asked: Asked) => (Object.values(asked).every(Boolean) ? asked : undefined);
  const groups: [number, Asked[], (asked: Asked) => string][] = [
    [30, often(({ type }) => known({ type })), ({ type }) => typeName(type!)],
    [
      45,
      often(({ type, colour }) => known({ type, colour })),
      ({ type, colour }) => `${colour} ${typeName(type!)}`,
    ],
    [
      40,
      often(({ type, brand }) => known({ type, brand })),
      ({ type, brand }) => `${brand} ${typeName(type!)}`,
    ],
    [
      20,
      often(({ type, usage }) => known({ type, usage })),
      ({ type, usage }) => `${usage!.toLowerCase()} ${typeName(type!)}`,
    ],
    [
      15,
      often(({ type, colour, gender }) => known({ type, colour, gender })),
      ({ type, colour, gender }) => `${colour} ${typeName(type!)} for ${gender!.toLowerCase()}`,
    ],
  ];
  return groups.flatMap(([count, all, text], group) =>
    shuffled(all, 100 + group)
      .slice(0, count)
      .map((asked) => ({ text: text(asked), gain: gainOf(asked) })),
  );
}

export interface ColourChange {
  photoOf: ShopProduct;
  colour: string;
}

/** Products with another colour that at least ten products of their type have. */
export function colourChanges(products: readonly ShopProduct[], count: number): ColourChange[] {
  const LEAST = 10;
  const coloursOf = new Map<string, string[]>();
  for (const [key, times] of counted(products.map(({ type, colour }) => `${type}\n${colour}`))) {
    const [type, colour] = key.split("\n") as [string, string];
    if (times >= LEAST && colour) coloursOf.set(type, [...(coloursOf.get(type) ?? []), colour]);
  }
  const random = seededRandom(7);
  const changes = shuffled(products, 8).flatMap((photoOf) => {
    const others = (coloursOf.get(photoOf.type) ?? []).filter((one) => one !== photoOf.colour);
    if (!photoOf.colour || others.length === 0) return [];
    return [{ photoOf, colour: others[Math.floor(random() * others.length)]! }];
  });
  return changes.slice(0, count);
}
