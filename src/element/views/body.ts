/** Draws everything between the slots of header and footer. */
import { html, nothing, type TemplateResult } from "lit";
import { consentPanel } from "./consent.ts";
import { dialogs } from "./dialogs.ts";
import { facetPanel } from "./facets.ts";
import { devicePanel } from "./footer.ts";
import { noticeList } from "./notices.ts";
import { progressPanel } from "./progress.ts";
import { queryPanel } from "./query-panel.ts";
import { resultPanel } from "./results.ts";
import { searchBar } from "./search-bar.ts";
import type { View } from "./view.ts";
import { welcome } from "./welcome.ts";

export function body(view: View): TemplateResult {
  const { state } = view;
  if (!state.asked) return html`${noticeList(view)}${welcome(view)}${dialogs(view)}`;
  const { consent, load, phase } = state;
  const hasProducts =
    state.answer !== undefined || phase === "opening" || (phase === "open" && state.busy);
  const isWaiting = state.busy && !hasProducts && !consent && !load;
  return html`
    ${searchBar(view)} ${noticeList(view)}
    ${isWaiting ? html`<p class="waiting" aria-hidden="true">${view.messages.searching}</p>` : nothing}
    ${consent ? consentPanel(view, consent) : nothing}
    ${load ? progressPanel(view, load) : nothing}
    ${
      hasProducts
        ? html`<div class="shop">
          <div class="side">${queryPanel(view)} ${facetPanel(view)}</div>
          ${resultPanel(view)}
        </div>`
        : nothing
    }
    ${devicePanel(view)} ${dialogs(view)}
  `;
}
