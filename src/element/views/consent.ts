/** Draws the question before a download: what would be downloaded, how much and why. */
import { html, nothing, type TemplateResult } from "lit";
import type { Modality } from "../../lib/types.ts";
import type { Messages } from "../messages/messages.ts";
import type { Consent } from "../session/state.ts";
import { fill } from "../text/format.ts";
import { icons } from "./icons.ts";
import type { View } from "./view.ts";

export function consentPanel(view: View, consent: Consent): TemplateResult {
  const { messages, formats, session } = view;
  const { plan, opens, modalities } = consent;
  const bytes = formats.bytes(plan.total.bytesToFetch);
  const { title, explanation } = wordsFor(messages, modalities);
  const names = ["catalog", "runtime", "imageEncoder", "textEncoder", "detector"] as const;
  const parts = names.flatMap((name) => {
    const size = plan[name]?.bytesToFetch ?? 0;
    return size > 0 ? [{ name, size }] : [];
  });
  return html`<section class="consent" part="consent" aria-labelledby="consent">
    <h2 id="consent" tabindex="-1">${title}</h2>
    <p>${fill(explanation, { bytes })} ${messages.consent.once}</p>
    ${
      modalities.includes("image")
        ? html`<p class="promise">${icons.lock}${messages.consent.photoStays}</p>`
        : nothing
    }
    ${
      parts.length > 1
        ? html`<details>
          <summary>${messages.consent.parts}</summary>
          <dl class="sizes">
            ${parts.map(
              ({ name, size }) =>
                html`<div><dt>${messages.parts[name]}</dt><dd>${formats.bytes(size)}</dd></div>`,
            )}
          </dl>
        </details>`
        : nothing
    }
    <p class="choices">
      <button type="button" class="primary" part="button accept-button" @click=${() => session.accept()}>
        ${fill(messages.consent.accept, { bytes })}
      </button>
      ${
        modalities.length > 0 && opens
          ? html`<button type="button" part="button" @click=${() => session.browseOnly()}>
            ${messages.consent.browseOnly}
          </button>`
          : nothing
      }
      <button type="button" class="quiet" part="button" @click=${() => session.decline()}>
        ${messages.consent.decline}
      </button>
    </p>
  </section>`;
}

function wordsFor(
  { consent }: Messages,
  modalities: readonly Modality[],
): { title: string; explanation: string } {
  if (modalities.length > 1) return { title: consent.both, explanation: consent.explainBoth };
  switch (modalities[0]) {
    case "image":
      return { title: consent.photo, explanation: consent.explainPhoto };
    case "text":
      return { title: consent.text, explanation: consent.explainText };
    default:
      return { title: consent.catalog, explanation: consent.explainCatalog };
  }
}
