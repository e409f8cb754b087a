/**
 * The items of a catalog that are most like a vector, one after another for as long as anybody asks. This is the only
 * place that searches wider until enough are found: every search below it looks once.
 */
import {
  type Bitmap,
  clearBit,
  createBitmap,
  forEachBit,
  fullBitmap,
  setBit,
} from "../../lib/bitmap.ts";
import type { Method } from "../../vector/planner.ts";
import { ROW_ALIGNMENT } from "../segments/row-numbers.ts";
import type { IndexOptions, SegmentSpace, SpaceResult } from "../spaces/segment-space.ts";

/** An item that may become a hit. */
export interface Candidate {
  row: number;
  /** Cosine of its best vector. */
  score: number;
  /** Which of its vectors that is: the picture that the hit is shown with. */
  picture: number;
  /** What it is ordered by: the score and what it is boosted by. */
  rank: number;
}

/** A segment as it is searched. */
export interface SearchedSegment {
  /** Row of the catalog that is its first, a multiple of 32. */
  offset: number;
  space: SegmentSpace;
  /** Its rows whose items are not gone; absent if all are there. */
  live?: Bitmap | undefined;
}

export interface CandidateOptions extends IndexOptions {
  /** Number of candidates that are likely to be asked for, 1 or more. */
  expected: number;
  /** The rows that may become candidates, none of an item that is gone. Default: all live ones. */
  rows?: Bitmap | undefined;
  /** By row, what is added to its score. */
  boosts?: Float64Array | undefined;
  /** The least score of a candidate. */
  minScore?: number | undefined;
  /** Whether a row is of no more use, which is asked before more are searched for. */
  isUnwanted?: ((row: number) => boolean) | undefined;
}

/** Boosts of different size that are searched for one by one; if there are more, the nearest share a search. */
const MAX_POOLS = 16;
/** How many times as many candidates each further search looks for. */
const GROWTH = 2;

/**
 * All candidates in the order of their rank; of equal ranks, those with the greater boost first, then by row.
 *
 * Each segment's rows with the same boost are a source, of which one search gives the best and says how good the others
 * can be at most. While no row that a source has not given can rank higher than the best that was found, nothing
 * more is searched for (the threshold algorithm of Fagin, Lotem and Naor 2003, with a list for each source). So there are
 * as many candidates as there are rows, whatever the boosts, the segments and the number of an item's vectors, and
 * their order is right whenever the searches are.
 */
export class Candidates {
  readonly #sources: readonly Source[];
  readonly #expected: number;
  #isBegun = false;

