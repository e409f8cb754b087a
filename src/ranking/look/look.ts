import type { Catalog } from "../../catalog/catalog.ts";
import { textsOf } from "../../catalog/items/attribute-value.ts";
import { IMAGE_SPACE } from "../../catalog/spaces/spaces.ts";
import { type Bitmap, hasBit, intersect } from "../../lib/bitmap.ts";
import type { AttributeValue, Where } from "../../lib/types.ts";
import { Candidates } from "../candidates.ts";
import { diversify } from "../diversity.ts";
import { MetValues, valueReader } from "../filter/field-values.ts";
import { filterRows } from "../filter/filter.ts";
import { meanDirection } from "../query/compose.ts";
import { boostsOf, type Ranking, scoreRows, visibleRows } from "../rank.ts";
import { type AppliedRules, pinnedIds } from "../rules/rules.ts";
import { rowsWithin } from "../rules/within-rule.ts";
import { colourHarmony } from "./colour-harmony.ts";

const KIND_FIELD = "category";
const COLOUR_FIELD = "colour";
/** Categories of a look, the likeliest. */
const MAX_CATEGORIES = 8;
/** Items of its own category whose pairs speak for an item. */
const NEIGHBOURS = 24;
/** Items by which what is common to a category is told. */
const CATEGORY_SAMPLE = 200;
/** How many times as many items as hits are looked at in a category. */
const POOL = 4;
const MIN_POOL = 20;
/**
 * What is added to the likeness in style, a cosine: for what the shop has put together itself, at most for what goes
 * with neighbours, and for colours that go together.
 */
const TOLD_WORTH = 1;
const INFERRED_WORTH = 0.5;
const HARMONY_WORTH = 0.05;

export interface LookSource {
  catalog: Catalog;
  /** Of the item to complete. */
  row: number;
  /** Most hits of a category. */
  limit: number;
  where?: Where | undefined;
  rules: AppliedRules;
}

export interface RankedLook {
  category: string;
  hits: Ranking["hits"];
}

/**
 * What goes with an item, of other categories. It counts most that the shop has put items together with it, less that
 * it has with its neighbours in its own category, the more of these the more, and beside both the style: where the item would lie if
 * it were of their category, moved by the difference of what is common to each. Of the same category as the item
 * there is nothing. Categories are those that the shop has put together with it or with its own; where there are none,
 * those with what is nearest in style.
 *
 * @throws VisualSearchError `facet-unknown` or `invalid-argument`
 */
export function completeLook(source: LookSource): RankedLook[] {
  const { catalog, row } = source;
  const kinds = new Kinds(catalog);
  const own = kinds.of(row);
  // Items without a category have nothing in common.
  const allowed = allowedRows(source, own === "" ? undefined : kinds.rows(own));
  const isAllowed = (other: number) => hasBit(allowed, other);
  const told = new Set([...(catalog.pairs?.partners(row) ?? [])].filter(isAllowed));
  const inferred = neighbourPairs(catalog, row, kinds.rows(own), isAllowed);
  const worth = categoryWorth(catalog, kinds, own, { told, inferred });
  const candidates =
    worth.size > 0 ? [...worth.keys()] : kinds.all.filter((kind) => kind !== own || own === "");
  const looks = candidates.flatMap((category) => {
    const rows = kinds.rows(category).slice();
    intersect(rows, allowed);
    const ranked = rankCategory(source, { category, own, rows, told, inferred, kinds });
    return ranked ? [{ category, ...ranked }] : [];
  });
  return looks
    .sort((a, b) => (worth.get(b.category) ?? 0) - (worth.get(a.category) ?? 0) || b.best - a.best)
    .slice(0, MAX_CATEGORIES)
    .map(({ category, hits }) => ({ category, hits }));
}

/** Live rows that `where` and the rules leave, none of the item's own category. */
function allowedRows({ catalog, row, where, rules }: LookSource, own: Bitmap | undefined): Bitmap {
  const rows = visibleRows(catalog, where, rules.hide);
  const within = rowsWithin(rules.within, [row], catalog);
  if (within) intersect(rows, within);
  if (own) for (let i = 0; i < rows.length; i++) rows[i]! &= ~own[i]!;
  rows[row >>> 5]! &= ~(1 << (row & 31));
  return rows;
}

/** The categories of a catalog; of a catalog without, there is one, with an empty name, that none is of. */
class Kinds {
  readonly all: readonly string[];
  readonly #catalog: Catalog;
  readonly #read: ((row: number) => AttributeValue | undefined) | undefined;
  readonly #rows = new Map<string, Bitmap>();

  constructor(catalog: Catalog) {
    const spec = catalog.facets.specs.get(KIND_FIELD);
    this.#catalog = catalog;
    this.#read = spec?.kind === "category" ? valueReader(catalog, KIND_FIELD) : undefined;
    this.all = spec?.kind === "category" ? [...catalog.facets.counts(spec).keys(), ""] : [""];
  }

