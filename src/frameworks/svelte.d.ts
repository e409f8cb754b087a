/** `vitrine/types/svelte`: `<visual-search>` in Svelte templates. */
import type { HTMLAttributes } from "svelte/elements";
import type { VisualSearchElement, VisualSearchEventMap } from "../element/api.ts";
import type { VisualSearchSettings } from "./attributes.d.ts";

/** Attributes in Svelte 5, directives in Svelte 4. */
type Handlers = {
  [K in keyof VisualSearchEventMap as `on${K}` | `on:${K}`]?:
    | ((event: VisualSearchEventMap[K]) => void)
    | undefined;
};

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "visual-search": VisualSearchSettings &
      Handlers &
      Omit<HTMLAttributes<VisualSearchElement>, keyof VisualSearchSettings>;
  }
}
