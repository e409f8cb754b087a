/**
 * The vector kernel: plain WebAssembly SIMD without runtime and allocation. The caller owns the imported memory and
 * passes every address; addresses of codes, queries and sign bits are multiples of 16. Calls never nest, so that their
 * state can be in globals. `assert` costs nothing in a release: the tests run a build with assertions.
 *
 * What is exported here is what TypeScript gets, constants too: `scripts/build-kernel.ts` generates their declarations.
 */

export { setBlocks } from "./blocks";
export { linkRows, proposeRows, setWorkspace } from "./build";
export {
  allBelow,
  allFinite,
  checkLists,
  LISTS_OUT_OF_ORDER,
  LISTS_OUT_OF_RANGE,
  LISTS_SOUND,
  LISTS_UNCOVERED,
  layLists,
} from "./check";
export { codeQuery, setCoder, squaredLength } from "./coder";
export { ENTRY_BYTES } from "./entries";
export { LEVEL_BYTES, setGraph } from "./neighbours";
export { PENDING_BYTES, setPending } from "./pending";
export { TRAIL_ENTRIES } from "./preselect";
export { queryLength } from "./query";
export { contenders, MEAN_REMAINDER, refine, refineBits } from "./refine";
export { ROW_FLOATS, STRIDE_STEP, setRows } from "./rows";
export { countPassing, exactSearch, keepPassing, rescore, sketchSearch } from "./scan";
export { scoredRows } from "./best-first";
export { graphSearch } from "./search";
export { PLANES, setSigns } from "./sketch";
export { setVisited } from "./visited";
export { xxh64 } from "./xxh64";
