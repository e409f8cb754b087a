import type { Catalog } from "../catalog/catalog.ts";
import { type Bitmap, createBitmap, hasBit, intersect, setBit } from "../lib/bitmap.ts";
import type { Where } from "../lib/types.ts";
import type { Method } from "../vector/planner.ts";
import { type Candidate, Candidates } from "./candidates.ts";
import { diversify } from "./diversity.ts";
import { MetValues } from "./filter/field-values.ts";
import { filterRows } from "./filter/filter.ts";
import { meanDirection } from "./query/compose.ts";
import { type AppliedRules, pinnedIds } from "./rules/rules.ts";
import { rowsWithin } from "./rules/within-rule.ts";

/** How many times as many candidates as hits diversity chooses from, within these bounds. */
const DIVERSITY_POOL = 4;
const MIN_DIVERSITY_POOL = 40;
const MAX_DIVERSITY_POOL = 400;

export interface RankSource {
  catalog: Catalog;
  /** Of unit length. */
  query: Float32Array;
  space: string;
  /** Most hits. */
  limit: number;
  minScore: number;
  targetRecall?: number | undefined;
  where?: Where | undefined;
  rules: AppliedRules;
  /** Rows of the items that hits are to be like, and are not themselves. */
  like: readonly number[];
  /** The query's texts, by which items are pinned. */
  texts: readonly string[];
}

/** Hits, best first. */
export interface Ranking {
  hits: Omit<Candidate, "rank">[];
  /** How the segments were searched the last time. */
  methods: Method[];
  /** Number of vectors whose codes were compared with the query. */
  scored: number;
}

/**
 * The hits of a query under rules. What `where`, `hide` and `within` leave is ordered by score and boost; of each
 * value of `onePer` the first stays; among these diversity chooses. Pinned items come before them all, as long as
 * `where` and `hide` leave them. There are `limit` hits wherever so many can be had.
 *
 * @throws VisualSearchError `facet-unknown`, `invalid-argument`, `space-unknown` or `vector-invalid`
 */
export function rank(source: RankSource): Ranking {
  const { catalog, limit, rules, like, where, texts } = source;
  const shown =
    where || rules.hide.length > 0 ? visibleRows(catalog, where, rules.hide) : undefined;
  const rows = rowsToRank(source, shown);
  const families = new Families(catalog, rules.onePer);
  const pinned = pinnedIds(rules.pin, texts)
    .map((id) => catalog.rowOf(id))
    .filter((row) => row !== undefined)
    .filter((row) => !like.includes(row) && (!shown || hasBit(shown, row)))
    .filter((row) => families.take(row))
    .slice(0, limit);
  const first = scoreRows(catalog, source.query, source.space, pinned);
  const wanted = limit - pinned.length;
  if (wanted === 0) return first;
  const pool = rules.diversity > 0 ? poolSize(wanted) : wanted;
  const candidates = new Candidates({
    ...source,
    rows: pinned.length === 0 ? rows : without(rows ?? catalog.liveRows(), pinned),
    boosts: boostsOf(rules.boost, catalog),
    expected: pool,
    narrow: (left) => families.narrow(left),
  });
  const found: Candidate[] = [];
  while (found.length < pool) {
    const candidate = candidates.next();
    if (!candidate) break;
    if (families.take(candidate.row)) found.push(candidate);
  }
  const chosen = rules.diversity > 0 ? diverse(found, wanted, source) : found;
  const hits = chosen.map(({ rank: _, ...hit }) => hit);
  return {
    hits: [...first.hits, ...hits],
    methods: candidates.methods,
    scored: first.scored + candidates.scored,
  };
}

/** The live rows that meet `where` and none of the conditions to hide. */
export function visibleRows(
  catalog: Catalog,
  where: Where | undefined,
  hide: readonly Where[],
): Bitmap {
  const rows = where ? filterRows(where, catalog) : catalog.liveRows();
  for (const hidden of hide) {
    const matches = filterRows(hidden, catalog);
    for (let i = 0; i < rows.length; i++) rows[i]! &= ~matches[i]!;
  }
  return rows;
}

