import { type Kind, kinds, type Style } from "./kinds.ts";
import type { Look, Pattern } from "./look.ts";
import { type ColourName, colour, partners } from "./palette.ts";
import { Random } from "./random.ts";
import { stage } from "./studio.ts";

/** A product as the shop's feed has it, and its picture. */
export interface Product {
  readonly id: string;
  readonly title: string;
  /** Euros. */
  readonly price: number;
  readonly brand: string;
  readonly category: string;
  readonly colour: ColourName;
  readonly link: string;
  /** File name of the picture. */
  readonly image: string;
  readonly pattern: Pattern;
  readonly material: string;
  readonly sleeve: string;
  readonly length: string;
  readonly neckline: string;
  readonly gender: string;
  /** Pieces left. */
  readonly stock: number;
  /** Draws the picture as SVG. */
  readonly draw: () => string;
}

const PER_KIND = 20;
const SEED = "vitrine";

/** Invented brands, their product lines and how dear they are. */
const BRANDS = [
  { name: "Lund & Vale", tier: 1.6, lines: ["Alder", "Fjord", "Hollow"] },
  { name: "Marlowe", tier: 1.3, lines: ["Harbour", "Quay", "Mariner"] },
  { name: "Pepper Lane", tier: 0.8, lines: ["Poppy", "Sunday", "Clover"] },
  { name: "Northing", tier: 1.1, lines: ["Ridge", "Trail", "Cairn"] },
  { name: "Studio Ostra", tier: 2.1, lines: ["Linea", "Aria", "Vela"] },
  { name: "Basics Union", tier: 0.6, lines: ["Daily", "Plain", "Core"] },
  { name: "Hana Mori", tier: 1.5, lines: ["Kumo", "Sora", "Hoshi"] },
  { name: "Cobble", tier: 0.9, lines: ["Market", "Corner", "Parade"] },
] as const;

function title(line: string, style: Style, look: Look): string {
  const words = [
    look.pattern === "plain" ? "" : look.pattern,
    look.sleeve === undefined || look.sleeve === "sleeveless"
      ? (look.sleeve ?? "")
      : `${look.sleeve}-sleeve`,
    look.length ?? "",
    look.neckline === "turtleneck" || look.neckline === "v-neck" ? look.neckline : "",
    style.noun,
  ];
  return `${line} ${words.filter(Boolean).join(" ")} in ${look.colour.name}`;
}

const turn = <T>(items: readonly T[] | undefined, i: number): T | undefined =>
  items?.[i % items.length];

/** The `i`-th product of a kind: styles, colours and patterns take turns, so that all of them occur. */
function makeProduct(kind: Kind, kindNumber: number, colours: ColourName[], i: number): Product {
  const id = `v${String(kindNumber * 100 + i + 101).padStart(4, "0")}`;
  const rng = new Random(`${SEED}/${id}`);
  const style = turn(kind.styles, i)!;
  const round = Math.floor(i / kind.styles.length);
  const name = colours[i % colours.length]!;
  const sleeve = turn(style.sleeves, round);
  const length = turn(style.lengths, round);
  const neckline = turn(style.necklines, round);
  const look: Look = {
    seed: id,
    colour: colour(name),
    accent: colour(rng.pick(partners(name))),
    pattern: turn(style.patterns, round)!,
    material: rng.pick(style.materials),
    ...(sleeve && { sleeve }),
    ...(length && { length }),
    ...(neckline && { neckline }),
  };
  const brand = rng.pick(BRANDS);
  const [low, high] = kind.price;
  return {
    id,
    title: title(rng.pick(brand.lines), style, look),
    price: Math.max(5, Math.round(rng.between(low, high) * brand.tier)) - 0.05,
    brand: brand.name,
    category: kind.category,
    colour: name,
    link: `https://shop.example/p/${id}`,
    image: `${id}.webp`,
    pattern: look.pattern,
    material: look.material,
    sleeve: sleeve ?? "",
    length: length ?? "",
    neckline: neckline ?? "",
    gender: rng.pick(kind.genders),
    stock: rng.chance(0.1) ? 0 : rng.whole(1, 40),
    draw: () => stage(style.draw(look), id, kind.stance),
  };
}

/** Every product of the demo shop; always the same. */
export function products(): Product[] {
  const made = kinds.flatMap((kind, kindNumber) => {
    const colours = new Random(`${SEED}/${kind.category}`).shuffle(kind.colours);
    return Array.from({ length: PER_KIND }, (_, i) => makeProduct(kind, kindNumber, colours, i));
  });
  // A shop does not show its shelves one after another.
  return new Random(SEED).shuffle(made);
}

const COLUMNS = [
  "id",
  "title",
  "price",
  "brand",
  "category",
  "colour",
  "link",
  "image",
  "pattern",
  "material",
  "sleeve",
  "length",
  "neckline",
  "gender",
  "stock",
] as const satisfies readonly (keyof Product)[];

/** The feed, as RFC 4180 has it. */
export function feed(list: readonly Product[]): string {
  const cell = (value: string | number) => {
    const text = typeof value === "number" ? String(Number(value.toFixed(2))) : value;
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const rows = list.map((product) => COLUMNS.map((column) => cell(product[column])).join(","));
  return `${[COLUMNS.join(","), ...rows].join("\n")}\n`;
}
