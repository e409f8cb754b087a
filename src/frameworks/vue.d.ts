/** `vitrine/types/vue`: `<visual-search>` in Vue templates. */
import type { EmitFn, HTMLAttributes, PublicProps } from "vue";
import type { VisualSearchElement, VisualSearchEventMap } from "../element/api.ts";
import type { VisualSearchSettings } from "./attributes.d.ts";

type Emits = { [K in keyof VisualSearchEventMap]: (event: VisualSearchEventMap[K]) => void };

declare module "vue" {
  interface GlobalComponents {
    "visual-search": new () => VisualSearchElement & {
      /** Only for the template checker: the element has no such property. */
      $props: VisualSearchSettings & Omit<HTMLAttributes, keyof VisualSearchSettings> & PublicProps;
      $emit: EmitFn<Emits>;
    };
  }
}
