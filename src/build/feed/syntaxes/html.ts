/** HTML pages, by the JSON-LD in them. */
import { Parser } from "htmlparser2";
import { VisualSearchError } from "../../../lib/errors.ts";
import type { FeedRow } from "../feed-record.ts";
import { htmlToText } from "../fields/html-text.ts";
import { sampleOf } from "../fields/plain-text.ts";
import { MAX_LINE_LENGTH } from "../source/text-lines.ts";
import { jsonRow } from "./json-record.ts";
import type { TextStart } from "./text-start.ts";

/** Characters of a page, of which scripts and styles are most. */
const MAX_PAGE_LENGTH = 64 * 2 ** 20;

/** Whether a text is a page rather than XML. */
export function isHtml({ text }: TextStart): boolean {
  if (!text.startsWith("<")) return false;
  if (/^\s*<!doctype\s+html/i.test(text.replace(/^<\?xml[^>]*>/, ""))) return true;
  const root = /<(?![?!])\s*([\w:.-]+)/.exec(text.replace(/<!--[\s\S]*?-->/g, ""))?.[1] ?? "";
  return /^(?:html|head|body|title|meta|script|link|div|p|h1|center|pre|main|section)$/i.test(root);
}

/**
 * Rows of a page: each piece of JSON-LD in it (`<script type="application/ld+json">`), as a record with
 * the list `@graph` if it is one. `line` counts them.
 *
 * @throws VisualSearchError `feed-invalid` if the page has none, like an error page that stands for a feed
 */
export async function* readHtml(chunks: AsyncIterable<string>): AsyncGenerator<FeedRow> {
  const scripts: string[] = [];
  let title = "";
  let within: "json-ld" | "title" | undefined;
  const parser = new Parser({
    onopentag(name, { type = "" }) {
      if (name === "script" && /^application\/ld\+json\b/i.test(type.trim())) {
        within = "json-ld";
        scripts.push("");
      } else if (name === "title" && title === "") within = "title";
    },
    ontext(data) {
      if (within === "title") title += data.slice(0, 200);
      else if (within === "json-ld") {
        const text = scripts.pop()!;
        // One character too many tells that it is too long.
        scripts.push((text + data).slice(0, MAX_LINE_LENGTH + 1));
      }
    },
    onclosetag() {
      within = undefined;
    },
  });
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > MAX_PAGE_LENGTH) {
      throw new VisualSearchError(
        "feed-invalid",
        `Expected a page of at most ${MAX_PAGE_LENGTH} characters, got a longer one. Give a feed instead of it.`,
      );
    }
    parser.write(chunk);
  }
  parser.end();
  if (scripts.length === 0) {
    const shown = sampleOf(htmlToText(title));
    throw new VisualSearchError(
      "feed-invalid",
      "Expected a feed, got an HTML page without schema.org products (JSON-LD)" +
        `${shown && `: "${shown}"`}. A server may have sent an error or login page instead of the feed: ` +
        "export it again.",
    );
  }
  for (const [i, script] of scripts.entries()) yield scriptRow(i + 1, script);
}

function scriptRow(line: number, script: string): FeedRow {
  const sample = sampleOf(script);
  if (script.length > MAX_LINE_LENGTH) {
    return { line, error: `the JSON-LD is longer than ${MAX_LINE_LENGTH} characters`, sample };
  }
  const text = script
    .replace(/^\s*(?:<!--|\/\/\s*<!\[CDATA\[|<!\[CDATA\[)/, "")
    .replace(/(?:-->|\/\/\s*\]\]>|\]\]>)\s*$/, "");
  // Line ends within texts are not valid JSON, and common in what templates write.
  const value = parse(text) ?? parse(text.replace(/\p{Cc}+/gu, " "));
  if (value === undefined) return { line, error: "the JSON-LD is not valid JSON", sample };
  return jsonRow(line, Array.isArray(value) ? { "@graph": value } : value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
