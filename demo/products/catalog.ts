import { brands } from "./brands.ts";
import { description, title } from "./describe.ts";
import { kinds } from "./kinds/index.ts";
import type { Gender, Kind, Mood, Season, Slot, Style } from "./kinds/kind.ts";
import type { Look, Pattern } from "./look.ts";
import { completeTheLook } from "./outfits.ts";
import { type ColourName, colour, dyed, partners } from "./palette.ts";
import { type Staple, staples } from "./queries.ts";
import { Random } from "./random.ts";
import { type Stance, stage } from "./studio.ts";

/** A product as the shop's feed has it, and its picture. */
export interface Product {
  readonly id: string;
  /** What its colour variants share: the same design in other colours. */
  readonly family: string;
  readonly title: string;
  readonly description: string;
  /** Euros. */
  readonly price: number;
  /** Euros, where it is on sale. */
  readonly salePrice: number | undefined;
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
  readonly closure: string;
  readonly gender: Gender;
  /** Those that are left, such as "S, M, XL". */
  readonly size: string;
  readonly season: Season;
  readonly occasion: Mood;
  /** Pieces left. */
  readonly stock: number;
  /** Ids of products of other categories that it can be worn with, at most 8. */
  readonly goesWith: readonly string[];
  readonly slot: Slot;
  readonly stance: Stance;
  /** Draws the picture as SVG. */
  readonly draw: () => string;
  /** Draws the thing alone: markup for a canvas of 400 by 400 units. */
  readonly drawAlone: () => string;
}

/** Before it is known what it goes with. */
export type LonelyProduct = Omit<Product, "goesWith">;

export interface ProductOptions {
  /** Other seeds give other products. */
  readonly seed?: string;
  /** Products of each kind, at least 1. */
  readonly perKind?: number;
  /** What there are more of, whatever the seed. */
  readonly staples?: readonly Staple[];
}

const SEED = "vitrine";
const PER_KIND = 32;

/** Pieces of a staple that are always there. */
const STAPLE_COUNT = 12;

/** Grounds on which a pattern is what its name says. */
const GROUNDS: Partial<Record<Pattern, readonly ColourName[]>> = {
  leopard: ["beige", "tan", "brown", "cream", "white", "grey", "pink", "yellow"],
  zebra: ["white", "cream", "beige", "grey", "pink"],
  camouflage: ["olive", "green", "beige", "grey", "brown", "navy", "olive"],
};
const INKS: Partial<Record<Pattern, readonly ColourName[]>> = {
  leopard: ["black", "brown"],
  zebra: ["black"],
};

interface Design {
  readonly kind: Kind;
  readonly style: Style;
  readonly family: string;
  readonly pattern: Pattern;
  /** The turn that it is in: what alternates within a style. */
  readonly round: number;
  readonly seed: string;
}

const turn = <T>(items: readonly T[] | undefined, i: number): T | undefined =>
  items?.[i % items.length];

/** Sizes that are left of those that fit whom it is for. */
function sizesOf(kind: Kind, gender: Gender, rng: Random): string {
  const shoes = kind.sizes.length === 10;
  const all = shoes
    ? gender === "women"
      ? kind.sizes.slice(0, 6)
      : gender === "men"
        ? kind.sizes.slice(4)
        : kind.sizes
    : kind.sizes;
  if (all.length < 3) return all.join(", ");
  // What sells out first is at the ends.
  const from = rng.chance(0.3) ? 1 : 0;
  return all.slice(from, rng.chance(0.3) ? -1 : undefined).join(", ");
}

const priceAt = (euros: number): number => Math.max(5, Math.round(euros)) - 0.05;

