/** Builds index files from vectors. */
import { checkInteger, invalidArgument } from "../lib/checks.ts";
import { codeRows, MAX_DIM, type Metric } from "./codes/int8-code.ts";
import { signPlane } from "./codes/sign-bits.ts";
import { isMetric } from "./file/index-sections.ts";
import { writeIndex } from "./file/write-index.ts";
import { type BuildProgress, buildGraph } from "./graph/build-graph.ts";
import type { CrewFactory } from "./graph/crew.ts";
import type { Graph, GraphOptions } from "./graph/graph.ts";
import { calibrateIndex } from "./open-index.ts";

const DEFAULT_SEED = 1;

/** What an index of vectors has. */
export interface BuildIndexOptions {
  /** Numbers in a vector, 1 to 4096. */
  dim: number;
  /** `cosine` (default) gives every vector unit length; `ip` takes the inner product as it is. */
  metric?: Metric;
  /** Seed of the rotation, uint32. The same vectors, options and seeds give the same bytes. Default 1. */
  seed?: number;
  /**
   * Adds an HNSW graph. It is worth its about 80 bytes a row from some thousand rows on. A function returns a finished
   * one.
   */
  graph?: GraphOptions | boolean | (() => Graph);
  /**
   * Adds a plane of sign bits, `dim / 8` bytes a row, for filtered searches over many rows and for searches with a
   * `minScore`. They tell directions, so that they are of no use with the metric `ip`.
   */
  signs?: boolean;
  /**
   * Adds what the codes left over, for a finer last look at the best rows: as a second code, for recall 0.999 and `dim`
   * more bytes a row, or as a `bit` each, which halves the codes' error for `dim / 8` bytes.
   */
  residual?: boolean | "bit";
  /** Builds the graph on several threads; `vitrine/build` has a crew for Node. */
  crew?: CrewFactory;
  /** Is told now and then how far the graph is, which takes most of the time; may throw to give up. */
  onProgress?: BuildProgress;
}

/**
 * Makes an index of `vectors`, row after row of `dim` numbers.
 *
 * @returns the file's bytes, for `openIndex` (here or anywhere else)
 * @throws VisualSearchError `invalid-argument` for the options and for vectors that are no whole rows,
 *   `vector-invalid` for a row that is NaN, infinite or (`cosine`) zero
 * @example
 * const vectors = new Float32Array(1000 * 512); // filled by an encoder
 * const bytes = buildIndex(vectors, { dim: 512, graph: true, signs: true });
 * const index = openIndex(bytes);
 */
export function buildIndex(
  vectors: Float32Array,
  options: BuildIndexOptions,
): Uint8Array<ArrayBuffer> {
  const { dim, metric = "cosine", seed = DEFAULT_SEED, residual = false } = options;
  checkInteger("dim", dim, 1, MAX_DIM);
  checkInteger("seed", seed, 0, 0xffff_ffff);
  if (!isMetric(metric)) throw invalidArgument("metric", '"cosine" or "ip"', metric);
  if (vectors.length % dim !== 0) {
    throw invalidArgument("vectors", `whole rows of ${dim} numbers`, vectors.length, "Check dim.");
  }
  const coded = codeRows(vectors, { dim, metric, seed, residual });
  const signs = options.signs ? signPlane(coded.codes, dim) : undefined;
  const residualBits =
    residual === "bit" && coded.residuals ? signPlane(coded.residuals, dim) : undefined;
  const parts = { coded, signs, residualBits };
  if (!options.graph) return writeIndex(parts);
  const graph =
    options.graph instanceof Function
      ? options.graph()
      : buildGraph(
          coded,
          options.graph === true ? {} : options.graph,
          options.onProgress,
          options.crew,
        );
  const calibration = calibrateIndex(writeIndex({ ...parts, graph }), seed);
  return writeIndex({ ...parts, graph, calibration });
}
