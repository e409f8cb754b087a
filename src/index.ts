/** `vitrine`: visual search over a product catalog, on the shopper's device. */
export { openVisualSearch, planVisualSearch } from "./client/open.ts";
export type * from "./client/visual-search.ts";
export {
  type ErrorCode,
  VisualSearchError,
  type VisualSearchWarning,
  type WarningCode,
} from "./lib/errors.ts";
export type * from "./lib/types.ts";
export { deleteStored } from "./store/indexeddb.ts";
export type { QueryWith, SearchMethods } from "./worker/contract.ts";
