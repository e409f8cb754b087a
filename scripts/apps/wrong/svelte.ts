/** What Svelte's types must refuse; it is compiled in the example's folder. */
import type { SvelteHTMLElements } from "svelte/elements";

export const wrong: SvelteHTMLElements["visual-search"] = {
  // @ts-expect-error: the catalog's address is a text
  catalog: 7,
};
