/** `vitrine/types/react`: `<visual-search>` in JSX for React 19, which sets properties and listens to events by itself. */
import type { ClassAttributes, HTMLAttributes } from "react";
import type { VisualSearchElement, VisualSearchEventMap } from "../element/api.ts";
import type { VisualSearchSettings } from "./attributes.d.ts";

type Handlers = {
  [K in keyof VisualSearchEventMap as `on${K}`]?:
    | ((event: VisualSearchEventMap[K]) => void)
    | undefined;
};

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "visual-search": VisualSearchSettings &
        Handlers &
        ClassAttributes<VisualSearchElement> &
        Omit<HTMLAttributes<VisualSearchElement>, keyof VisualSearchSettings>;
    }
  }
}
