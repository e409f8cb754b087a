/** Makes an index of an hnswlib file. */
import { VisualSearchError } from "../../lib/errors.ts";
import { type BuildIndexOptions, buildIndex } from "../build-index.ts";
import { MAX_SQUARED_LENGTH, type Metric } from "../codes/int8-code.ts";
import { MAX_GRAPH_M, MAX_LEVELS } from "../graph/graph.ts";
import { packGraph } from "../graph/pack-graph.ts";
import { readHnswlib } from "./read-hnswlib.ts";

/** Refuses vectors that an index cannot hold, by their labels. */
function checkLengths(
  vectors: Float32Array,
  labels: BigUint64Array,
  dim: number,
  metric: Metric,
): void {
  labels.forEach((label, row) => {
    let squares = 0;
    for (let i = row * dim; i < (row + 1) * dim; i++) squares += vectors[i]! * vectors[i]!;
    const problem =
      metric === "cosine"
        ? squares === 0 && "only zeros, which have no direction"
        : squares > MAX_SQUARED_LENGTH && "one too long for inner products in float32";
    if (problem) {
      throw new VisualSearchError(
        "vector-invalid",
        `Expected a usable vector for label ${label}, got ${problem}. ` +
          "Delete or replace it in hnswlib, and save the index again.",
      );
    }
  });
}

/** Like `BuildIndexOptions`, without what the file says. */
export type ImportOptions = Pick<BuildIndexOptions, "seed" | "signs" | "residual"> & {
  /** The file does not say which metric it was made for. */
  metric: Metric;
  /** Numbers in a vector, to be compared with the file's. */
  dim?: number;
};

/**
 * Makes a Vitrine index of an hnswlib file. It takes over the graph as it is. Rows that are marked deleted are dropped;
 * if there are any, the graph is built again.
 *
 * @returns the index's bytes, and the label of each of its rows; hnswlib may write a label twice
 * @throws VisualSearchError `index-invalid` for a broken file or one of another kind; `vector-invalid` for vectors that
 *   are zero (`cosine`) or far too long; `invalid-argument` for the options
 * @example
 * const file = readFileSync("products.bin"); // hnswlib's save_index
 * const { index, labels } = importHnswlib(file, { metric: "cosine" });
 * const { ids } = openIndex(index).search(query, { k: 10 });
 * const found = Array.from(ids, (row) => labels[row]);
 */
export function importHnswlib(
  file: Uint8Array,
  options: ImportOptions,
): { index: Uint8Array<ArrayBuffer>; labels: BigUint64Array<ArrayBuffer> } {
  const source = readHnswlib(file, options);
  const { vectors, labels, deleted, count, dim } = source;
  // The arrays are copies: rows that stay may move to the front.
  let kept = 0;
  for (let row = 0; row < count; row++) {
    if (deleted[row]) continue;
    if (kept < row) {
      vectors.copyWithin(kept * dim, row * dim, (row + 1) * dim);
      labels[kept] = labels[row]!;
    }
    kept++;
  }
  const keptVectors = vectors.subarray(0, kept * dim);
  const keptLabels = labels.slice(0, kept);
  checkLengths(keptVectors, keptLabels, dim, options.metric);
  const whole = kept === count && count > 0 && source.maxLevel <= MAX_LEVELS;
  const graph = whole
    ? () => packGraph({ ...source, levelOf: source.levels })
    : { m: Math.min(MAX_GRAPH_M, Math.max(2, source.m)) };
  return { index: buildIndex(keptVectors, { ...options, dim, graph }), labels: keptLabels };
}
