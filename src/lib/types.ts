/** The public types that several rooms share, by subject. */
export type * from "./types/detection.ts";
export type * from "./types/info.ts";
export type * from "./types/items.ts";
export type * from "./types/loading.ts";
export type * from "./types/model.ts";
export { DTYPES } from "./types/model.ts";
export type * from "./types/query.ts";
export type * from "./types/rules.ts";
