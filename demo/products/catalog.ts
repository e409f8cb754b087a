/** The demo shop's products: designs in several colours, drawn and described from a seed. */
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

/** A product with what the feed says about it, and its picture. */
export interface Product {
  readonly id: string;
  /** Shared by the colour variants of one design. */
  readonly family: string;
  readonly title: string;
  readonly description: string;
  /** In euros. */
  readonly price: number;
  /** In euros; `undefined` if it is not on sale. */
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
  /** Sizes in stock, such as "S, M, XL". */
  readonly size: string;
  readonly season: Season;
  readonly occasion: Mood;
  /** Number of pieces in stock. */
  readonly stock: number;
  /** Ids of products of other categories that go with it, at most 8. */
  readonly goesWith: readonly string[];
  readonly slot: Slot;
  readonly stance: Stance;
  /** Draws the picture as SVG. */
  readonly draw: () => string;
  /** Draws the product alone: markup for a canvas of 400 by 400 units. */
  readonly drawAlone: () => string;
}

/** A product before its outfit is chosen. */
export type ProductWithoutOutfit = Omit<Product, "goesWith">;

export interface ProductOptions {
  /** Other seeds give other products. */
  readonly seed?: string;
  /** Number of products of each kind, at least 1. */
  readonly perKind?: number;
  /** What there is enough of, whatever the seed. */
  readonly staples?: readonly Staple[];
}

const SEED = "vitrine";
const PER_KIND = 32;

/** Number of products of each staple. */
const STAPLE_COUNT = 12;

/** Ground colours on which a pattern looks like its name. */
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
  /** How many designs of the style came before: sleeves, lengths and necklines alternate with it. */
  readonly round: number;
  readonly seed: string;
}

const turn = <T>(items: readonly T[] | undefined, i: number): T | undefined =>
  items?.[i % items.length];

/** Sizes in stock, of those for the product's gender. */
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
  // The smallest and largest sizes sell out first.
  const from = rng.chance(0.3) ? 1 : 0;
  return all.slice(from, rng.chance(0.3) ? -1 : undefined).join(", ");
}

const priceAt = (euros: number): number => Math.max(5, Math.round(euros)) - 0.05;

/** One design in one colour. */
function variant(design: Design, id: string, name: ColourName): ProductWithoutOutfit {
  const { kind, style, pattern, round } = design;
  // Brand, cut, material and price come from the design's seed, so that all variants share them.
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

/** Makes the products of one kind: designs in one to three colours each, then what its staples lack. */
class Shelf {
  readonly products: ProductWithoutOutfit[] = [];
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

  /** Adds designs until there are enough products of the staple's colour and pattern. */
  stock(staple: Staple): void {
    const fits = this.#kind.styles.filter(({ patterns }) => patterns.includes(staple.pattern));
    if (fits.length === 0) {
      throw new RangeError(
        `Expected a style of ${staple.category} that can be ${staple.pattern}, got none. Add the pattern to one.`,
      );
    }
    const inStock = () =>
      this.products.filter(
        ({ colour, pattern }) => colour === staple.colour && pattern === staple.pattern,
      ).length;
    for (let i = 0; inStock() < STAPLE_COUNT; i++) {
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
 * Products of every kind. The same options always give the same products and pictures. Each colour of a design is a
 * product, so that a search by colour shows the right one; their `family` is the same.
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
  // Shuffled, so that the kinds are mixed as in a shop.
  return completeTheLook(new Random(seed).shuffle(made), seed);
}

/** The products of the demo shop. */
export const shopProducts = (): Product[] => products({ staples });
