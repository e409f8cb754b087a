/** Draws the camera and the comparison once they have been asked for. */
import { html, nothing, type TemplateResult } from "lit";
import type { Item } from "../../lib/types.ts";
import type { CameraCapture } from "../camera/camera.ts";
import type { View } from "./view.ts";

export function dialogs({ layout, actions, formats, openIn }: View): TemplateResult {
  const { components, comparing } = layout;
  const { camera, compare } = components;
  return html`${
    camera
      ? html`<visual-search-camera
        part="camera"
        .messages=${camera}
        @vs-capture=${({ detail }: CustomEvent<CameraCapture>) => actions.capture(detail.photo)}
      ></visual-search-camera>`
      : nothing
  }${
    compare
      ? html`<visual-search-compare
        part="comparison"
        .messages=${compare}
        .items=${comparing}
        .openIn=${openIn}
        .formatPrice=${(price: number, currency: string | undefined) => formats.price(price, currency)}
        @vs-compare-select=${(event: CustomEvent<{ item: Item }>) => {
          if (!actions.select(event.detail.item, undefined)) event.preventDefault();
        }}
        @vs-compare-close=${() => actions.layout({ comparing: [] })}
      ></visual-search-compare>`
      : nothing
  }`;
}
