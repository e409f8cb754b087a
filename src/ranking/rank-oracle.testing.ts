/** An oracle for `rank`: it sorts every item of a catalog by the rules, and searches for nothing. */
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogItem } from "../catalog/items/catalog-item.ts";
import { hasBit } from "../lib/bitmap.ts";
import type { FacetCondition, Rules, Where } from "../lib/types.ts";
import { mixtureVectors } from "../vector/corpus.testing.ts";
import { diversify } from "./diversity.ts";
import { meanDirection } from "./query/compose.ts";

/** A query with everything that decides which items are its hits. */
export interface RankCase {
  query: Float32Array;
  limit: number;
  minScore: number;
  where?: Where;
  rules: Rules;
  /** Rows of the items to be like. */
  like: number[];
  texts: string[];
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}

/** None, one or several. */
function valuesOf(item: CatalogItem, name: string): (string | number)[] {
  const value = (item as unknown as Record<string, string>)[name] ?? item.attributes[name];
  return [value ?? []].flat() as (string | number)[];
}

function meets(item: CatalogItem, where: Where): boolean {
  return Object.entries(where).every(([name, condition]: [string, FacetCondition]) => {
    const values = valuesOf(item, name);
    if (Array.isArray(condition)) return values.some((value) => condition.includes(value));
    if (typeof condition !== "object") return values.includes(condition);
    const { min = -Infinity, max = Infinity } = condition as { min?: number; max?: number };
    return values.some((value) => typeof value === "number" && value >= min && value <= max);
  });
}

