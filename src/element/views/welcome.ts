/** Draws what the visitor sees first, when nothing has been fetched yet. */
import { html, nothing, type TemplateResult } from "lit";
import type { Sample } from "../api.ts";
import { isQuery } from "../query/query-state.ts";
import { fill } from "../text/format.ts";
import { icons } from "./icons.ts";
import { searchBar } from "./search-bar.ts";
import type { View } from "./view.ts";

export function welcome(view: View): TemplateResult {
  const { state, messages, actions, session, samples, isDropping } = view;
  return html`<section class="welcome" part="welcome">
    <div class="welcome-words">
      <slot name="heading"><h2 id="welcome" tabindex="-1" part="heading">${messages.heading}</h2></slot>
      <slot name="lead"><p class="lead" part="lead">${messages.lead}</p></slot>
    </div>
    ${isQuery(state.query) ? shared(view) : nothing}
    <div class="drop" part="drop-zone">
      <span class="drop-icon">${icons.photo}</span>
      <p class="drop-ways">
        <button type="button" class="primary" part="button photo-button" @click=${actions.choosePhoto}>
          ${messages.choosePhoto}
        </button>
        <button type="button" part="button camera-button" @click=${actions.takePhoto}>
          ${icons.camera}${messages.takePhoto}
        </button>
      </p>
      <p class="drop-hint">${isDropping ? messages.dropNow : messages.dropHint}</p>
    </div>
    ${searchBar(view)}
    ${samples.length > 0 ? sampleList(view) : nothing}
    <p class="welcome-end">
      <span class="promise" part="promise">${icons.lock}${messages.promise}</span>
      <button type="button" class="quiet" part="button browse-button" @click=${() => session.start()}>
        ${messages.browse}
      </button>
    </p>
  </section>`;
}

/** The search of a link, which waits until the visitor asks for its results. */
function shared({ messages, session, state }: View): TemplateResult {
  const { text } = state.query;
  return html`<div class="shared" part="shared">
    <p>${messages.sharedQuery}${text ? html`: <strong><bdi>${text}</bdi></strong>` : nothing}</p>
    <button type="button" class="primary" part="button" @click=${() => session.start()}>
      ${messages.showShared}
    </button>
  </div>`;
}

function sampleList({ samples, messages, actions }: View): TemplateResult {
  return html`<div class="samples" part="samples">
    <h3 id="samples">${messages.samples}</h3>
    <ul aria-labelledby="samples">
      ${samples.map(
        (sample) => html`<li>
          <button
            type="button"
            part="sample"
            aria-label=${sampleLabel(sample, messages)}
            @click=${() => actions.trySample(sample)}
          ><img src=${sample.src} alt="" width="88" height="88" loading="lazy" decoding="async" /></button>
        </li>`,
      )}
    </ul>
  </div>`;
}

function sampleLabel({ label }: Sample, messages: View["messages"]): string {
  return label ? fill(messages.sample, { name: label }) : messages.sampleUnnamed;
}
