/** Listens to the widget's events. */
import type { VisualSearchElement, VisualSearchEvents } from "vitrine/element";

export function on<K extends keyof VisualSearchEvents>(
  element: VisualSearchElement,
  name: K,
  listener: (event: CustomEvent<VisualSearchEvents[K]>) => void,
): void {
  element.addEventListener(name, listener as EventListener);
}
