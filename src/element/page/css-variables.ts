import { noChange } from "lit";
import { Directive, directive, type ElementPart, type PartInfo, PartType } from "lit/directive.js";

/**
 * Sets custom properties of an element: `<div ${cssVariables({ "--x": 0.5 })}>`. It goes through the object model,
 * because a `style` attribute, as Lit's own `styleMap` writes at first, is refused by a strict
 * Content-Security-Policy.
 */
class CssVariables extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) {
      throw new TypeError(
        "Expected cssVariables in an element's tag, got it in another place. Move it there.",
      );
    }
  }

  render(_values: Record<string, number>): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [values]: [Record<string, number>]): typeof noChange {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(values)) style.setProperty(name, String(value));
    return noChange;
  }
}

export const cssVariables = directive(CssVariables);
