import type { VisualSearchElement, VisualSearchEvents } from "vitrine/element";

/** Listens to an event of the widget. */
export function on<K extends keyof VisualSearchEvents>(
  element: VisualSearchElement,
  name: K,
  listener: (event: CustomEvent<VisualSearchEvents[K]>) => void,
): void {
  element.addEventListener(name, listener as EventListener);
}
