/** Plain text of HTML. */
import { Parser } from "htmlparser2";

const BLOCKS = new Set(
  (
    "address article aside blockquote dd div dl dt fieldset figcaption figure footer form h1 h2 h3 " +
    "h4 h5 h6 header hr main nav ol p pre section table tr ul"
  ).split(" "),
);
const SKIPPED = new Set(["script", "style", "template", "noscript", "title"]);

/**
 * The text of a piece of HTML: entities decoded, a line for each item of a list, an empty line between
 * paragraphs. Text without markup is only trimmed.
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
  parser.end(html);
  return text.toString();
}

/** Text whose white space says nothing, and breaks that do. */
class TextLines {
  #text = "";
  /** Line ends that stand before what comes next. */
  #breaks = 0;

  add(data: string): void {
    const words = data.replace(/[\s\u00a0]+/g, " ");
    const start = this.#breaks > 0 || this.#text === "" || /[\n ]$/.test(this.#text);
    const rest = start ? words.trimStart() : words;
    if (rest === "") return;
    this.#flush();
    this.#text += rest;
  }

  breakLine(count: number): void {
    this.#text = this.#text.trimEnd();
    if (this.#text !== "") this.#breaks = Math.max(this.#breaks, count);
  }

  bullet(): void {
    this.breakLine(1);
    this.#flush();
    this.#text += "- ";
  }

  toString(): string {
    return this.#text.trim();
  }

  #flush(): void {
    this.#text += "\n".repeat(this.#breaks);
    this.#breaks = 0;
  }
}
