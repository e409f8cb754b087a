/**
 * `vitrine/vector`: the index alone, for browsers and Node.
 *
 * - `build-index.ts` and `open-index.ts` make and open index files; `planner.ts` decides how they are searched.
 * - `codes/`: vectors to int8 codes and sign bits, and back.
 * - `graph/`: HNSW graphs, built, packed, read and calibrated.
 * - `file/`: the container of all segments, and the sections of an index.
 * - `search/`: an index in memory, and the steps of a search.
 * - `kernel/`: the WebAssembly that does the work, in AssemblyScript.
 * - `hnswlib/`: indexes taken over from hnswlib.
 */

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
