/** RSS 2.0 and Atom. */
import { Parser } from "htmlparser2";
import { VisualSearchError } from "../../../lib/errors.ts";
import type { FeedRow } from "../feed-record.ts";
import { sampleOf } from "../fields/plain-text.ts";
import { hasBrokenCharacters } from "../source/text-encoding.ts";
import { MAX_LINE_LENGTH } from "../source/text-lines.ts";
import type { TextStart } from "./text-start.ts";

/** Elements that are a product each: RSS's, Atom's, and what other feeds use. */
const PRODUCTS = new Set(["item", "entry", "product"]);

/** The namespace of Google's elements, by whatever prefix a feed gives it. */
const GOOGLE_NAMESPACE = /^https?:\/\/base\.google\.com\/ns\/1\.0$/;

/** Characters of one piece of markup (CDATA, a comment) that is held until it ends. */
const MAX_PENDING = 64 * 2 ** 20;
const MAX_DEPTH = 200;

export function isXml({ text }: TextStart): boolean {
  return text.startsWith("<");
}

/**
 * Rows of an RSS 2.0 or Atom feed: the elements of each item by name, those of Google's namespace
 * without its prefix and before plain ones of the same name. What repeats is a list, what has elements
 * of its own an object of texts. Of an Atom link, its address.
 *
 * @throws VisualSearchError `feed-invalid` if the feed is cut off, or has no items
 */
export async function* readXml(chunks: AsyncIterable<string>): AsyncGenerator<FeedRow> {
  const items = new Items();
  const parser = new Parser(items, { xmlMode: true });
  let pending = 0;
  for await (const chunk of chunks) {
    items.progressed = false;
    parser.write(chunk);
    pending = items.progressed ? 0 : pending + chunk.length;
    if (pending > MAX_PENDING) {
      throw invalid(`over ${MAX_PENDING} characters without an element`);
    }
    yield* items.take();
  }
  items.ended = true;
  parser.end();
  yield* items.take();
  if (items.cutOff) {
    throw invalid(`a file that ends within item ${items.count + 1}: it is cut off`);
  }
  if (items.count === 0) {
    throw invalid(`no <item> or <entry>: its root is <${items.root ?? "nothing"}>`);
  }
}

function invalid(got: string): VisualSearchError {
  return new VisualSearchError(
    "feed-invalid",
    `Expected RSS 2.0 or Atom with a product in each item as the XML feed, got ${got}. Export it again.`,
  );
}

/** An element within an item. */
interface Cell {
  name: string;
  google: boolean;
  text: string;
  /** Texts of the elements in it. */
  inner: Map<string, string>;
  /** All of its text in the order of the document, those of elements apart. */
  prose: string;
}

/** Gathers what the parser finds. */
class Items {
  root: string | undefined;
  count = 0;
  /** Whether an element began or ended since this was last set to false. */
  progressed = false;
  /** Whether the text has ended, so that what is still open is cut off. */
  ended = false;
  cutOff = false;
  #rows: FeedRow[] = [];
  readonly #googlePrefixes = new Set(["g"]);
  #depth = 0;
  /** Depth of the open item, or 0. */
  #itemDepth = 0;
  #cells: Cell[] = [];
  #length = 0;
  #cell: Cell | undefined;
  #innerName = "";
  /** Whether an element began or ended since the last text, which comes in pieces. */
  #isApart = false;

  onopentag(name: string, attributes: Record<string, string>): void {
    this.progressed = true;
    this.#isApart = true;
    this.root ??= name;
    if (++this.#depth > MAX_DEPTH) throw invalid(`elements ${MAX_DEPTH} deep`);
    for (const [key, value] of Object.entries(attributes)) {
      if (!key.startsWith("xmlns")) continue;
      const prefix = key.slice("xmlns:".length);
      if (GOOGLE_NAMESPACE.test(value)) this.#googlePrefixes.add(prefix);
      else this.#googlePrefixes.delete(prefix);
    }
    const at = name.indexOf(":");
    const local = at < 0 ? name : name.slice(at + 1);
    if (this.#itemDepth === 0) {
      if (!PRODUCTS.has(local.toLowerCase())) return;
      this.#itemDepth = this.#depth;
      this.#cells = [];
      this.#length = 0;
    } else if (this.#depth === this.#itemDepth + 1) {
      const google = this.#googlePrefixes.has(at < 0 ? "" : name.slice(0, at));
      const foreign = at >= 0 && !google;
      this.#cell = { name: foreign ? name : local, google, text: "", inner: new Map(), prose: "" };
      const { href, rel = "alternate" } = attributes;
      if (local === "link" && href !== undefined) this.#cell.text = rel === "alternate" ? href : "";
    } else {
      this.#innerName = local;
    }
  }

  ontext(data: string): void {
    const cell = this.#cell;
    if (cell === undefined) return;
    this.#length += data.length;
    if (this.#length > MAX_LINE_LENGTH) return;
    const isBlank = data.trim() === "";
    const apart = this.#isApart ? " " : "";
    if (PROSE.has(cell.name)) cell.prose += apart + data;
    if (this.#depth === this.#itemDepth + 1) cell.text += data;
    else if (!isBlank || !this.#isApart) {
      const before = cell.inner.get(this.#innerName);
      cell.inner.set(this.#innerName, before === undefined ? data : before + apart + data);
    }
    if (!isBlank) this.#isApart = false;
  }

  onclosetag(): void {
    this.progressed = true;
    this.#isApart = true;
    if (this.ended) this.cutOff = true;
    const depth = this.#depth--;
    if (this.#itemDepth === 0 || this.ended) return;
    if (depth === this.#itemDepth) {
      this.#rows.push(this.#toRow());
      this.#itemDepth = 0;
    } else if (depth === this.#itemDepth + 1 && this.#cell !== undefined) {
      this.#cells.push(this.#cell);
      this.#cell = undefined;
    }
  }

  *take(): Generator<FeedRow> {
    const rows = this.#rows;
    this.#rows = [];
    yield* rows;
  }

  #toRow(): FeedRow {
    const line = ++this.count;
    const sample = () => sampleOf(this.#cells.map(({ text }) => text.slice(0, 80)).join(" | "));
    if (this.#length > MAX_LINE_LENGTH) {
      return {
        line,
        error: `the item is longer than ${MAX_LINE_LENGTH} characters`,
        sample: sample(),
      };
    }
    const record = new Map<string, unknown>();
    const google = new Set(this.#cells.filter((cell) => cell.google).map(({ name }) => name));
    for (const cell of this.#cells) {
      if (!cell.google && google.has(cell.name)) continue;
      const value = cellValue(cell);
      if (value === "") continue;
      if (typeof value === "string" && hasBrokenCharacters(value)) {
        const error = `<${cell.name}> is not valid in the feed's encoding`;
        return { line, error, sample: sample() };
      }
      const before = record.get(cell.name);
      if (before === undefined) record.set(cell.name, value);
      else if (Array.isArray(before)) before.push(value);
      else record.set(cell.name, [before, value]);
    }
    return { line, record };
  }
}

/** Texts that may be written as elements of XHTML. */
const PROSE = new Set(["title", "description", "summary", "content"]);

function cellValue({ name, text, inner, prose }: Cell): string | Record<string, string> {
  if (inner.size === 0) return text.trim();
  if (PROSE.has(name)) return prose.replace(/\s+/g, " ").trim();
  return Object.fromEntries([...inner].map(([key, value]) => [key, value.trim()]));
}