/** One design in one colour. */
function variant(design: Design, id: string, name: ColourName): LonelyProduct {
  const { kind, style, pattern, round } = design;
  // All variants share what the design's own seed decides: brand, cut, cloth, price.
  const own = new Random(design.seed);
  const rng = new Random(`${design.seed}/${name}`);
  const sleeve = turn(style.sleeves, round);
  const length = turn(style.lengths, round);
  const neckline = turn(style.necklines, round);
  const mood = style.mood ?? kind.mood;
  const season = style.season ?? kind.season;
  const brand = own.pick(
    brands.filter(({ moods, patterns }) => moods.includes(mood) && patterns.includes(pattern)),
  );
  const line = own.pick(brand.lines);
  const gender = own.pick(style.genders ?? kind.genders);
  const [low, high] = kind.price;
  const price = priceAt(own.between(low, high) * brand.tier);
  const look: Look = {
    seed: design.seed,
    colour: dyed(colour(name), rng),
    accent: dyed(colour(rng.pick(INKS[pattern] ?? partners(name))), rng),
    pattern,
    material: own.pick(style.materials),
    ...(sleeve && { sleeve }),
    ...(length && { length }),
    ...(neckline && { neckline }),
  };
  const stock = rng.chance(0.08) ? 0 : rng.whole(1, 40);
  return {
    id,
    family: design.family,
    title: title(line, style, look, own),
    description: description(style, look, { brand, mood, season, slot: kind.slot }, rng),
    price,
    salePrice: rng.chance(0.18) ? priceAt(price * rng.between(0.5, 0.8)) : undefined,
    brand: brand.name,
    category: kind.category,
    colour: name,
    link: `https://shop.example/p/${id}`,
    image: `${id}.webp`,
    pattern,
    material: look.material,
    sleeve: sleeve ?? "",
    length: length ?? "",
    neckline: neckline ?? "",
    closure: style.closure ?? "",
    gender,
    size: sizesOf(kind, gender, rng),
    season,
    occasion: mood,
    stock,
    slot: kind.slot,
    stance: kind.stance,
    draw: () => stage(style.draw(look), `${design.seed}/${name}`, kind.stance),
    drawAlone: () => style.draw(look),
  };
}

/** Products of one kind: designs of one to three colours each, then what its staples lack. */
class Shelf {
  readonly products: LonelyProduct[] = [];
  readonly #kind: Kind;
  readonly #number: string;
  readonly #seed: string;
  readonly #rng: Random;
  readonly #patterns: ReadonlyMap<Style, readonly Pattern[]>;
  #designs = 0;

  constructor(kind: Kind, kindNumber: number, seed: string) {
    this.#kind = kind;
    this.#number = String(kindNumber + 1).padStart(2, "0");
    this.#seed = `${seed}/${kind.category}`;
    this.#rng = new Random(this.#seed);
    this.#patterns = new Map(
      kind.styles.map((style) => [style, this.#rng.shuffle(style.patterns)]),
    );
  }

  fill(count: number): void {
    const { styles, colours } = this.#kind;
    const order = this.#rng.shuffle(colours);
    let next = 0;
    for (let i = 0; this.products.length < count; i++) {
      const style = styles[i % styles.length]!;
      const round = Math.floor(i / styles.length);
      const pattern = turn(this.#patterns.get(style), round)!;
      const design = this.#design(style, pattern, round);
      const grounds = GROUNDS[pattern];
      const variants = Math.min(this.#rng.whole(1, 3), count - this.products.length);
      const names = new Set<ColourName>();
      for (let k = 0; k < variants; k++) {
        names.add(grounds ? this.#rng.pick(grounds) : order[next++ % order.length]!);
      }
      for (const name of names) this.#add(design, name);
    }
  }

  /** Adds designs until there are enough of the colour and pattern. */
  stock(staple: Staple): void {
    const fits = this.#kind.styles.filter(({ patterns }) => patterns.includes(staple.pattern));
    if (fits.length === 0) {
      throw new RangeError(`No style of ${staple.category} is ever ${staple.pattern}.`);
    }
    const there = () =>
      this.products.filter(
        ({ colour, pattern }) => colour === staple.colour && pattern === staple.pattern,
      ).length;
    for (let i = 0; there() < STAPLE_COUNT; i++) {
      const design = this.#design(fits[i % fits.length]!, staple.pattern, i);
      this.#add(design, staple.colour);
    }
  }

  #design(style: Style, pattern: Pattern, round: number): Design {
    const number = String(++this.#designs).padStart(3, "0");
    const family = `f${this.#number}${number}`;
    return { kind: this.#kind, style, family, pattern, round, seed: `${this.#seed}/${number}` };
  }

  #add(design: Design, name: ColourName): void {
    const id = `v${this.#number}${String(this.products.length + 1).padStart(3, "0")}`;
    this.products.push(variant(design, id, name));
  }
}

/**
 * Seeded products of every kind; the same options always give the same ones, pictures included.
 * Colour variants are products of their own, so that a search by colour shows the right one; their
 * `family` holds them together.
 */
export function products({
  seed = SEED,
  perKind = PER_KIND,
  staples: wanted = [],
}: ProductOptions = {}): Product[] {
  const made = kinds.flatMap((kind, kindNumber) => {
    const shelf = new Shelf(kind, kindNumber, seed);
    shelf.fill(perKind);
    for (const staple of wanted) if (staple.category === kind.category) shelf.stock(staple);
    return shelf.products;
  });
  // A shop does not show its shelves one after another.
  return completeTheLook(new Random(seed).shuffle(made), seed);
}

/** The products of the demo shop. */
export const shopProducts = (): Product[] => products({ staples });
