/** Draws notices, each with something to do about it. */
import { html, nothing, type TemplateResult } from "lit";
import { EMPTY_QUERY } from "../query/query-state.ts";
import type { Notice, Remedy } from "../session/notices.ts";
import { fill } from "../text/format.ts";
import { icons } from "./icons.ts";
import type { View } from "./view.ts";

export function noticeList(view: View): TemplateResult | typeof nothing {
  const { notices } = view.state;
  if (notices.length === 0) return nothing;
  return html`<div class="notices">${notices.map((notice) => noticeBox(view, notice))}</div>`;
}

function noticeBox(view: View, notice: Notice): TemplateResult {
  const { messages, formats, session } = view;
  const { kind, remedy, urgent, detail, code, date, bytes } = notice;
  const { title, text } = messages.notices[kind];
  const words = fill(text, {
    ...(date !== undefined && { date: formats.date(date) }),
    ...(bytes !== undefined && { bytes: formats.bytes(bytes) }),
  });
  return html`<div
    class="notice ${urgent ? "urgent" : ""}"
    part="notice"
    role=${urgent ? "alert" : nothing}
    data-kind=${kind}
  >
    <div class="notice-words">
      <p class="notice-title">${title}</p>
      <p>${words}</p>
      ${
        detail
          ? html`<details>
            <summary>${messages.details}</summary>
            <p dir="ltr">${code ? html`<code>${code}</code> ` : nothing}${detail}</p>
          </details>`
          : nothing
      }
    </div>
    <button type="button" part="button" @click=${() => apply(view, notice, remedy)}>
      ${messages.remedies[remedy]}
    </button>
    ${
      remedy === "dismiss"
        ? nothing
        : html`<button
          type="button"
          class="icon-button"
          part="button"
          aria-label=${messages.remedies.dismiss}
          @click=${() => session.dismiss(notice)}
        >${icons.close}</button>`
    }
  </div>`;
}

function apply({ session, actions }: View, notice: Notice, remedy: Remedy): void {
  session.dismiss(notice);
  switch (remedy) {
    case "retry":
      session.start();
      break;
    case "restart":
    case "update":
      session.restart();
      break;
    case "choosePhoto":
      actions.choosePhoto();
      break;
    case "useWasm":
      session.runOnWasm();
      break;
    case "startOver":
      session.startOver();
      break;
    case "clearFilters":
      session.change({ where: EMPTY_QUERY.where });
      break;
    case "deleteStored":
      void session.deleteStored();
      break;
    case "dismiss":
      break;
  }
}
