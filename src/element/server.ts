/**
 * `vitrine/element` where there is no page, as when one is rendered on a server: the import does no harm and
 * defines nothing. Whatever has been rendered becomes the widget in the browser.
 */
import type { VisualSearchElement as Element, VisualSearchProperties } from "./api.ts";

const PROPERTIES: Record<keyof VisualSearchProperties, true> = {
  catalog: true,
  model: true,
  device: true,
  detector: true,
  limit: true,
  locale: true,
  currency: true,
  rules: true,
  samples: true,
  facets: true,
  groupBy: true,
  openIn: true,
  hash: true,
  headless: true,
  autostart: true,
  theme: true,
  messages: true,
};

class ServerElement {
  constructor() {
    throw new TypeError(
      "Expected a browser to make a <visual-search> in, got a server. Make it once the page runs.",
    );
  }
}
// So that whoever asks what is a property gets the same answer as in the browser.
for (const name of Object.keys(PROPERTIES)) {
  Object.defineProperty(ServerElement.prototype, name, { value: undefined, writable: true });
}

export const VisualSearchElement = ServerElement as unknown as new () => Element;
export type VisualSearchElement = Element;
