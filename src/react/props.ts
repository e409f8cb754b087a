/** The props of `<VisualSearch>`, derived from the element's properties and events. */
import type { HTMLAttributes } from "react";
import type {
  VisualSearchElement,
  VisualSearchEventMap,
  VisualSearchProperties,
} from "vitrine/element";

/** `vs-results` is `onResults` in React. */
type HandlerName<Event extends string> = Event extends `vs-${infer Name}`
  ? `on${Capitalize<Name>}`
  : never;

/** Handlers of the element's events, named as React does: `onSelect` hears `vs-select`. */
export type VisualSearchHandlers = {
  [Event in keyof VisualSearchEventMap as HandlerName<Event>]?:
    | ((event: VisualSearchEventMap[Event]) => void)
    | undefined;
};

type Settable = {
  [Name in keyof VisualSearchProperties]?: VisualSearchProperties[Name] | undefined;
};

/**
 * The element's properties and events, and what every HTML element takes. Children go into the element's slots.
 *
 * @example
 * ```tsx
 * const props: VisualSearchProps = {
 *   catalog: "/catalog/",
 *   onSelect: (event) => router.push(`/products/${event.detail.item.id}`),
 * };
 * ```
 */
export type VisualSearchProps = Settable &
  VisualSearchHandlers &
  Omit<HTMLAttributes<VisualSearchElement>, keyof Settable | keyof VisualSearchHandlers>;
