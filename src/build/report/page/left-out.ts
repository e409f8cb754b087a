/** Report page: rows that were left out, and why. */
import type { BuildReport } from "../build-report.ts";
import { count } from "../figures.ts";
import type { RejectedRow } from "../rejections.ts";
import { adviceFor } from "./advice.ts";
import { type Html, html } from "./html.ts";
import { bar, share } from "./plots.ts";
import { numbered, section, short } from "./text.ts";

const SHOWN_REASONS = 40;
const SHOWN_ROWS = 5;

/** Shows the rows that are not in the catalog, by reason, with the beginning of the first of each. */
export function leftOut({
  counts,
  rejectedBy,
  rejected,
  reportPath,
}: BuildReport): Html | undefined {
  if (counts.rejected === 0) return undefined;
  const shown = rejectedBy.slice(0, SHOWN_REASONS);
  const most = shown[0]?.count ?? 1;
  const items = shown.map(({ reason, count: times, examples }) => {
    const advice = adviceFor(reason);
    return html`<li><p><b>${short(reason)}</b> <span class="count">${numbered(times, "row")}, ${share(times, counts.rejected)}</span></p>
${bar(times, most, "warm")}
${advice && html`<p class="advice">${advice}</p>`}
<details><summary>${examples.length < times ? `The first ${Math.min(SHOWN_ROWS, examples.length)}` : "Rows"}</summary>${rowTable(examples.slice(0, SHOWN_ROWS))}</details></li>`;
  });
  const note =
    counts.rejected > rejected.length
      ? `The first ${count(rejected.length)} rows are in`
      : "Every row is in";
  return section(
    "left-out",
    "Left out",
    html`<ul class="remarks">${items}</ul>${rejectedBy.length > shown.length && html`<p class="note">${numbered(rejectedBy.length - shown.length, "further reason")} not shown.</p>`}<p class="note">${note} <code>${short(reportPath)}</code>.</p>`,
  );
}

function rowTable(rows: readonly RejectedRow[]): Html {
  return html`<table><caption class="hidden">Rows left out</caption><thead><tr><th scope="col" class="number">Line</th><th scope="col">Id</th><th scope="col">Why, and how the row begins</th></tr></thead><tbody>${rows.map(
    ({ line, file, id, reason, sample }) =>
      html`<tr><td class="number">${count(line)}</td><td>${id === undefined ? "none" : html`<code>${short(id, 60)}</code>`}</td><td>${short(reason)}${file !== undefined && html`<br><small>in ${short(file, 100)}</small>`}${sample !== undefined && html`<br><small>${short(sample)}</small>`}</td></tr>`,
  )}</tbody></table>`;
}
