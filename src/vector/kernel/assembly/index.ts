/**
 * The vector kernel: plain WebAssembly SIMD without runtime and allocation. The caller owns the imported memory and
 * passes every address; addresses of codes, queries and sign bits are multiples of 16. Calls never nest, so that their
 * state can be in globals. `assert` costs nothing in a release: the tests run a build with assertions.
 *
 * What is exported here is what TypeScript gets, constants too: `scripts/build-kernel.ts` generates their declarations.
 */

// Rows, and the query that they are compared with.
export { codeQuery, setCoder, squaredLength } from "./codes/coder";
export { queryLength } from "./codes/query";
export { ROW_FLOATS, setRows, STRIDE_STEP } from "./codes/rows";
export { PLANES, setSigns } from "./codes/sketch";

// Lists of rows.
export { ENTRY_BYTES } from "./lists/entries";
export { PENDING_BYTES, setPending } from "./lists/pending";
export { setVisited } from "./lists/visited";

// Searches: by scans, along a graph, and a last look at the best.
export { scoredRows } from "./graph/best-first";
export { LEVEL_BYTES, setGraph } from "./graph/neighbours";
export { TRAIL_ENTRIES } from "./graph/preselect";
export { graphSearch } from "./graph/search";
export { contenders, MEAN_REMAINDER, refine, refineBits } from "./refine";
export { countPassing, exactSearch, keepPassing, rescore, sketchSearch } from "./scan";

// The construction of a graph.
export { setBlocks } from "./graph/blocks";
export { linkRows, proposeRows, setWorkspace } from "./graph/build";

// Files.
export {
  allBelow,
  allFinite,
  checkLists,
  layLists,
  LISTS_OUT_OF_ORDER,
  LISTS_OUT_OF_RANGE,
  LISTS_SOUND,
  LISTS_UNCOVERED,
} from "./check";
export { xxh64 } from "./xxh64";
