// The vector kernel: plain WebAssembly SIMD, no runtime, no allocation. The caller owns the imported
// memory and passes every address; addresses of codes, queries and sign bits are multiples of 16. A call
// never re-enters, so that its state may stand in globals.

export { allBelow, allFinite, checkLists, layLists } from "./check";
export {
  beginBuild,
  graphSearch,
  linkRows,
  proposeRows,
  scoredRows,
  setGraph,
  setPending,
  setVisited,
} from "./graph";
export {
  codeQuery,
  queryFactor,
  queryLength,
  queryTerm,
  setCoder,
  squaredLength,
} from "./query";
export { contenders, refine, refineBits } from "./refine";
export { setRows } from "./rows";
export { countPassing, exactSearch, keepPassing, rescore, sketchSearch } from "./scan";
export { setSigns } from "./sketch";
export { xxh64 } from "./xxh64";