  /** @param segments in the order of their rows */
  constructor(
    segments: readonly SearchedSegment[],
    query: ArrayLike<number>,
    options: CandidateOptions,
  ) {
    this.#expected = options.expected;
    this.#sources = poolsOf(segments, options).flatMap((pool) =>
      segments.map((segment) => new Source(segment, pool, query, options)),
    );
  }

  /** The next one; none once there is no other. */
  next(): Candidate | undefined {
    if (!this.#isBegun) this.#begin();
    for (;;) {
      // The source that reaches highest has the next one, unless that is still to be found.
      let highest = this.#sources[0];
      for (const source of this.#sources) if (source.bound > highest!.bound) highest = source;
      if (!highest || highest.bound === -Infinity) return undefined;
      if (highest.isCertain) return highest.take();
      highest.search();
    }
  }

  /** The next `count`, or as many as there are. */
  take(count: number): Candidate[] {
    const taken: Candidate[] = [];
    while (taken.length < count) {
      const candidate = this.next();
      if (!candidate) break;
      taken.push(candidate);
    }
    return taken;
  }

  /** How each segment was searched the last time. */
  get methods(): Method[] {
    const bySegment = new Map(this.#sources.map(({ segment, method }) => [segment, method]));
    return [...bySegment.values()].filter((method) => method !== undefined);
  }

  /** Number of vectors whose codes were compared with the query. */
  get scored(): number {
    return this.#sources.reduce((sum, source) => sum + source.scored, 0);
  }

  /** Searches every source once, the largest first, so that the others have a score to beat. */
  #begin(): void {
    this.#isBegun = true;
    for (const source of this.#sources.toSorted((a, b) => b.size - a.size)) {
      const { pool } = source;
      const scores = source.search(scoreToBeat(pool.scores, this.#expected));
      pool.scores.push(scores);
    }
  }
}

/** The `count`th best of the scores that others have, or -Infinity. */
function scoreToBeat(found: readonly Float32Array[], count: number): number {
  const [first = [], ...others] = found;
  if (others.length === 0) return first[count - 1] ?? -Infinity;
  const sorted = Float32Array.from(found.flatMap((scores) => [...scores])).sort();
  return sorted[sorted.length - count] ?? -Infinity;
}

/** Rows that share a boost, or nearly. */
interface Pool {
  rows: Bitmap | undefined;
  /** The greatest boost among them. */
  most: number;
  /** Of what each of its sources has found first, best first. */
  scores: Float32Array[];
}

/** Pools by boost, the greatest first. */
function poolsOf(segments: readonly SearchedSegment[], { rows, boosts }: CandidateOptions): Pool[] {
  if (!boosts) return [{ rows, most: 0, scores: [] }];
  const among = rows ?? liveRows(segments, boosts.length);
  const sizes = new Set<number>();
  forEachBit(among, (row) => sizes.add(boosts[row]!));
  const sorted = [...sizes].sort((a, b) => b - a);
  const perPool = Math.ceil(sorted.length / MAX_POOLS);
  const pools: (Pool & { rows: Bitmap })[] = [];
  const poolOf = new Map<number, Bitmap>();
  for (let at = 0; at < sorted.length; at += perPool) {
    const pool = { rows: createBitmap(boosts.length), most: sorted[at]!, scores: [] };
    pools.push(pool);
    for (const size of sorted.slice(at, at + perPool)) poolOf.set(size, pool.rows);
  }
  forEachBit(among, (row) => setBit(poolOf.get(boosts[row]!)!, row));
  return pools;
}

/** The rows of all items that are not gone. */
export function liveRows(segments: readonly SearchedSegment[], count: number): Bitmap {
  const rows = createBitmap(count);
  for (const { offset, space, live } of segments) {
    rows.set(live ?? fullBitmap(space.table.items), offset / ROW_ALIGNMENT);
  }
  return rows;
}

/** The rows of one segment and one pool. */
class Source {
  readonly segment: SearchedSegment;
  readonly pool: Pool;
  method: Method | undefined;
  scored = 0;
  /** No row that has not been taken ranks higher. */
  bound = Infinity;
  /** Whether the best row that was found reaches as high. */
  isCertain = false;
  readonly #query: ArrayLike<number>;
  readonly #options: CandidateOptions;
  /** The segment's rows that are left to be found; `undefined` for all that are live. */
  #rows: Bitmap | undefined;
  /** What the last search found. */
  #last: Uint32Array | undefined;
  /** Number of candidates that the next search looks for. */
  #wanted: number;
  /** Found and not taken, the next one last. */
  #found: Candidate[] = [];
  /** A row that has not been found ranks no higher. */
  #unseen = Infinity;

  constructor(
    segment: SearchedSegment,
    pool: Pool,
    query: ArrayLike<number>,
    options: CandidateOptions,
  ) {
    this.segment = segment;
    this.pool = pool;
    this.#query = query;
    this.#options = options;
    this.#wanted = options.expected;
    const start = segment.offset / ROW_ALIGNMENT;
    this.#rows = pool.rows?.subarray(start, start + Math.ceil(this.size / ROW_ALIGNMENT));
  }

  get size(): number {
    return this.segment.space.table.items;
  }

  take(): Candidate {
    const candidate = this.#found.pop()!;
    this.#setBound();
    return candidate;
  }

  #setBound(): void {
    const head = this.#found[this.#found.length - 1];
    this.isCertain = head !== undefined && head.rank >= this.#unseen;
    this.bound = this.isCertain ? head!.rank : this.#unseen;
  }

  /**
   * Finds the best of the rows that are left.
   *
   * @param toBeat a score that enough others have; what is below it is not looked for
   * @returns the scores of what was found
   */
  search(toBeat = -Infinity): Float32Array {
    const { segment } = this;
    const { exact, ef, targetRecall, minScore = -Infinity } = this.#options;
    if (this.#last) this.#leaveOut(this.#last);
    const result = segment.space.search(this.#query, {
      k: this.#wanted,
      rows: this.#rows ?? segment.live,
      areLive: this.#rows === undefined,
      minScore: toBeat,
      exact,
      ef,
      targetRecall,
    });
    const { ids, scores, bound, method, scored } = result;
    this.method = method;
    this.scored += scored;
    this.#last = ids;
    this.#wanted *= GROWTH;
    this.#unseen = bound < minScore ? -Infinity : bound + this.pool.most;
    this.#add(result, minScore);
    return scores;
  }

  #add({ ids, scores, pictures }: SpaceResult, minScore: number): void {
    const { boosts } = this.#options;
    const { offset } = this.segment;
    const isSorted = !boosts && this.#found.length === 0;
    const found: Candidate[] = [];
    for (let i = ids.length - 1; i >= 0; i--) {
      const score = scores[i]!;
      if (score < minScore) continue;
      const row = offset + ids[i]!;
      const rank = boosts ? score + boosts[row]! : score;
      found.push({ row, score, picture: pictures[i]!, rank });
    }
    // Stable, so that of equal ranks those found first are taken first.
    this.#found = isSorted ? found : [...found, ...this.#found].sort((a, b) => a.rank - b.rank);
    this.#setBound();
  }

  /** Takes rows that were found, and those of no more use, out of what is left to be found. */
  #leaveOut(found: Uint32Array): void {
    const { segment } = this;
    const { isUnwanted } = this.#options;
    const left = this.#rows?.slice() ?? segment.live?.slice() ?? fullBitmap(this.size);
    for (const id of found) clearBit(left, id);
    if (isUnwanted) {
      forEachBit(left, (id) => {
        if (isUnwanted(segment.offset + id)) clearBit(left, id);
      });
    }
    this.#rows = left;
  }
}
