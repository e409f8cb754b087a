import type { HTMLAttributes } from "react";
import type {
  VisualSearchElement,
  VisualSearchEventMap,
  VisualSearchProperties,
} from "vitrine/element";

/** The element's events as React calls them. */
export interface VisualSearchHandlers {
  onResults?: ((event: VisualSearchEventMap["vs-results"]) => void) | undefined;
  /** `event.preventDefault()` keeps the browser from following the product's link. */
  onSelect?: ((event: VisualSearchEventMap["vs-select"]) => void) | undefined;
  onError?: ((event: VisualSearchEventMap["vs-error"]) => void) | undefined;
  onProgress?: ((event: VisualSearchEventMap["vs-progress"]) => void) | undefined;
  onState?: ((event: VisualSearchEventMap["vs-state"]) => void) | undefined;
}

type Settable = { [K in keyof VisualSearchProperties]?: VisualSearchProperties[K] | undefined };

/** The element's properties and events, and what every HTML element takes. Children go into its slots. */
export type VisualSearchProps = Settable &
  VisualSearchHandlers &
  Omit<HTMLAttributes<VisualSearchElement>, keyof Settable | keyof VisualSearchHandlers>;
