/** Draws a download that is under way or was stopped. */
import { html, nothing, type TemplateResult } from "lit";
import { type Load, sumOf } from "../session/state.ts";
import { fill } from "../text/format.ts";
import type { View } from "./view.ts";

export function progressPanel(view: View, load: Load): TemplateResult {
  const { messages, formats, session, state } = view;
  const { loaded, total, perSecond } = sumOf(load);
  const isPaused = load.state === "paused";
  const title = isPaused
    ? loaded > 0
      ? messages.paused
      : messages.notLoaded
    : load.modalities.length > 0
      ? messages.loading
      : messages.opening;
  return html`<section class="progress" part="progress" aria-labelledby="progress" data-state=${load.state}>
    <h2 id="progress" tabindex="-1">${title}</h2>
    <progress
      part="progress-bar"
      aria-labelledby="progress"
      max="1"
      .value=${total > 0 ? loaded / total : 0}
    ></progress>
    <p class="figures">
      <span>${
        total > 0
          ? fill(messages.loaded, { loaded: formats.bytes(loaded), total: formats.bytes(total) })
          : nothing
      }</span>
      <span>${
        !isPaused && perSecond > 0
          ? fill(messages.rate, { rate: formats.bytes(perSecond) })
          : nothing
      }</span>
    </p>
    ${state.interim && !isPaused ? html`<p class="aside">${messages.meanwhile}</p>` : nothing}
    <button
      type="button"
      class=${isPaused ? "primary" : ""}
      part="button"
      @click=${() => (isPaused ? session.resume() : session.pause())}
    >${isPaused ? messages.resume : messages.cancel}</button>
  </section>`;
}
