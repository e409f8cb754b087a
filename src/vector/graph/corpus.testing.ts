/** A corpus for tests of graphs: rows, queries, and the share of their exact neighbours that a search finds. */
import { type Bitmap, hasBit } from "../../lib/bitmap.ts";
import { bestOf, innerProducts, mixtureVectors } from "../corpus.testing.ts";
import type { VectorIndex } from "../vector-index.ts";

export const DIM = 64;
/** So many that the graph is used even under filters that let a third through. */
export const COUNT = 10_500;
const QUERIES = 60;

const all = mixtureVectors(COUNT + QUERIES, DIM, 21);
export const vectors = all.subarray(0, COUNT * DIM);
export const queries = Array.from({ length: QUERIES }, (_, q) =>
  all.subarray((COUNT + q) * DIM, (COUNT + q + 1) * DIM),
);

/** The score of each row for each query. */
export const scores = queries.map((query) => innerProducts(vectors, DIM, query));

/** The ten best rows for each query. */
export function truths(filter?: Bitmap): ReadonlySet<number>[] {
  const keep = filter ? (row: number) => hasBit(filter, row) : undefined;
  return scores.map((one) => new Set(bestOf(one, 10, keep).map(({ row }) => row)));
}

const unfiltered = truths();

/** The share of the true neighbours among the ten best hits, over all queries. */
export function recall(
  index: VectorIndex,
  options: { exact?: boolean; targetRecall?: number; ef?: number; filter?: Bitmap } = {},
  wanted = unfiltered,
): number {
  let found = 0;
  let total = 0;
  queries.forEach((query, q) => {
    const truth = wanted[q]!;
    total += truth.size;
    for (const row of index.search(query, { k: 10, ...options }).ids) if (truth.has(row)) found++;
  });
  return total === 0 ? 1 : found / total;
}
