/** Draws what is stored on the device, and how to delete it. */
import { html, nothing, type TemplateResult } from "lit";
import { icons } from "./icons.ts";
import type { View } from "./view.ts";

export function devicePanel(view: View): TemplateResult {
  const { state, messages, session, formats, actions } = view;
  const bytes = state.info?.catalog.bytes;
  return html`<details class="device" part="device" @toggle=${actions.showNetwork}>
    <summary>${icons.device}<span>${messages.device}</span></summary>
    <p class="promise">${icons.lock}${messages.promise}</p>
    ${network(view)}
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

/** What the browser tells about the page's requests. */
function network({ layout }: View): TemplateResult | typeof nothing {
  const { components, loadedAt, fetchedBytes } = layout;
  if (!components.network) return nothing;
  return html`<visual-search-network
    part="network"
    .messages=${components.network}
    .since=${loadedAt}
    .workerBytes=${fetchedBytes}
  ></visual-search-network>`;
}
