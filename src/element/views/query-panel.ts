/** Draws what the query is made of, and how it can be refined. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import {
  addTerm,
  hasPicture,
  hasWords,
  isQuery,
  LIMITS,
  type QueryState,
  toggleConcept,
  toggleValue,
} from "../query/query-state.ts";
import type { RegionChange } from "../region/region.ts";
import { safeImage } from "../results/picture.ts";
import { capitalised, fill, isolate } from "../text/format.ts";
import { shorten } from "../text/untrusted.ts";
import { icons } from "./icons.ts";
import type { View } from "./view.ts";

/** The parts of the query, each of which can be removed. */
export function queryPanel(view: View): TemplateResult | typeof nothing {
  const { state, messages } = view;
  const { query } = state;
  if (!isQuery(query) && query.not.length === 0) return nothing;
  return html`<section class="query" part="query" aria-label=${messages.yourSearch}>
    ${photoPart(view)}
    <ul class="parts" part="query-parts" aria-label=${messages.yourSearch}>
      ${repeat(
        partsOf(view),
        ({ key }) => key,
        (part) => partChip(view, part),
      )}
    </ul>
  </section>`;
}

function photoPart({ layout, state, actions }: View): TemplateResult | typeof nothing {
  const { preview, components } = layout;
  if (!state.query.photo || !preview || !components.region) return nothing;
  return html`<visual-search-region
    part="photo"
    exportparts="stage: photo-stage, box: photo-box, handle: photo-handle, hotspot: photo-hotspot"
    .image=${preview}
    .region=${state.query.region ?? null}
    .detections=${state.detections}
    .messages=${components.region}
    @vs-region=${({ detail }: CustomEvent<RegionChange>) => actions.crop(detail.region, detail.final)}
  ></visual-search-region>`;
}

/** How much picture and words count, and what to exclude. */
export function refinements(view: View): TemplateResult | typeof nothing {
  const { query } = view.state;
  if (!isQuery(query) && query.not.length === 0) return nothing;
  return html`<div class="refinements">
    ${hasPicture(query) && hasWords(query) ? balance(view) : nothing} ${leaveOut(view)}
  </div>`;
}

interface Part {
  key: string;
  label: string;
  image?: string | undefined;
  negative?: boolean;
  without: Partial<QueryState>;
}

function partsOf({ state, messages }: View): Part[] {
  const { photo, text, not, concepts, like } = state.query;
  const parts: Part[] = [];
  if (photo) {
    parts.push({
      key: "photo",
      label: messages.photo,
      without: { photo: undefined, region: undefined },
    });
  }
  if (like) {
    parts.push({
      key: "like",
      label: like.title
        ? fill(messages.likeThis, { title: isolate(shorten(like.title, 60)) })
        : messages.likeUnnamed,
      image: safeImage(like.image),
      without: { like: undefined },
    });
  }
  if (text) parts.push({ key: "text", label: `“${isolate(text)}”`, without: { text: "" } });
  for (const { facet, value, weight } of concepts) {
    parts.push({
      key: `concept ${facet} ${value}`,
      label:
        weight < 0
          ? fill(messages.without, { value: isolate(shorten(value, 40)) })
          : fill(messages.towards, { value: isolate(capitalised(shorten(value, 40))) }),
      negative: weight < 0,
      without: { concepts: toggleConcept(concepts, facet, value) },
    });
  }
  for (const term of not) {
    parts.push({
      key: `not ${term}`,
      label: fill(messages.without, { value: isolate(shorten(term, 40)) }),
      negative: true,
      without: { not: not.filter((other) => other !== term) },
    });
  }
  return parts;
}

function partChip(
  { session, messages }: View,
  { key, label, image, negative, without }: Part,
): TemplateResult {
  return html`<li class="part ${negative ? "negative" : ""}" data-part=${key.split(" ")[0]!}>
    ${image ? html`<img src=${image} alt="" width="32" height="32" />` : nothing}
    <bdi>${label}</bdi>
    <button
      type="button"
      class="icon-button"
      aria-label=${fill(messages.remove, { value: label })}
      @click=${() => session.change(without)}
    >${icons.close}</button>
  </li>`;
}

function balance({ state, messages, formats, session }: View): TemplateResult {
  const value = Math.round(state.query.balance * 100);
  const change = (event: Event, remember: "step" | "replace") => {
    const { valueAsNumber } = event.currentTarget as HTMLInputElement;
    session.change({ balance: valueAsNumber / 100 }, remember);
  };
  return html`<div class="balance" part="balance">
    <label for="balance">${messages.balance}</label>
    <input
      id="balance"
      type="range"
      min="0"
      max="100"
      step="5"
      .value=${String(value)}
      aria-valuetext=${fill(messages.balanceValue, { percent: formats.percent(value / 100) })}
      @change=${(event: Event) => change(event, "step")}
    />
    <span class="ends" aria-hidden="true">
      <span>${messages.balancePicture}</span><span>${messages.balanceWords}</span>
    </span>
  </div>`;
}

function leaveOut({ state, messages, session }: View): TemplateResult {
  const submit = (event: Event) => {
    event.preventDefault();
    const input = (event.currentTarget as HTMLElement).querySelector("input")!;
    const not = addTerm(state.query.not, input.value);
    input.value = "";
    if (not !== state.query.not) session.change({ not });
  };
  return html`<form class="leave-out" part="leave-out" @submit=${submit}>
    <label for="not">${messages.notLabel}</label>
    <span class="field">
      <input id="not" dir="auto" maxlength=${LIMITS.text} autocomplete="off" placeholder=${messages.notPlaceholder} />
      <button class="icon-button" aria-label=${messages.notAdd}>${icons.plus}</button>
    </span>
  </form>`;
}

/** One-tap refinements. They change the search if the catalog has their embeddings, else they filter it. */
export function suggestionRow({
  state,
  messages,
  session,
  chips,
}: View): TemplateResult | typeof nothing {
  if (chips.length === 0) return nothing;
  const { query } = state;
  const leans = state.chipSources.length > 0;
  return html`<div class="suggestions" part="suggestions" role="group" aria-label=${messages.suggestions}>
    ${repeat(
      chips,
      ({ facet, value }) => `${facet} ${value}`,
      ({ facet, value }) => html`<button
        type="button"
        class="chip"
        part="chip"
        @click=${() =>
          session.change(
            leans
              ? { concepts: toggleConcept(query.concepts, facet, value) }
              : { where: toggleValue(query.where, facet, value) },
          )}
      ><span aria-hidden="true">+</span> <bdi>${capitalised(shorten(value, 40))}</bdi></button>`,
    )}
  </div>`;
}
