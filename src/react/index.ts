/** `vitrine/react`: `<visual-search>` as a React component. */
import { createComponent, type EventName } from "@lit/react";
import * as React from "react";
// By its name, so that a server gets its own and a browser the widget, whichever has come upon this file first.
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

/** A server lays nothing out, and React 18 complains of effects that would. */
const react =
  typeof document === "undefined" ? { ...React, useLayoutEffect: React.useEffect } : React;

/** `<VisualSearch catalog="/catalog/" onSelect={…} />`; its `ref` is the element. */
export const VisualSearch = createComponent({
  react,
  tagName: "visual-search",
  elementClass: VisualSearchElement,
  events: EVENTS,
  displayName: "VisualSearch",
}) as VisualSearchComponent;