  /** Empty where the item has none; of several the first. */
  of(row: number): string {
    return textsOf(this.#read?.(row))[0] ?? "";
  }

  /** The live rows of a category; with an empty name, of the items that have none. */
  rows(kind: string): Bitmap {
    const known = this.#rows.get(kind);
    if (known) return known;
    const rows = kind === "" ? this.#others() : filterRows({ [KIND_FIELD]: kind }, this.#catalog);
    this.#rows.set(kind, rows);
    return rows;
  }

  #others(): Bitmap {
    const rows = this.#catalog.liveRows();
    for (const kind of this.all) {
      if (kind === "") continue;
      const of = this.rows(kind);
      for (let i = 0; i < rows.length; i++) rows[i]! &= ~of[i]!;
    }
    return rows;
  }
}

/** How much an item's nearest of its category speak for what they go with, 0 to 1 by row. */
function neighbourPairs(
  catalog: Catalog,
  row: number,
  ownKind: Bitmap,
  isAllowed: (row: number) => boolean,
): Map<number, number> {
  const found = new Map<number, number>();
  const { pairs, dim } = catalog;
  if (!pairs) return found;
  const others = ownKind.slice();
  others[row >>> 5]! &= ~(1 << (row & 31));
  const query = meanDirection(catalog.vectors(row), dim);
  const { ids, scores } = catalog.search(query, { k: NEIGHBOURS, rows: others });
  let total = 0;
  ids.forEach((neighbour, i) => {
    const partners = pairs.partners(neighbour);
    const weight = Math.max(0, scores[i]!);
    // Those of which nothing is told have no say.
    if (partners.length === 0) return;
    total += weight;
    for (const partner of partners) {
      if (isAllowed(partner)) found.set(partner, (found.get(partner) ?? 0) + weight);
    }
  });
  for (const [partner, weight] of found) found.set(partner, weight / (total || 1));
  return found;
}

/** How much the pairs of the item, of its neighbours and of its category speak for each other category. */
function categoryWorth(
  catalog: Catalog,
  kinds: Kinds,
  own: string,
  { told, inferred }: { told: ReadonlySet<number>; inferred: ReadonlyMap<number, number> },
): Map<string, number> {
  const worth = new Map<string, number>();
  const add = (kind: string, by: number) => {
    if (kind !== own || own === "") worth.set(kind, (worth.get(kind) ?? 0) + by);
  };
  for (const row of told) add(kinds.of(row), 1);
  for (const [row, weight] of inferred) add(kinds.of(row), weight);
  const together = kindsTogether(catalog, kinds).get(own) ?? new Map<string, number>();
  const total = [...together.values()].reduce((sum, count) => sum + count, 0);
  for (const [kind, count] of together) add(kind, count / total);
  return worth;
}

const knownTogether = new WeakMap<Catalog, Map<string, Map<string, number>>>();

/** How many pairs there are of items of each two categories. */
function kindsTogether(catalog: Catalog, kinds: Kinds): Map<string, Map<string, number>> {
  const known = knownTogether.get(catalog);
  if (known) return known;
  const counts = new Map<string, Map<string, number>>();
  knownTogether.set(catalog, counts);
  const { pairs } = catalog;
  if (!pairs) return counts;
  const live = catalog.liveRows();
  for (let row = 0; row < catalog.rows; row++) {
    if (!hasBit(live, row)) continue;
    for (const partner of pairs.partners(row)) {
      if (!hasBit(live, partner)) continue;
      const own = counts.get(kinds.of(row)) ?? new Map<string, number>();
      counts.set(kinds.of(row), own);
      own.set(kinds.of(partner), (own.get(kinds.of(partner)) ?? 0) + 1);
    }
  }
  return counts;
}

interface Category {
  category: string;
  /** The item's own. */
  own: string;
  /** Those of the category that may be hits. */
  rows: Bitmap;
  told: ReadonlySet<number>;
  inferred: ReadonlyMap<number, number>;
  kinds: Kinds;
}

