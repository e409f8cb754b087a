/** Draws the text field with the ways to a photo beside it. */
import { html, nothing, type TemplateResult } from "lit";
import { LIMITS } from "../query/query-state.ts";
import { icons } from "./icons.ts";
import type { View } from "./view.ts";

export function searchBar(view: View): TemplateResult {
  const { state, messages, actions } = view;
  const submit = (event: Event) => {
    event.preventDefault();
    const input = (event.currentTarget as HTMLElement).querySelector<HTMLInputElement>("input")!;
    actions.submitText(input.value);
  };
  return html`<form class="bar" part="search" @submit=${submit}>
    ${state.asked ? photoButtons(view) : nothing}
    <input
      type="search"
      part="input"
      name="text"
      dir=${state.query.text ? "auto" : nothing}
      maxlength=${LIMITS.text}
      autocomplete="off"
      enterkeyhint="search"
      aria-label=${messages.textLabel}
      placeholder=${messages.textPlaceholder}
      .value=${state.query.text}
    />
    <button class="bar-go" part="button search-button" aria-label=${messages.search}>
      ${icons.search}<span aria-hidden="true">${messages.search}</span>
    </button>
  </form>`;
}

function photoButtons({ messages, actions }: View): TemplateResult {
  return html`<button
      type="button"
      class="bar-way"
      part="button photo-button"
      aria-label=${messages.choosePhoto}
      title=${messages.choosePhoto}
      @click=${actions.choosePhoto}
    >${icons.photo}</button>
    <button
      type="button"
      class="bar-way"
      part="button camera-button"
      aria-label=${messages.takePhoto}
      title=${messages.takePhoto}
      @click=${actions.takePhoto}
    >${icons.camera}</button>`;
}
