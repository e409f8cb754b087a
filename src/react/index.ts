/** `vitrine/react`: `<visual-search>` as a React component. */
import { createComponent, type EventName } from "@lit/react";
import * as React from "react";
// By the package's name, so that a server gets the server's module and a browser the widget.
import { VisualSearchElement, type VisualSearchEventMap } from "vitrine/element";
import type { VisualSearchHandlers, VisualSearchProps } from "./props.ts";

export type {
  PartialMessages,
  PublicState,
  Sample,
  VisualSearchElement,
  VisualSearchEventMap,
  VisualSearchEvents,
} from "vitrine/element";
export type { VisualSearchHandlers, VisualSearchProps } from "./props.ts";

function event<K extends keyof VisualSearchEventMap>(name: K) {
  return name as unknown as EventName<VisualSearchEventMap[K]>;
}

const EVENTS = {
  onResults: event("vs-results"),
  onSelect: event("vs-select"),
  onError: event("vs-error"),
  onProgress: event("vs-progress"),
  onState: event("vs-state"),
} satisfies Record<keyof VisualSearchHandlers, EventName>;

export type VisualSearchComponent = React.ForwardRefExoticComponent<
  VisualSearchProps & React.RefAttributes<VisualSearchElement>
>;

/** React 18 warns about layout effects on a server, which lays nothing out. */
const react =
  typeof document === "undefined" ? { ...React, useLayoutEffect: React.useEffect } : React;

/**
 * `<visual-search>` as a component, for React 18 and newer and for server components. Its `ref` is the element.
 *
 * @example
 * ```tsx
 * <VisualSearch
 *   catalog="/catalog/"
 *   currency="EUR"
 *   samples={[{ src: "/try/trainers.webp", label: "Trainers" }]}
 *   onSelect={(event) => console.log(event.detail.item.id)}
 * >
 *   <h2 slot="heading">Show us what you saw</h2>
 * </VisualSearch>
 * ```
 */
export const VisualSearch = createComponent({
  react,
  tagName: "visual-search",
  elementClass: VisualSearchElement,
  events: EVENTS,
  displayName: "VisualSearch",
}) as VisualSearchComponent;
