/** Report page: header, key figures, warnings and changes. */
import type { BuildReport } from "../build-report.ts";
import { count } from "../figures.ts";
import { adviceFor } from "./advice.ts";
import { type Html, html } from "./html.ts";
import { share } from "./plots.ts";
import { numbered, section, short, size, time } from "./text.ts";

const SHOWN_WARNINGS = 40;
const SHOWN_EXAMPLES = 3;
const SHOWN_NOTES = 40;

/** The result of the build, in one sentence. */
export function verdict({ ok, error, counts }: BuildReport): string {
  const { items, rejected } = counts;
  if (!ok) {
    return `The build failed and left the catalog as it was. ${short(error?.message ?? "", 600)}`;
  }
  if (rejected === 0) {
    return items === 1
      ? "Its one product is searchable."
      : `All ${count(items)} products are searchable.`;
  }
  const searchable = items === 1 ? "is" : "are";
  const left = rejected === 1 ? "was" : "were";
  return (
    `${count(items)} of ${numbered(items + rejected, "product")} ${searchable} searchable; ` +
    `${count(rejected)} ${left} left out.`
  );
}

export function header(report: BuildReport): Html {
  const { ok, counts, created, name, error } = report;
  const tone = !ok ? "bad" : counts.rejected + counts.warnings > 0 ? "fair" : "good";
  const day = created.slice(0, 16).replace("T", " ");
  return html`<header class="${tone}">
<p class="eyebrow">Build report <span>·</span> <time datetime="${created}">${day} UTC</time></p>
<h1>${short(name, 200)}</h1>
<p class="verdict">${verdict(report)}</p>
${error && html`<p class="note">Error code <code>${error.code}</code></p>`}
</header>`;
}

/** The key figures. */
export function tiles(report: BuildReport): Html {
  const { counts, bytes, timings, vectors, recall, ok, feed } = report;
  const pictures = vectors.fresh + vectors.remembered + vectors.kept;
  const all = counts.items + counts.rejected;
  const worst = Math.min(...(recall ?? []).map(({ certificate }) => certificate.recall));
  const entries: (readonly [string, string, string] | false)[] = [
    ["Products", count(counts.items), `of ${numbered(counts.rows, "row")} read`],
    ["Left out", count(counts.rejected), all === 0 ? "" : share(counts.rejected, all)],
    ["Warnings", count(counts.warnings), "in products of the catalog"],
    [
      "Pictures",
      count(pictures),
      pictures === 0 ? `${count(feed.images)} in the feed` : "searchable",
    ],
    ok && [
      "Catalog",
      size(bytes),
      counts.items === 0 ? "" : `${size(bytes / counts.items)} a product`,
    ],
    Number.isFinite(worst) && ["Recall", worst.toFixed(3), "of the 10 nearest, by default"],
    ["Time", time(timings.totalMs), paceOf(report)],
  ];
  return html`<dl class="tiles">${entries.map(
    (entry) =>
      entry &&
      html`<div><dt>${entry[0]}</dt><dd><b>${entry[1]}</b>${entry[2] !== "" && html`<span>${entry[2]}</span>`}</dd></div>`,
  )}</dl>`;
}

/** How fast pictures were embedded, unless some were known already, which would flatter the speed. */
function paceOf({ vectors, timings }: BuildReport): string {
  const known = vectors.remembered + vectors.kept;
  if (known > 0) return `${count(vectors.fresh)} embedded, ${count(known)} known`;
  return vectors.fresh > 0 ? `${count(timings.imagesPerSecond)} pictures a second` : "";
}

/** Shows warnings and notes, with what to do about them. */
export function remarks({ warnings, notes }: BuildReport): Html | undefined {
  if (warnings.length + notes.length === 0) return undefined;
  const shown = warnings.toSorted((a, b) => b.count - a.count).slice(0, SHOWN_WARNINGS);
  const items = shown.map(({ message, count: times, examples }) => {
    const advice = adviceFor(message);
    return html`<li><p><b>${short(message)}</b> <span class="count">${numbered(times, "time")}</span></p>
${advice && html`<p class="advice">${advice}</p>`}
<details><summary>Examples</summary><table><caption class="hidden">Products with this warning</caption><thead><tr><th scope="col" class="number">Line</th><th scope="col">Product</th><th scope="col">Found</th></tr></thead><tbody>${examples.slice(0, SHOWN_EXAMPLES).map(({ line, id, found }) => html`<tr><td class="number">${count(line)}</td><td><code>${short(id, 60)}</code></td><td>${short(found)}</td></tr>`)}</tbody></table></details></li>`;
  });
  const more = warnings.length - shown.length;
  const list = html`${items.length > 0 && html`<ul class="remarks">${items}</ul>`}${more > 0 && html`<p class="note">${numbered(more, "further kind")} of warnings in the JSON report.</p>`}
${notes.length > 0 && html`<ul class="notes">${notes.slice(0, SHOWN_NOTES).map((note) => html`<li>${short(note, 400)}</li>`)}</ul>`}`;
  return section("remarks", "Warnings and notes", list);
}

/** Shows what has changed since the previous catalog. */
export function changes({ update }: BuildReport): Html | undefined {
  if (update === undefined) return undefined;
  const { previous, kept, patched, embedded, embeddedPictures, removed, newBytes, reusedBytes } =
    update;
  const rows: [string, string, string][] = [
    ["Kept", count(kept), `${count(patched)} of them with changed data`],
    [
      "New or with other pictures",
      count(embedded),
      `${numbered(embeddedPictures, "picture")} embedded`,
    ],
    ["Removed", count(removed), ""],
    [
      "Download for a device with the previous catalog",
      size(newBytes),
      `${size(reusedBytes)} stay the same`,
    ],
  ];
  return section(
    "changes",
    "What has changed",
    html`<table class="facts"><caption>Since the catalog <code>${short(previous)}</code></caption><tbody>${rows.map(([name, value, more]) => html`<tr><th scope="row">${name}</th><td class="number">${value}</td><td>${more}</td></tr>`)}</tbody></table>`,
  );
}
