/** Measures how good an index is, for its recall certificate. */
import { createBitmap, hasBit, setBit } from "../../lib/bitmap.ts";
import { mulberry32 } from "../../lib/random.ts";
import type { VectorIndex } from "../../vector/vector-index.ts";
import type { RecallCertificate } from "../manifest/recall.ts";
import { type Candidate, type CandidateOptions, Candidates } from "../search/candidates.ts";
import { VectorTable } from "../segments/vector-table.ts";
import { type IndexOptions, SegmentSpace } from "../spaces/segment-space.ts";

const K = 10;
const SHARES = [0.01, 0.1, 0.5];
/** Float32 numbers to compare at most, so that the measurement takes seconds: 50 queries of 100,000 x 512. */
const BUDGET = 2.56e9;
const MOST_QUERIES = 200;
const LEAST_QUERIES = 20;

/**
 * Measures with queries that are like new vectors of the same kind: each lies as far from a vector as one of its near
 * neighbours does, on the other side.
 *
 * @param vectors those that the index was built from, `index.size * index.dim` numbers
 * @param table the items that they belong to
 * @returns `undefined` for at most ten items
 */
export function certify(
  vectors: Float32Array,
  index: VectorIndex,
  table: VectorTable = VectorTable.oneEach(index.size),
  seed = 1,
): RecallCertificate | undefined {
  const { size, dim } = index;
  const { items } = table;
  if (items <= K) return undefined;
  const random = mulberry32(seed);
  const queries = Math.min(
    MOST_QUERIES,
    Math.max(LEAST_QUERIES, Math.floor(BUDGET / (size * dim * (SHARES.length + 1)))),
  );
  const unit = unitRows(vectors, dim);
  const filters = SHARES.map((share) => {
    const rows = createBitmap(items);
    for (let row = 0; row < items; row++) if (random() < share * 2 ** 32) setBit(rows, row);
    return rows;
  });
  const search = itemSearch(index, table);
  const classes = [undefined, undefined, ...filters];
  const found = classes.map(() => 0);
  const wanted = classes.map(() => 0);
  for (let q = 0; q < queries; q++) {
    const query = reflection(unit, search, table, random);
    const scores = bestScores(scoreAll(unit, dim, query), table);
    const truth = topRows(scores, K);
    classes.forEach((filter, i) => {
      const best = filter ? topRows(scores, K, (row) => hasBit(filter, row)) : truth;
      const hits = search(query, K, { exact: i === 1, rows: filter });
      wanted[i]! += best.size;
      for (const { row } of hits) if (best.has(row)) found[i]!++;
    });
  }
  const recallOf = (i: number) =>
    wanted[i] === 0 ? 1 : Math.round((found[i]! / wanted[i]!) * 1e4) / 1e4;
  return {
    k: K,
    queries,
    recall: recallOf(0),
    exactRecall: recallOf(1),
    filters: SHARES.map((share, i) => ({ share, recall: recallOf(i + 2) })),
  };
}

type ItemSearch = (
  query: Float32Array,
  k: number,
  options?: IndexOptions & Pick<CandidateOptions, "rows">,
) => Candidate[];

/** Searches an index as a catalog of this one segment would. */
function itemSearch(index: VectorIndex, table: VectorTable): ItemSearch {
  const space = new SegmentSpace({ index }, { dim: index.dim, metric: "cosine" }, table);
  return (query, k, options = {}) =>
    new Candidates([{ offset: 0, space }], query, { ...options, expected: k }).take(k);
}

function unitRows(vectors: Float32Array, dim: number): Float32Array {
  const unit = new Float32Array(vectors.length);
  for (let at = 0; at < vectors.length; at += dim) {
    let squares = 0;
    for (let d = 0; d < dim; d++) squares += vectors[at + d]! ** 2;
    const factor = 1 / Math.sqrt(squares);
    for (let d = 0; d < dim; d++) unit[at + d] = vectors[at + d]! * factor;
  }
  return unit;
}

function reflection(
  unit: Float32Array,
  search: ItemSearch,
  table: VectorTable,
  random: () => number,
): Float32Array {
  const dim = unit.length / table.vectors;
  const at = (random() % table.vectors) * dim;
  const vector = unit.subarray(at, at + dim);
  const hits = search(vector, K + 1);
  const { row, picture } = hits[1 + (random() % Math.max(1, hits.length - 1))] ?? {
    row: 0,
    picture: 0,
  };
  const near = (table.start(row) + picture) * dim;
  return vector.map((value, d) => 2 * value - unit[near + d]!);
}

function scoreAll(unit: Float32Array, dim: number, query: Float32Array): Float32Array {
  const scores = new Float32Array(unit.length / dim);
  for (let row = 0, at = 0; row < scores.length; row++) {
    let sum = 0;
    for (let d = 0; d < dim; d++, at++) sum += unit[at]! * query[d]!;
    scores[row] = sum;
  }
  return scores;
}

/** The best score of each item's vectors. */
function bestScores(scores: Float32Array, table: VectorTable): Float32Array {
  if (table.isOneEach) return scores;
  return Float32Array.from({ length: table.items }, (_, row) =>
    scores
      .subarray(table.start(row), table.start(row + 1))
      .reduce((a, b) => Math.max(a, b), -Infinity),
  );
}

/** The rows of the `k` best scores among those kept. */
function topRows(
  scores: Float32Array,
  k: number,
  keep: (row: number) => boolean = () => true,
): Set<number> {
  const best: number[] = [];
  for (let row = 0; row < scores.length; row++) {
    if (best.length === k && scores[row]! <= scores[best[k - 1]!]!) continue;
    if (!keep(row)) continue;
    const at = best.findIndex((other) => scores[row]! > scores[other]!);
    best.splice(at < 0 ? best.length : at, 0, row);
    if (best.length > k) best.pop();
  }
  return new Set(best);
}
