/**
 * `vitrine/element` on a server, which has no elements: importing it defines nothing and does no harm. What the server
 * renders becomes the widget in the browser.
 */
import type { VisualSearchElement as Element } from "./api.ts";
import { PROPERTIES } from "./properties.ts";

class ServerElement {
  constructor() {
    throw new TypeError(
      "Expected a browser to create a <visual-search> in, got a server. Create it once the page runs.",
    );
  }
}
// Frameworks ask the class which names are properties; they get the same answer as in the browser.
for (const name of Object.keys(PROPERTIES)) {
  Object.defineProperty(ServerElement.prototype, name, { value: undefined, writable: true });
}

export const VisualSearchElement = ServerElement as unknown as new () => Element;
export type VisualSearchElement = Element;
