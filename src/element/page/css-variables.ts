/** Sets custom properties of an element from a Lit template. */
import { noChange } from "lit";
import { Directive, directive, type ElementPart, type PartInfo, PartType } from "lit/directive.js";

/**
 * `<div ${cssVariables({ "--x": 0.5 })}>` sets `--x` through the object model. Lit's `styleMap` writes a `style`
 * attribute at first, which a strict Content-Security-Policy refuses.
 */
class CssVariables extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) {
      throw new TypeError(
        "Expected cssVariables within a tag, got it elsewhere in the template. Move it into the tag.",
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
