/** Report page: bars, histograms and tables. */
import { count } from "../figures.ts";
import type { Histogram } from "../histogram.ts";
import { type Html, html, type Part } from "./html.ts";

/** Colours of a stacked bar; the style sheet has as many. */
const HUES = 8;
const HEIGHT = 120;
const WIDTH = 600;

export interface Slice {
  label: string;
  value: number;
  /** As a person reads it. */
  shown: string;
}

/** Percentage of a whole, 0 to 100, for an attribute: at most two decimals. */
export function percent(part: number, whole: number): number {
  if (!(whole > 0) || !(part > 0)) return 0;
  return Math.round(Math.min(1, part / whole) * 10_000) / 100;
}

/** A share for a person: "12 %", "0.4 %". It is 100 % only of the whole, and 0 % only of nothing. */
export function share(part: number, whole: number): string {
  if (!(whole > 0)) return "0 %";
  const value = (100 * part) / whole;
  if (value === 0 || value === 100) return `${value} %`;
  if (value < 0.1) return "< 0.1 %";
  if (value > 99.9) return "> 99.9 %";
  return `${value < 10 || value > 99 ? value.toFixed(1) : Math.round(value)} %`;
}

/** A horizontal bar without text. @param mark position of a target, in per cent */
export function bar(part: number, whole: number, tone = "", mark?: number): Html {
  return html`<svg class="bar ${tone}" aria-hidden="true" focusable="false"><rect class="track" width="100%" height="100%" rx="2"/><rect class="fill" width="${percent(part, whole)}%" height="100%" rx="2"/>${mark !== undefined && html`<line class="mark" x1="${mark}%" x2="${mark}%" y1="0" y2="100%"/>`}</svg>`;
}

/** One bar of all parts, and a table of them, the largest first. */
export function stackedBar(
  title: string,
  slices: readonly Slice[],
  columns: [string, string],
): Html {
  const shown = slices.filter(({ value }) => value > 0).toSorted((a, b) => b.value - a.value);
  const whole = shown.reduce((sum, { value }) => sum + value, 0);
  let at = 0;
  const rects = shown.map(({ label, value, shown: text }, i) => {
    const x = percent(at, whole);
    at += value;
    const width = Math.max(0, Math.round((percent(at, whole) - x) * 100) / 100);
    return html`<rect class="hue${i % HUES}" x="${x}%" width="${width}%" height="100%"><title>${label}: ${text}</title></rect>`;
  });
  const summary = shown.map(({ label, shown: text }) => `${label} ${text}`).join(", ");
  return html`<svg class="stack" role="img" aria-label="${title}: ${summary}"><title>${title}</title>${rects}</svg>
<table class="parts"><caption class="hidden">${title}</caption>
<thead><tr><th scope="col">${columns[0]}</th><th scope="col" class="number">${columns[1]}</th><th scope="col" class="number">Share</th></tr></thead>
<tbody>${shown.map(({ label, value, shown: text }, i) => html`<tr><th scope="row"><svg class="key hue${i % HUES}" aria-hidden="true"><rect width="100%" height="100%" rx="2"/></svg>${label}</th><td class="number">${text}</td><td class="number">${share(value, whole)}</td></tr>`)}</tbody></table>`;
}

/** A histogram with its edges, and its median in words. @param limit below which bins stand out */
export function histogramPlot(
  title: string,
  { counts, edges, min, max, median, count: all }: Histogram,
  unit: (value: number) => string,
  limit = -Infinity,
): Html {
  const highest = Math.max(...counts);
  const width = WIDTH / counts.length;
  const gap = Math.min(2, width / 6);
  // A bin of one value, such as a year.
  const single = edges.every((edge, i) => i === 0 || edge - edges[i - 1]! === 1);
  const bars = counts.map((value, i) => {
    if (value === 0) return undefined;
    // Even the smallest count stays visible.
    const height = Math.max(2, (value / highest) * HEIGHT);
    const tone = edges[i + 1]! <= limit ? "low" : "fill";
    const range = single ? unit(edges[i]!) : `${unit(edges[i]!)} to ${unit(edges[i + 1]!)}`;
    return html`<rect class="${tone}" x="${fixed(i * width + gap / 2)}" y="${fixed(HEIGHT - height)}" width="${fixed(width - gap)}" height="${fixed(height)}"><title>${range}: ${count(value)}</title></rect>`;
  });
  const summary = `${count(all)} from ${unit(min)} to ${unit(max)}, half of them up to ${unit(median)}`;
  return html`<figure class="plot"><figcaption>${title}</figcaption>
<svg class="histogram" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${title}: ${summary}"><title>${title}</title>${bars}<line class="base" x1="0" x2="${WIDTH}" y1="${HEIGHT}" y2="${HEIGHT}"/></svg>
<div class="axis"><span>${unit(edges[0]!)}</span><span>${unit(single ? max : edges.at(-1)!)}</span></div>
<p class="note">${summary}.</p></figure>`;
}

/** A table of names, figures and bars, all relative to one whole. */
export function barTable(
  caption: string,
  head: readonly [string, string],
  rows: readonly { name: Part; value: number; shown: Part; more?: Part; tone?: string }[],
  whole: number,
  mark?: number,
): Html {
  return html`<table class="bars"><caption>${caption}</caption>
<thead><tr><th scope="col">${head[0]}</th><th scope="col" class="number">${head[1]}</th><td></td></tr></thead>
<tbody>${rows.map(({ name, value, shown, more, tone }) => html`<tr><th scope="row">${name}${more}</th><td class="number">${shown}</td><td class="graph">${bar(value, whole, tone, mark)}</td></tr>`)}</tbody></table>`;
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}
