/** `vitrine/vector`: the index alone, for browsers and Node. */

export { type Bitmap, countBits, createBitmap, hasBit, intersect, setBit } from "../lib/bitmap.ts";
export { type ErrorCode, VisualSearchError } from "../lib/errors.ts";
export type { Metric } from "./codes/int8-code.ts";
export { splitIndex } from "./file/index-file.ts";
export type { Calibration } from "./graph/calibration.ts";
export type { BuildCall, BuildProgress, Crew, CrewFactory, GraphOptions } from "./graph/graph.ts";
export { type ImportOptions, importHnswlib } from "./hnswlib/hnswlib.ts";
export { loadKernel } from "./load-kernel.ts";
export type { Method } from "./planner.ts";
export {
  type BuildIndexOptions,
  buildIndex,
  openIndex,
  type SearchOptions,
  type SearchResult,
  type VectorIndex,
} from "./vector-index.ts";
