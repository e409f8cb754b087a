/** Report page: texts, numbers, times and sections. */
import { bytes, count } from "../figures.ts";
import { type Html, html } from "./html.ts";

const LIMIT = 160;

/** A text of a feed, cut with an ellipsis to a length that a page has room for. */
export function short(text: string, limit = LIMIT): string {
  // A text may have megabytes; only what may be shown is processed.
  const line = text
    .slice(0, 8 * limit)
    .replace(/\s+/g, " ")
    .trim();
  if (line.length <= limit && text.length <= 8 * limit) return line;
  return `${line.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** Ids as code, and the number of further ones. */
export function idList(ids: readonly string[], all: number): Html {
  const more = all - ids.length;
  return html`${ids.map((id, i) => html`${i > 0 && ", "}<code>${short(id, 60)}</code>`)}${more > 0 && ` and ${count(more)} more`}`;
}

/** A section of the page with its heading; nothing if it has no content. */
export function section(id: string, title: string, content: Html | undefined): Html | undefined {
  if (content === undefined) return undefined;
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${content}
</section>`;
}

/** "1 row", "2 rows", "2 categories". */
export function numbered(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A size; bytes are rounded, as they may come from a mean. */
export function size(value: number): string {
  return bytes(Math.round(value));
}

/** A time in the unit that people would use: 340 ms, 8.2 s, 3 min 5 s, 2 h 10 min. */
export function time(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds) % 60} s`;
  return `${count(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** A number as a table of figures shows it: 1,234, 12.5, 0.031, 1.2e+30. */
export function figure(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 1e15 || (magnitude > 0 && magnitude < 1e-4)) return value.toPrecision(3);
  return value.toLocaleString("en-US", {
    maximumSignificantDigits: magnitude >= 1000 ? 15 : 6,
    maximumFractionDigits: 4,
    useGrouping: magnitude >= 10_000,
  });
}
