/** `vitrine/element`: defines `<visual-search>`. */
import type { VisualSearchElement as Element } from "./api.ts";
import { VisualSearchElement as Definition } from "./visual-search.ts";

export type {
  PublicState,
  Sample,
  VisualSearchEventMap,
  VisualSearchEvents,
  VisualSearchProperties,
} from "./api.ts";
export type { PartialMessages } from "./messages/messages.ts";

/**
 * The element's class, for `instanceof` and `new`. Its type says what a page may use.
 *
 * @example
 * ```ts
 * import { VisualSearchElement } from "vitrine/element";
 *
 * const widget = new VisualSearchElement();
 * widget.catalog = "/catalog/";
 * document.body.append(widget);
 * ```
 */
export const VisualSearchElement: new () => Element = Definition;
export type VisualSearchElement = Element;