export class RankOracle {
  readonly #catalog: Catalog;
  /** Live items by row. */
  readonly #items = new Map<number, CatalogItem>();
  readonly #tiers = new Map<number, number[]>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    const live = catalog.liveRows();
    for (let row = 0; row < catalog.rows; row++) {
      if (hasBit(live, row)) this.#items.set(row, catalog.item(row));
    }
  }

  get rows(): number[] {
    return [...this.#items.keys()];
  }

  /** By row, the score that looking at every code gives. */
  scores(query: Float32Array): Float32Array {
    const { ids, scores } = this.#catalog.search(query, { k: this.#catalog.rows, exact: true });
    const byRow = new Float32Array(this.#catalog.rows);
    ids.forEach((row, i) => {
      byRow[row] = scores[i]!;
    });
    return byRow;
  }

  boost(row: number, { boost = [] }: Rules): number {
    const item = this.#items.get(row)!;
    return boost.reduce((sum, { where, by }) => sum + (meets(item, where) ? by : 0), 0);
  }

  /** Rows of the hits. */
  hits(one: RankCase): number[] {
    const { query, limit, minScore, rules } = one;
    const { pin = [], onePer, diversity = 0 } = rules;
    const scores = this.scores(query);
    const ranks = new Map(this.rows.map((row) => [row, scores[row]! + this.boost(row, rules)]));
    const rankOf = (row: number) => ranks.get(row)!;
    const words = one.texts.map((text) => ` ${text.toLowerCase()} `);
    const isMeant = (texts: readonly string[] | undefined) =>
      texts?.some((text) => words.some((own) => own.includes(` ${text} `))) ?? true;
    const pinned = pin
      .filter(({ texts }) => isMeant(texts))
      .flatMap(({ id }) => this.rows.filter((row) => this.#items.get(row)!.id === id))
      .filter((row) => this.#isShown(row, one));
    const rest = this.rows
      .filter((row) => this.#isShown(row, one) && this.#isWithin(row, one))
      .filter((row) => scores[row]! >= minScore)
      .sort((a, b) => rankOf(b) - rankOf(a) || a - b);
    const seen = new Set<unknown>();
    const isFirstOfFamily = (row: number) => {
      const values = onePer ? valuesOf(this.#items.get(row)!, onePer) : [];
      if (values.some((value) => seen.has(value))) return false;
      for (const value of values) seen.add(value);
      return true;
    };
    const first = [...new Set(pinned)].filter(isFirstOfFamily).slice(0, limit);
    const others = rest.filter((row) => !pinned.includes(row)).filter(isFirstOfFamily);
    const wanted = limit - first.length;
    if (diversity === 0 || wanted === 0) return [...first, ...others.slice(0, wanted)];
    const pool = others.slice(0, Math.max(wanted, Math.min(Math.max(40, 4 * wanted), 400)));
    const { dim } = this.#catalog;
    const vectors = pool.map((row) => [...meanDirection(this.#catalog.vectors(row), dim)]);
    const chosen = diversify(
      pool.map(rankOf),
      Float32Array.from(vectors.flat()),
      wanted,
      diversity,
    );
    return [...first, ...chosen.map((i) => pool[i]!)];
  }

  #isShown(row: number, { where = {}, rules: { hide = [] }, like }: RankCase): boolean {
    const item = this.#items.get(row)!;
    return !like.includes(row) && meets(item, where) && !hide.some((hidden) => meets(item, hidden));
  }

  #isWithin(row: number, { rules: { within = [] }, like }: RankCase): boolean {
    if (like.length === 0) return true;
    return within.every((name) => {
      const of = (other: number) =>
        name === "price" ? this.#tier(other) : valuesOf(this.#items.get(other)!, name);
      const wanted = like.flatMap(of);
      return wanted.length === 0 || of(row).some((value) => wanted.includes(value));
    });
  }

  /** Which third of the prices of its category an item's is in. */
  #tier(row: number): number[] {
    const known = this.#tiers.get(row) ?? this.#findTier(row);
    this.#tiers.set(row, known);
    return known;
  }

  #findTier(row: number): number[] {
    const item = this.#items.get(row)!;
    if (item.price === undefined) return [];
    const prices = [...this.#items.values()]
      .filter(({ category, price }) => category === item.category && price !== undefined)
      .map(({ price }) => price!)
      .sort((a, b) => a - b);
    const third = (n: number) => prices[Math.floor((n * prices.length) / 3)]!;
    return [Number(item.price >= third(1)) + Number(item.price >= third(2))];
  }
}

/** Draws a case for a catalog of `shopItems`. */
export function randomCase(random: () => number, rows: readonly number[], dim: number): RankCase {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const some = <T>(most: number, make: () => T): T[] =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, make);
  const where = (): Where =>
    pick<() => Where>([
      () => ({ category: pick(["dress", "shirt", "boots"]) }),
      () => ({ colour: [pick(["red", "blue"]), "green"], brand: pick(["North", "South"]) }),
      () => ({ price: { min: 10 + random() * 300 } }),
      () => ({ size: pick(["S", "M", "XXL"]) }),
      () => ({ size: [pick(["S", "XL"]), "XS"] }),
      () => ({ stock: { max: Math.floor(random() * 4) } }),
      () => ({ family: [`f${Math.floor(random() * 130)}`, `f${Math.floor(random() * 130)}`] }),
    ])();
  const query = mixtureVectors(1, dim, Math.floor(random() * 1e6));
  const norm = Math.sqrt(dot(query, query));
  return {
    query: query.map((x) => x / norm),
    limit: pick([1, 3, 10, 50, 400]),
    minScore: pick([-Infinity, -Infinity, 0, 0.3]),
    ...(random() < 0.4 && { where: where() }),
    rules: {
      hide: some(2, where),
      pin: some(3, () => ({
        id: `p${Math.floor(random() * (rows.length + 20))}`,
        ...(random() < 0.5 && { texts: [pick(["red", "summer sale", "dre"])] }),
      })),
      boost: some(6, () => ({ where: where(), by: random() * 2 - 1 })),
      within: some(2, () => pick(["brand", "price", "category", "size"])),
      onePer: pick(["", "", "family", "brand", "pattern", "size", "note"]),
      diversity: pick([0, 0, 0, 0.3, 1]),
    },
    like: some(2, () => pick(rows)),
    texts: some(1, () => pick(["a red dress", "the summer sale of dresses", "coat"])),
  };
}

/** What items have of sizes: several, one, or none. */
const SIZES_OF = [
  ["M", "S"],
  ["L", "M", "XL"],
  "M",
  undefined,
  ["XL", "XS"],
  "S",
  ["S", "M"],
] as const;

/** Items with facets of every kind, and a note that is none, as nearly each has its own. */
export function shopItems(items: readonly CatalogItem[]): CatalogItem[] {
  return items.map((item, i) => ({
    ...item,
    attributes: {
      ...item.attributes,
      family: `f${Math.floor((i * 7) % 130)}`,
      stock: i % 6,
      note: `n${i - (i % 9 === 1 ? 1 : 0)}`,
      ...(SIZES_OF[i % SIZES_OF.length] && { size: SIZES_OF[i % SIZES_OF.length]! }),
    },
  }));
}
