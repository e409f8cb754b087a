/** `vitrine/vector`: the index alone, for browsers and Node. */

export { type Bitmap, countBits, createBitmap, hasBit, intersect, setBit } from "../lib/bitmap.ts";
export { type ErrorCode, VisualSearchError } from "../lib/errors.ts";
export { type BuildIndexOptions, buildIndex } from "./build-index.ts";
export type { Metric } from "./codes/int8-code.ts";
export { splitIndex } from "./file/split-index.ts";
export type { BuildProgress } from "./graph/build-graph.ts";
export type { Calibration } from "./graph/calibration.ts";
export type { BuildCall, Crew, CrewFactory } from "./graph/crew.ts";
export type { GraphOptions } from "./graph/graph.ts";
export { type ImportOptions, importHnswlib } from "./hnswlib/import-hnswlib.ts";
export { loadKernel } from "./load-kernel.ts";
export { openIndex } from "./open-index.ts";
export type { Method } from "./planner.ts";
export type { SearchOptions, SearchResult, VectorIndex } from "./vector-index.ts";
