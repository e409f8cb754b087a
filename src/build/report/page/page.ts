/** Report page: the whole page. */
import { createHash } from "node:crypto";
import type { PageReport } from "../build-report.ts";
import type { Album } from "./album.ts";
import { coverage, facets, prices } from "./assortment.ts";
import { contactSheet, pictureFindings } from "./gallery.ts";
import { Html, html } from "./html.ts";
import { leftOut } from "./left-out.ts";
import { costs, making, recall } from "./making.ts";
import { changes, header, remarks, tiles, verdict } from "./overview.ts";
import { STYLE } from "./style.ts";
import { short } from "./text.ts";

/** Most bytes of a page. One that would have more is made without pictures. */
export const MAX_PAGE_BYTES = 3_000_000;

/** Allows nothing except this style sheet and pictures within the page. */
const POLICY = [
  "default-src 'none'",
  "img-src data:",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/**
 * The report as a page for people: one file without scripts that refers to nothing outside itself. Everything from a
 * feed is escaped, and cut to a length that the page has room for.
 *
 * @returns at most `MAX_PAGE_BYTES` in UTF-8
 */
export function reportPage(report: PageReport, album?: Album): string {
  const page = render(report, album);
  if (album === undefined || Buffer.byteLength(page) <= MAX_PAGE_BYTES) return page;
  return render(report, undefined);
}

function render(report: PageReport, album: Album | undefined): string {
  const sections: [id: string, name: string, content: Html | undefined][] = [
    ["changes", "Changes", changes(report)],
    ["products", "Products", contactSheet(album)],
    ["remarks", "Warnings", remarks(report)],
    ["left-out", "Left out", leftOut(report)],
    ["pictures", "Pictures", pictureFindings(report, album)],
    ["fields", "Fields", coverage(report)],
    ["prices", "Prices", prices(report)],
    ["facets", "Facets", facets(report)],
    ["recall", "Recall", recall(report)],
    ["costs", "Time and bytes", costs(report)],
    ["making", "Making", making(report)],
  ];
  const present = sections.filter(([, , content]) => content !== undefined);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="description" content="${short(verdict(report), 300)}">
<title>${short(report.name, 100)}: build report</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<div class="page">
${header(report)}
<nav aria-label="Sections"><ul>${present.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
<main id="content">
${tiles(report)}
${present.map(([, , content]) => content)}
</main>
<footer><p>Made by <code>vitrine ${report.shards ? "merge" : "build"}</code>. The same for programs: <code>${short(report.reportPath, 300)}</code></p></footer>
</div>
</body>
</html>
`.text;
}
