import { html, nothing, type TemplateResult } from "lit";
import { icons } from "./icons.ts";
import type { View } from "./view.ts";

/** What stays on the device, and how to be rid of it. */
export function devicePanel({ state, messages, session, formats }: View): TemplateResult {
  const bytes = state.info?.catalog.bytes;
  return html`<details class="device" part="device">
    <summary>${icons.device}<span>${messages.device}</span></summary>
    <p class="promise">${icons.lock}${messages.promise}</p>
    <p>${messages.deleteExplain}</p>
    ${
      bytes === undefined
        ? nothing
        : html`<dl class="sizes">
          <div><dt>${messages.parts.catalog}</dt><dd>${formats.bytes(bytes)}</dd></div>
        </dl>`
    }
    <button type="button" part="button delete-button" @click=${() => void session.deleteStored()}>
      ${messages.deleteStored}
    </button>
  </details>`;
}
