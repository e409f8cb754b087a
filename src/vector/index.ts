/** `vitrine/vector`: the index alone, for browsers and Node. */

export { type Bitmap, countBits, createBitmap, hasBit, intersect, setBit } from "../lib/bitmap.ts";
export { type ErrorCode, VisualSearchError } from "../lib/errors.ts";
export type { Calibration } from "./calibration.ts";
export type { Metric } from "./code.ts";
export type { BuildCall, BuildProgress, Crew, CrewFactory, GraphOptions } from "./graph.ts";
export { type ImportOptions, importHnswlib } from "./hnswlib.ts";
export { splitIndex } from "./index-file.ts";
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
