/** `vitrine`: visual search over a product catalog, on the shopper's device. */
export { openVisualSearch } from "./client/open.ts";
export type * from "./client/types.ts";
export { type ErrorCode, VisualSearchError } from "./errors.ts";
export type * from "./types.ts";