/** The best of a category, and how good its best is. */
function rankCategory(
  { catalog, row, limit, rules }: LookSource,
  { category, own, rows, told, inferred, kinds }: Category,
): { hits: Ranking["hits"]; best: number } | undefined {
  const pool = Math.max(MIN_POOL, POOL * limit);
  const { dim } = catalog;
  const query = meanDirection(catalog.vectors(row), dim);
  const style = movedTo(catalog, query, kinds, { from: own, to: category });
  const boosts = boostsOf(rules.boost, catalog);
  const near = nearest({ catalog, query: style, rows, boosts, families: pool }, rules.onePer);
  const speaks = [...told, ...inferred.keys()].filter((other) => hasBit(rows, other));
  const pinned = pinnedIds(rules.pin, [])
    .map((id) => catalog.rowOf(id))
    .filter((other) => other !== undefined && hasBit(rows, other)) as number[];
  const all = [...new Set([...pinned, ...speaks, ...near])];
  if (all.length === 0) return undefined;
  const likeness = new Map(
    scoreRows(catalog, style, IMAGE_SPACE, all).hits.map((hit) => [hit.row, hit.score]),
  );
  const colourOf = colourReader(catalog);
  const ranked = all.map((other) => ({
    row: other,
    rank:
      likeness.get(other)! +
      (told.has(other) ? TOLD_WORTH : 0) +
      INFERRED_WORTH * (inferred.get(other) ?? 0) +
      HARMONY_WORTH * colourHarmony(colourOf(row), colourOf(other)) +
      (boosts?.[other] ?? 0),
  }));
  ranked.sort((a, b) => b.rank - a.rank || a.row - b.row);
  const first = pinned.map((other) => ranked.find((one) => one.row === other)!);
  const rest = ranked.filter((one) => !pinned.includes(one.row));
  const families = onePerValue(catalog, rules.onePer);
  const kept = [...first, ...rest].filter((one) => families(one.row));
  const head = kept.filter((one) => pinned.includes(one.row)).slice(0, limit);
  const tail = kept.filter((one) => !pinned.includes(one.row)).slice(0, pool);
  const chosen = choose(catalog, tail, limit - head.length, rules.diversity);
  const hits = [...head, ...chosen].map((one) => one.row);
  return {
    hits: scoreRows(catalog, query, IMAGE_SPACE, hits).hits,
    best: Math.max(...ranked.map((one) => one.rank)),
  };
}

interface Nearest {
  catalog: Catalog;
  query: Float32Array;
  rows: Bitmap;
  boosts: Float64Array | undefined;
  /** Number of families wanted; of rows where nothing makes families of them. */
  families: number;
}

/** The rows that rank highest by likeness and boosts, as many as it takes to have so many families. */
function nearest(
  { catalog, query, rows, boosts, families }: Nearest,
  onePer: string | undefined,
): number[] {
  const candidates = new Candidates({
    catalog,
    query,
    space: IMAGE_SPACE,
    rows: rows.slice(),
    boosts,
    minScore: -Infinity,
    expected: families,
  });
  const isNew = onePerValue(catalog, onePer);
  const found: number[] = [];
  for (let count = 0; count < families; ) {
    const next = candidates.next();
    if (!next) break;
    found.push(next.row);
    if (isNew(next.row)) count++;
  }
  return found;
}

function choose(
  catalog: Catalog,
  ranked: readonly { row: number; rank: number }[],
  count: number,
  diversity: number,
): readonly { row: number; rank: number }[] {
  if (diversity === 0 || count === 0) return ranked.slice(0, count);
  const { dim } = catalog;
  const vectors = new Float32Array(ranked.length * dim);
  for (const [i, { row }] of ranked.entries()) {
    vectors.set(meanDirection(catalog.vectors(row), dim), i * dim);
  }
  const relevance = ranked.map(({ rank }) => rank);
  return diversify(relevance, vectors, count, diversity).map((i) => ranked[i]!);
}

function onePerValue(catalog: Catalog, field: string | undefined): (row: number) => boolean {
  if (field === undefined) return () => true;
  const taken = new MetValues(catalog, field);
  return (row) => {
    if (taken.has(row)) return false;
    taken.add(row);
    return true;
  };
}

function colourReader(catalog: Catalog): (row: number) => string | undefined {
  const spec = catalog.facets.specs.get(COLOUR_FIELD);
  const read = spec && valueReader(catalog, COLOUR_FIELD);
  return (row) => textsOf(read?.(row))[0];
}

/** A vector moved by the difference between what is common to two categories. */
function movedTo(
  catalog: Catalog,
  vector: Float32Array,
  kinds: Kinds,
  { from, to }: { from: string; to: string },
): Float32Array {
  const [a, b] = [meanOf(catalog, kinds, from), meanOf(catalog, kinds, to)];
  if (!a || !b) return vector;
  const moved = vector.map((x, d) => x - a[d]! + b[d]!);
  const length = Math.hypot(...moved);
  return length > 1e-6 ? moved.map((x) => x / length) : vector;
}

const knownMeans = new WeakMap<Catalog, Map<string, Float32Array | undefined>>();

/** The mean of the first pictures of a category's items, of some spread over them where they are many. */
function meanOf(catalog: Catalog, kinds: Kinds, kind: string): Float32Array | undefined {
  const known = knownMeans.get(catalog) ?? new Map<string, Float32Array | undefined>();
  knownMeans.set(catalog, known);
  if (!known.has(kind)) known.set(kind, findMean(catalog, kinds.rows(kind)));
  return known.get(kind);
}

function findMean(catalog: Catalog, rows: Bitmap): Float32Array | undefined {
  const list: number[] = [];
  for (let row = 0; row < catalog.rows; row++) if (hasBit(rows, row)) list.push(row);
  if (list.length === 0) return undefined;
  const step = Math.max(1, list.length / CATEGORY_SAMPLE);
  const sum = new Float32Array(catalog.dim);
  let count = 0;
  for (let at = 0; at < list.length; at += step) {
    const own = catalog.vectors(list[Math.floor(at)]!);
    for (let d = 0; d < sum.length; d++) sum[d]! += own[d]!;
    count++;
  }
  return sum.map((x) => x / count);
}
