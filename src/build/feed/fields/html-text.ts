/** Plain text of HTML. */
import { Parser } from "htmlparser2";
import { cut } from "./plain-text.ts";

const BLOCKS = new Set(
  (
    "address article aside blockquote dd div dl dt fieldset figcaption figure footer form h1 h2 h3 " +
    "h4 h5 h6 header hr main nav ol p pre section table tr ul"
  ).split(" "),
);
const SKIPPED = new Set(["script", "style", "template", "noscript", "title"]);

/** Markup that is read, in characters. The parser's time grows with the square of the tags that are open at once. */
const MAX_HTML = 100_000;

/**
 * The text of the first 100,000 characters of HTML: entities decoded, a line for each item of a list, an empty line
 * between paragraphs. Text without markup is only trimmed.
 */
export function htmlToText(html: string): string {
  if (!/<[a-z!/]|&#?\w+;/i.test(html)) return html.trim();
  const text = new TextLines();
  let skipping = 0;
  const parser = new Parser({
    onopentag(name) {
      if (SKIPPED.has(name)) skipping++;
      else if (name === "br") text.breakLine(1);
      else if (name === "li") text.bullet();
      else if (name === "td" || name === "th") text.add(" ");
      else if (BLOCKS.has(name)) text.breakLine(2);
    },
    onclosetag(name) {
      if (SKIPPED.has(name)) skipping--;
      else if (BLOCKS.has(name)) text.breakLine(2);
      else if (name === "li") text.breakLine(1);
    },
    ontext(data) {
      if (skipping === 0) text.add(data);
    },
  });
  parser.end(cut(html, MAX_HTML));
  return text.toString();
}

/** Text whose white space says nothing, and breaks that do. In parts, so that each end is looked at once. */
class TextLines {
  readonly #parts: string[] = [];
  /** Line ends that stand before what comes next. */
  #breaks = 0;

  add(data: string): void {
    const words = data.replace(/[\s\u00a0]+/g, " ");
    const isStart = this.#breaks > 0 || /^$|[\n ]$/.test(this.#parts.at(-1)?.slice(-1) ?? "");
    const rest = isStart ? words.trimStart() : words;
    if (rest === "") return;
    this.#flush();
    this.#parts.push(rest);
  }

  breakLine(count: number): void {
    this.#trimEnd();
    if (this.#parts.length > 0) this.#breaks = Math.max(this.#breaks, count);
  }

  bullet(): void {
    this.breakLine(1);
    this.#flush();
    this.#parts.push("- ");
  }

  toString(): string {
    return this.#parts.join("").trim();
  }

  #trimEnd(): void {
    for (let last = this.#parts.pop(); last !== undefined; last = this.#parts.pop()) {
      const trimmed = last.trimEnd();
      if (trimmed === "") continue;
      this.#parts.push(trimmed);
      return;
    }
  }

  #flush(): void {
    if (this.#breaks > 0) this.#parts.push("\n".repeat(this.#breaks));
    this.#breaks = 0;
  }
}
