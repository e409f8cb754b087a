/** Draws the filters. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Facet, NumberRange } from "../../lib/types.ts";
import type { Messages } from "../messages/messages.ts";
import { toggleValue, valuesOf, withCondition } from "../query/query-state.ts";
import { MAX_VALUES, usefulFacets } from "../results/facet-counts.ts";
import { capitalised, fill } from "../text/format.ts";
import { headingOf } from "../text/numbers.ts";
import { shorten } from "../text/untrusted.ts";
import { icons } from "./icons.ts";
import { refinements } from "./query-panel.ts";
import type { View } from "./view.ts";

/** Number of a facet's values that are shown before "Show all". */
const SHOWN_VALUES = 6;
/** Number of facets that are open at first. */
const OPEN_FACETS = 3;

/** Refinements of the query, then the filters made from the catalog's facets. */
export function facetPanel(view: View): TemplateResult | typeof nothing {
  const { state, messages, formats, layout, actions, session, facetNames } = view;
  const facets = usefulFacets(state.facets, facetNames);
  const ownWords = refinements(view);
  if (facets.length === 0 && ownWords === nothing) return nothing;
  const used = Object.keys(state.query.where).length;
  const toggled = (event: Event) => {
    if (!layout.wide)
      actions.layout({ filtersOpen: (event.currentTarget as HTMLDetailsElement).open });
  };
  return html`<details
    class="filters"
    part="filters"
    ?open=${layout.wide || layout.filtersOpen}
    @toggle=${toggled}
  >
    <summary>
      ${icons.filter}<h2>${messages.refine}</h2>
      ${used > 0 ? html`<span class="in-use">${formats.plural(messages.filtersInUse, used)}</span>` : nothing}
    </summary>
    ${ownWords}
    ${
      used > 0
        ? html`<button type="button" class="quiet clear" part="button" @click=${() => session.change({ where: {} })}>
          ${messages.clearFilters}
        </button>`
        : nothing
    }
    ${repeat(
      facets,
      ({ name }) => name,
      (facet, index) =>
        html`<details class="facet" part="facet" data-facet=${facet.name} ?open=${index < OPEN_FACETS}>
          <summary><h3><bdi>${facetName(facet.name, messages)}</bdi></h3></summary>
          ${facet.kind === "category" ? categoryBody(view, facet) : numberBody(view, facet)}
        </details>`,
    )}
  </details>`;
}

/** A facet's name as a heading. */
export function facetName(name: string, messages: Messages): string {
  const own = messages.facets as Record<string, string>;
  return Object.hasOwn(own, name) ? own[name]! : headingOf(shorten(name, 40));
}

function categoryBody(
  { state, messages, formats, layout, actions, session }: View,
  { name, values }: Extract<Facet, { kind: "category" }>,
): TemplateResult {
  const chosen = valuesOf(state.query.where, name);
  const isUnfolded = layout.unfolded.has(name);
  const known = values.slice(0, MAX_VALUES);
  // One more value takes no more room than the button. A value in use is always shown.
  const shown =
    isUnfolded || known.length <= SHOWN_VALUES + 1
      ? known
      : known.filter(({ value }, index) => index < SHOWN_VALUES || chosen.includes(value));
  const counts = state.counts?.get(name);
  return html`<fieldset>
    <legend class="unseen">${facetName(name, messages)}</legend>
    ${repeat(
      shown,
      ({ value }) => value,
      ({ value, count }) => {
        const left = counts?.get(value) ?? count;
        const checked = chosen.includes(value);
        return html`<label class="check ${left === 0 && !checked ? "none-left" : ""}">
          <input
            type="checkbox"
            .checked=${checked}
            @change=${() => session.change({ where: toggleValue(state.query.where, name, value) })}
          />
          <span class="check-value"><bdi>${capitalised(shorten(value, 60))}</bdi></span>
          <span class="check-count">${formats.number(left)}</span>
        </label>`;
      },
    )}
    ${
      shown.length < known.length
        ? html`<button
          type="button"
          class="quiet"
          part="button"
          @click=${() => actions.layout({ unfolded: new Set([...layout.unfolded, name]) })}
        >${fill(messages.showAll, { count: formats.number(known.length) })}</button>`
        : nothing
    }
  </fieldset>`;
}

function numberBody(
  { state, messages, layout, actions, session }: View,
  { name, min, max }: Extract<Facet, { kind: "number" }>,
): TemplateResult {
  const condition = state.query.where[name];
  const range: NumberRange =
    typeof condition === "object" && !Array.isArray(condition) ? (condition as NumberRange) : {};
  const change = (event: Event) => {
    const inputs = (event.currentTarget as HTMLElement).querySelectorAll("input");
    const [low, high] = [...inputs].map(({ valueAsNumber }) =>
      Number.isFinite(valueAsNumber) ? valueAsNumber : undefined,
    );
    const isCrossed = low !== undefined && high !== undefined && low > high;
    const crossed = new Set(layout.crossed);
    if (isCrossed) crossed.add(name);
    else crossed.delete(name);
    actions.layout({ crossed });
    if (isCrossed) return;
    const next =
      low === undefined && high === undefined
        ? undefined
        : { ...(low !== undefined && { min: low }), ...(high !== undefined && { max: high }) };
    session.change({ where: withCondition(state.query.where, name, next) });
  };
  const input = (label: string, bound: number, value: number | undefined) =>
    html`<label>
      <span>${label}</span>
      <input
        type="number"
        step="any"
        inputmode="decimal"
        placeholder=${bound}
        aria-invalid=${layout.crossed.has(name) ? "true" : nothing}
        .value=${value === undefined ? "" : String(value)}
      />
    </label>`;
  return html`<fieldset @change=${change}>
    <legend class="unseen">${facetName(name, messages)}</legend>
    <div class="range">
      ${input(messages.from, Math.floor(min), range.min)}${input(messages.to, Math.ceil(max), range.max)}
    </div>
    <p class="field-problem" role="alert">${layout.crossed.has(name) ? messages.rangeCrossed : nothing}</p>
  </fieldset>`;
}
