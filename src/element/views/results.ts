/** Draws the list of products, and what there is to say about it as a whole. */
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { isQuery, SORTS, type Sort } from "../query/query-state.ts";
import { type Entry, type Results, resultsOf } from "../results/entries.ts";
import type { Family } from "../results/families.ts";
import type { Answer } from "../session/state.ts";
import { card } from "./card.ts";
import { icons } from "./icons.ts";
import { suggestionRow } from "./query-panel.ts";
import type { View } from "./view.ts";

const SKELETONS = 12;

export function resultPanel(view: View): TemplateResult {
  const { state, messages } = view;
  const { answer, query, busy, interim } = state;
  const results = answer && currentResults(view, answer);
  const isHits = answer?.kind === "hits";
  const isWaiting = !results && (busy || state.phase === "opening");
  return html`<section class="results" part="results" aria-labelledby="results">
    <div class="results-head">
      <h2 id="results" tabindex="-1">${isHits ? messages.bestMatches : messages.allProducts}</h2>
      <p class="count" part="count">${results ? countText(view, results, isHits) : nothing}</p>
      ${toolbar(view)}
    </div>
    ${suggestionRow(view)} ${compareBar(view)}
    ${results && !results.isClose && !interim ? noCloseMatch(view) : nothing}
    ${
      results?.families.length === 0
        ? emptyState(view)
        : html`<ul
          class="grid ${busy && results && !state.load ? "stale" : ""}"
          part="grid"
          aria-labelledby="results"
          aria-busy=${busy}
        >
          ${isWaiting ? skeletons() : nothing}
          ${results ? repeat(results.families.slice(0, state.shown), familyKey, (family) => familyCards(view, family)) : nothing}
        </ul>`
    }
    ${results && hasMore(view, results) ? moreButton(view) : nothing}
    ${isQuery(query) ? nothing : html`<slot name="browse"></slot>`}
  </section>`;
}

const cache = new WeakMap<Answer, { key: string; results: Results }>();

/** What is shown of an answer. It is derived again only if order, balance or grouping have changed. */
export function currentResults(
  { state, groupBy }: Pick<View, "state" | "groupBy">,
  answer: Answer,
): Results {
  const { query, info } = state;
  const key = JSON.stringify([query.sort, query.balance, groupBy]);
  const before = cache.get(answer);
  if (before?.key === key) return before.results;
  const results = resultsOf(answer, query, info?.catalog.closeMatch, groupBy);
  cache.set(answer, { key, results });
  return results;
}

/** How many products there are, in words. */
export function countText(
  { messages, formats }: View,
  { count, total }: Results,
  isHits: boolean,
): string {
  if (isHits) return count === 0 ? messages.noMatches : formats.plural(messages.matches, count);
  return formats.plural(messages.products, total);
}

function hasMore({ state }: View, { families, count, total }: Results): boolean {
  return state.shown < families.length || count < total;
}

function familyKey({ first }: Family<Entry>): string {
  return first.item.id;
}

/** A family's best product, and the others once it is unfolded. Drawn again only if something about it has changed. */
function familyCards(view: View, { first, others }: Family<Entry>): TemplateResult {
  const { layout, messages, formats, actions } = view;
  const { id } = first.item;
  const isOpen = layout.families.has(id);
  const isCompared = layout.compared.some((item) => item.id === id);
  const toggle = () => {
    const families = new Set(layout.families);
    if (!families.delete(id)) families.add(id);
    actions.layout({ families });
  };
  return html`<li data-id=${id}>
      ${guard([first, isCompared, messages, formats, view.openIn], () => card(view, first))}
      ${
        others.length > 0
          ? html`<button type="button" class="quiet more-family" part="button" aria-expanded=${isOpen} @click=${toggle}>
            ${isOpen ? messages.fewer : formats.plural(messages.more, others.length)}
          </button>`
          : nothing
      }
    </li>
    ${isOpen ? others.map((entry) => html`<li class="of-family" data-id=${entry.item.id}>${card(view, entry)}</li>`) : nothing}`;
}

/** Placeholders in the shape of cards. */
function skeletons(): TemplateResult[] {
  return Array.from(
    { length: SKELETONS },
    () =>
      html`<li class="skeleton" aria-hidden="true"><div class="picture"></div><p></p><p></p></li>`,
  );
}

function toolbar({ state, messages, session }: View): TemplateResult {
  const { query, canUndo, canRedo } = state;
  const best = isQuery(query) ? "best" : "catalog";
  return html`<div class="toolbar" part="toolbar">
    <button
      type="button"
      class="icon-button"
      part="button undo-button"
      aria-label=${messages.undo}
      title=${messages.undo}
      ?disabled=${!canUndo}
      @click=${() => session.undo()}
    >${icons.undo}</button>
    <button
      type="button"
      class="icon-button"
      part="button redo-button"
      aria-label=${messages.redo}
      title=${messages.redo}
      ?disabled=${!canRedo}
      @click=${() => session.redo()}
    >${icons.redo}</button>
    <label class="sort">
      <span class="unseen">${messages.sort}</span>
      <select
        part="sort"
        .value=${query.sort}
        @change=${(event: Event) =>
          session.change({ sort: (event.currentTarget as HTMLSelectElement).value as Sort })}
      >
        ${SORTS.map(
          (sort) =>
            html`<option value=${sort} ?selected=${sort === query.sort}>
              ${messages.sorts[sort === "best" ? best : sort]}
            </option>`,
        )}
      </select>
    </label>
  </div>`;
}

function compareBar({ layout, messages, actions }: View): TemplateResult | typeof nothing {
  const { compared } = layout;
  if (compared.length === 0) return nothing;
  return html`<div class="compare-bar" part="compare-bar">
    <span>${compared.length < 2 ? messages.compareOneMore : nothing}</span>
    ${
      compared.length === 2
        ? html`<button type="button" class="primary" part="button" @click=${actions.openCompare}>
          ${messages.compareBoth}
        </button>`
        : nothing
    }
    <button type="button" class="quiet" part="button" @click=${() => actions.layout({ compared: [] })}>
      ${messages.compareClear}
    </button>
  </div>`;
}

function noCloseMatch({ messages }: View): TemplateResult {
  return html`<div class="no-close-match" part="no-close-match">
    <p class="notice-title">${messages.noCloseMatch}</p>
    <p>${messages.noCloseMatchAdvice}</p>
  </div>`;
}

function emptyState({ state, messages, session }: View): TemplateResult {
  const isFiltered = Object.keys(state.query.where).length > 0;
  return html`<div class="empty" part="empty">
    <slot name="empty">
      <p class="notice-title">${messages.noMatches}</p>
      <p>${messages.noMatchesAdvice}</p>
    </slot>
    <button
      type="button"
      part="button"
      @click=${() => (isFiltered ? session.change({ where: {} }) : session.startOver())}
    >${isFiltered ? messages.clearFilters : messages.startOver}</button>
  </div>`;
}

function moreButton({ messages, session }: View): TemplateResult {
  return html`<p class="more">
    <button type="button" part="button more-button" data-more @click=${() => session.more()}>
      ${messages.showMore}
    </button>
  </p>`;
}
