/**
 * Chooses hits among the candidates of a search by the rules of a shop: pinned items first, one of each family,
 * unlike each other. The hits of a query and those of each category of a look are chosen here.
 */
import type { Catalog } from "../catalog/catalog.ts";
import type { Candidate } from "../catalog/search/candidates.ts";
import { type Bitmap, clearBit, createBitmap, forEachBit, hasBit, setBit } from "../lib/bitmap.ts";
import type { Method } from "../vector/planner.ts";
import { diversify } from "./diversity.ts";
import { filterRows } from "./filter/filter.ts";
import { meanDirection } from "./query/compose.ts";
import { OnePer } from "./rules/one-per.ts";
import type { AppliedRules } from "./rules/rules.ts";

export interface SelectSource {
  catalog: Catalog;
  /** Of unit length. */
  query: Float32Array;
  space: string;
  /** Most hits. */
  limit: number;
  /** Rows that stand first, in this order; those whose family has had its hit are left out. */
  pinned: readonly number[];
  /** Rows that may be hits besides. Default: all live ones. */
  rows?: Bitmap | undefined;
  /** By row, what is added to its score before it is ranked. */
  boosts?: Float64Array | undefined;
  rules: Pick<AppliedRules, "onePer" | "diversity">;
  /** Number of candidates that diversity chooses so many hits from. */
  poolSize: (hits: number) => number;
  minScore?: number | undefined;
  targetRecall?: number | undefined;
}

/** A hit before its item is read. */
export type RankedHit = Omit<Candidate, "rank">;

/** Hits, best first. */
export interface Ranking {
  hits: RankedHit[];
  /** Rank of the best item there was; -Infinity if there was none. */
  bestRank: number;
  /** How the segments were searched the last time. */
  methods: Method[];
  /** Number of vectors whose codes were compared with the query. */
  scored: number;
}

/** @throws VisualSearchError `space-unknown` or `vector-invalid` */
export function selectHits(source: SelectSource): Ranking {
  const { catalog, query, space, limit, rules, boosts, minScore, targetRecall } = source;
  const onePer = new OnePer(catalog, rules.onePer);
  const pinned = source.pinned.filter((row) => onePer.take(row)).slice(0, limit);
  const first = scoreRows(catalog, query, space, pinned);
  const ranks = first.hits.map(({ row, score }) => score + (boosts?.[row] ?? 0));
  const wanted = limit - pinned.length;
  if (wanted === 0) return { ...first, bestRank: Math.max(...ranks) };
  const pool = rules.diversity > 0 ? source.poolSize(wanted) : wanted;
  const candidates = catalog.candidates(query, {
    space,
    targetRecall,
    rows: pinned.length > 0 ? without(source.rows ?? catalog.liveRows(), pinned) : source.rows,
    boosts,
    minScore,
    expected: pool,
    isUnwanted: (row) => onePer.isUsedUp(row),
  });
  const found: Candidate[] = [];
  while (found.length < pool) {
    const candidate = candidates.next();
    if (!candidate) break;
    ranks.push(candidate.rank);
    if (onePer.take(candidate.row)) found.push(candidate);
  }
  const chosen = rules.diversity > 0 ? chooseDiverse(found, wanted, source) : found;
  return {
    hits: [...first.hits, ...chosen.map(({ rank: _, ...hit }) => hit)],
    bestRank: Math.max(...ranks),
    methods: candidates.methods,
    scored: first.scored + candidates.scored,
  };
}

/** These rows, in their order, with the scores that a search gives them. */
export function scoreRows(
  catalog: Catalog,
  query: Float32Array,
  space: string,
  rows: readonly number[],
): Omit<Ranking, "bestRank"> {
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

/** The rows to pin, of those that may be. */
export function pinnedRows(
  catalog: Catalog,
  ids: readonly string[],
  pinnable: Bitmap | undefined,
): number[] {
  return ids
    .map((id) => catalog.rowOf(id))
    .filter((row) => row !== undefined)
    .filter((row) => !pinnable || hasBit(pinnable, row));
}

/** By row, the sum of what its item is boosted by; `undefined` if nothing is. */
export function boostsOf(
  boosts: AppliedRules["boost"],
  catalog: Catalog,
): Float64Array | undefined {
  if (boosts.length === 0) return undefined;
  const sums = new Float64Array(catalog.rows);
  for (const { where, by } of boosts) {
    forEachBit(filterRows(where, catalog), (row) => {
      sums[row]! += by;
    });
  }
  return sums;
}

function without(rows: Bitmap, out: readonly number[]): Bitmap {
  const left = rows.slice();
  for (const row of out) clearBit(left, row);
  return left;
}

function chooseDiverse(
  found: readonly Candidate[],
  count: number,
  { catalog, space, rules }: SelectSource,
): Candidate[] {
  const { dim } = catalog;
  const vectors = new Float32Array(found.length * dim);
  for (const [i, { row }] of found.entries()) {
    vectors.set(meanDirection(catalog.vectors(row, space), dim), i * dim);
  }
  const relevance = found.map(({ rank }) => rank);
  return diversify(relevance, vectors, count, rules.diversity).map((i) => found[i]!);
}
