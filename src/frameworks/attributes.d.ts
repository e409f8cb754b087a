import type { VisualSearchProperties } from "../element/api.ts";

/** Attributes that are not called as their property is. */
export interface VisualSearchAttributes {
  "group-by"?: string | undefined;
  "open-in"?: string | undefined;
}

/** What a template may set: each property, and in its place the attribute's text where it is one. */
export type VisualSearchSettings = VisualSearchAttributes & {
  [K in keyof VisualSearchProperties]?: Written<K> | undefined;
};

type Written<K extends keyof VisualSearchProperties> =
  | VisualSearchProperties[K]
  | (K extends "limit" ? `${number}` : K extends "samples" | "facets" | "rules" ? string : never);
