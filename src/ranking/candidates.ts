import type { Catalog } from "../catalog/catalog.ts";
import { type Bitmap, createBitmap, hasBit, setBit } from "../lib/bitmap.ts";
import type { Method } from "../vector/planner.ts";

/** An item that may become a hit. */
export interface Candidate {
  row: number;
  /** Cosine of its best vector. */
  score: number;
  /** Which of its vectors that is. */
  picture: number;
  /** By what it is ordered: the score and what it is boosted by. */
  rank: number;
}

export interface CandidateSource {
  catalog: Catalog;
  query: ArrayLike<number>;
  space: string;
  targetRecall?: number | undefined;
  /** The rows that may become hits, none of an item that is gone; all live ones where it is left out. */
  rows?: Bitmap | undefined;
  /** By row, what is added to its score. */
  boosts?: Float64Array | undefined;
  minScore: number;
  /** Number of candidates that are likely to be asked for, 1 or more. */
  expected: number;
  /** Takes rows out of these of which no candidate is needed any more, before more are searched for. */
  narrow?: (rows: Bitmap) => void;
}

/** Boosts of different size that are searched for one by one; more of them are put together. */
const MAX_POOLS = 16;
/** How many times as many candidates are searched for each time that those found were too few. */
const GROWTH = 2;

/**
 * All candidates in the order of their rank, as far as anybody asks for them. Rows with the same boost make a pool,
 * of which an ordinary search gives the best; as long as none of a pool's rows that have not been found can rank
 * higher than what has been found, nothing more is searched for (the threshold algorithm of Fagin, Lotem and Naor
 * 2003, with one list a pool). So there are as many candidates as there are rows, whatever their boosts, and those
 * that come first are right whenever the searches are.
 */
export class Candidates {
  readonly #pools: Pool[];
  methods: Method[] = [];
  scored = 0;

  constructor(source: CandidateSource) {
    const onSearch = (methods: Method[], scored: number) => {
      this.methods = methods;
      this.scored += scored;
    };
    this.#pools = poolsOf(source).map((pool) => new Pool(source, pool, onSearch));
  }

  /** The next; none once there is no other. */
  next(): Candidate | undefined {
    for (;;) {
      let best: Pool | undefined;
      for (const pool of this.#pools) {
        if (pool.bound === -Infinity) continue;
        if (!best || pool.bound > best.bound) best = pool;
      }
      if (!best) return undefined;
      // The head of the pool that reaches highest is next, if it reaches as high itself.
      if (best.head && best.head.rank >= best.bound) return best.take();
      best.search();
    }
  }
}

interface PoolRows {
  rows: Bitmap | undefined;
  /** The greatest boost among them. */
  most: number;
}

function poolsOf({ catalog, rows, boosts }: CandidateSource): PoolRows[] {
  if (!boosts) return [{ rows, most: 0 }];
  const among = rows ?? catalog.liveRows();
  const sizes = new Set<number>();
  for (let row = 0; row < catalog.rows; row++) if (hasBit(among, row)) sizes.add(boosts[row]!);
  const sorted = [...sizes].sort((a, b) => b - a);
  const perPool = Math.ceil(sorted.length / MAX_POOLS);
  const pools: { rows: Bitmap; most: number }[] = [];
  const poolOf = new Map<number, Bitmap>();
  for (let at = 0; at < sorted.length; at += perPool) {
    const pool = { rows: createBitmap(catalog.rows), most: sorted[at]! };
    pools.push(pool);
    for (const size of sorted.slice(at, at + perPool)) poolOf.set(size, pool.rows);
  }
  for (let row = 0; row < catalog.rows; row++) {
    if (hasBit(among, row)) setBit(poolOf.get(boosts[row]!)!, row);
  }
  return pools;
}

class Pool {
  readonly #source: CandidateSource;
  readonly #onSearch: (methods: Method[], scored: number) => void;
  readonly #most: number;
  /** Those that are left to be found; `undefined` for all that are live. */
  #rows: Bitmap | undefined;
  #wanted: number;
  /** Found and not taken, the next one last. */
  #found: Candidate[] = [];
  /** A row that has not been found ranks no higher. */
  #unseen = Infinity;

  constructor(
    source: CandidateSource,
    { rows, most }: PoolRows,
    onSearch: (methods: Method[], scored: number) => void,
  ) {
    this.#source = source;
    this.#rows = rows;
    this.#most = most;
    this.#wanted = source.expected;
    this.#onSearch = onSearch;
  }

  get head(): Candidate | undefined {
    return this.#found[this.#found.length - 1];
  }

  /** No row of the pool that has not been taken ranks higher. */
  get bound(): number {
    return Math.max(this.#unseen, this.head?.rank ?? -Infinity);
  }

  take(): Candidate | undefined {
    return this.#found.pop();
  }

  /** Finds the best of the rows that are left. */
  search(): void {
    const { catalog, query, space, targetRecall, boosts, minScore, narrow } = this.#source;
    const isFirst = this.#unseen === Infinity;
    const rows = isFirst ? this.#rows : (this.#rows ?? catalog.liveRows());
    if (!isFirst) narrow?.(rows!);
    const { ids, scores, pictures, methods, scored } = catalog.search(query, {
      k: this.#wanted,
      space,
      rows,
      ...(targetRecall !== undefined && { targetRecall }),
    });
    this.#onSearch(methods, scored);
    const isEnd = ids.length < this.#wanted || scores[ids.length - 1]! < minScore;
    this.#unseen = isEnd ? -Infinity : scores[ids.length - 1]! + this.#most;
    ids.forEach((row, i) => {
      const score = scores[i]!;
      if (score < minScore) return;
      const rank = score + (boosts?.[row] ?? 0);
      this.#found.push({ row, score, picture: pictures[i]!, rank });
    });
    // Stable, so that of equal ranks those found first stay first.
    this.#found = this.#found.reverse().sort((a, b) => a.rank - b.rank);
    if (isEnd) return;
    this.#rows = rows ?? catalog.liveRows();
    for (const row of ids) this.#rows[row >>> 5]! &= ~(1 << (row & 31));
    this.#wanted *= GROWTH;
  }
}