/** What may be ranked; `undefined` for all that is live. */
function rowsToRank(
  { catalog, rules, like }: RankSource,
  shown: Bitmap | undefined,
): Bitmap | undefined {
  const within = like.length > 0 ? rowsWithin(rules.within, like, catalog) : undefined;
  if (!shown && !within && like.length === 0) return undefined;
  const rows = shown?.slice() ?? catalog.liveRows();
  if (within) intersect(rows, within);
  return without(rows, like);
}

function without(rows: Bitmap, out: readonly number[]): Bitmap {
  const left = rows.slice();
  for (const row of out) left[row >>> 5]! &= ~(1 << (row & 31));
  return left;
}

/** By row, the sum of what its item is boosted by; `undefined` where nothing is. */
export function boostsOf(
  boosts: AppliedRules["boost"],
  catalog: Catalog,
): Float64Array | undefined {
  if (boosts.length === 0) return undefined;
  const sums = new Float64Array(catalog.rows);
  for (const { where, by } of boosts) {
    const matches = filterRows(where, catalog);
    for (let row = 0; row < sums.length; row++) if (hasBit(matches, row)) sums[row]! += by;
  }
  return sums;
}

/** These rows, in their order, with the scores that a search gives them. */
export function scoreRows(
  catalog: Catalog,
  query: Float32Array,
  space: string,
  rows: readonly number[],
): Ranking {
  if (rows.length === 0) return { hits: [], methods: [], scored: 0 };
  const among = createBitmap(catalog.rows);
  for (const row of rows) setBit(among, row);
  const found = catalog.search(query, { k: rows.length, space, rows: among, exact: true });
  const at = new Map(Array.from(found.ids, (row, i) => [row, i]));
  const hits = rows.map((row) => {
    const i = at.get(row)!;
    return { row, score: found.scores[i]!, picture: found.pictures[i]! };
  });
  return { hits, methods: found.methods, scored: found.scored };
}

function poolSize(wanted: number): number {
  const size = Math.max(MIN_DIVERSITY_POOL, DIVERSITY_POOL * wanted);
  return Math.max(wanted, Math.min(size, MAX_DIVERSITY_POOL));
}

function diverse(
  found: readonly Candidate[],
  count: number,
  { catalog, space, rules }: RankSource,
): Candidate[] {
  const { dim } = catalog;
  const vectors = new Float32Array(found.length * dim);
  for (const [i, { row }] of found.entries()) {
    vectors.set(meanDirection(catalog.vectors(row, space), dim), i * dim);
  }
  const relevance = found.map((candidate) => candidate.rank);
  return diversify(relevance, vectors, count, rules.diversity).map((i) => found[i]!);
}

/** Which values of a field have had their hit. */
class Families {
  readonly #taken: MetValues | undefined;
  /** Whether a row's value can be looked up without reading its item. */
  readonly #isFast: boolean;

  constructor(catalog: Catalog, field: string | undefined) {
    this.#taken = field === undefined ? undefined : new MetValues(catalog, field);
    this.#isFast = field !== undefined && catalog.facets.specs.has(field);
  }

  /** Whether the row's item is the first of each of its values, or has none. */
  take(row: number): boolean {
    if (this.#taken?.has(row)) return false;
    this.#taken?.add(row);
    return true;
  }

  /** Takes the rows out whose value has had its hit, as far as that costs less than finding them. */
  narrow(rows: Bitmap): void {
    const taken = this.#taken;
    if (!taken || !this.#isFast || taken.size === 0) return;
    for (let word = 0; word < rows.length; word++) {
      for (let bits = rows[word]!; bits !== 0; bits &= bits - 1) {
        const bit = 31 - Math.clz32(bits & -bits);
        if (taken.has(word * 32 + bit)) rows[word]! &= ~(1 << bit);
      }
    }
  }
}
