import type { CatalogItem } from "../catalog/types.ts";
import type { FacetValue } from "../types.ts";
import { ColumnMatcher, type Field } from "./columns.ts";
import type { FeedRecord } from "./feed/types.ts";
import { cut, tidy } from "./plain-text.ts";
import { isCurrency, type Price, parsePrice } from "./price.ts";
import type { Warnings } from "./warnings.ts";

const MAX_ID = 200;
const MAX_TITLE = 2000;
const MAX_TEXT = 1000;
const MAX_URL = 2000;
const MAX_ATTRIBUTES = 500;

export interface RowOptions {
  /** Columns chosen by the caller. */
  map?: Partial<Record<Field, string>>;
  /** ISO 4217 of prices that name none. */
  currency?: string;
  /** Put before the image's file name to make its address in the browser. */
  imageBase?: string;
}

/** A product and the name of its picture in the images folder. */
export interface ProductRow {
  line: number;
  item: CatalogItem;
  imageFile: string;
}

/**
 * Turns the records of a feed into products. Texts longer than the catalog takes are cut (title 2000,
 * others 1000 characters) with a warning; a missing, repeated or too long id, a missing title and a
 * missing image reject the row.
 */
export class RowReader {
  readonly #options: RowOptions;
  readonly #warnings: Warnings;
  readonly #matcher: ColumnMatcher;
  readonly #lineOfId = new Map<string, number>();

  constructor(options: RowOptions, warnings: Warnings) {
    this.#options = options;
    this.#warnings = warnings;
    this.#matcher = new ColumnMatcher(options.map);
  }

  /** @throws `feed-invalid` when a needed column is missing from these. */
  checkHeader(columns: Iterable<string>): void {
    this.#matcher.checkHeader([...columns]);
  }

  /** The product, or why the record is none. */
  read(line: number, record: FeedRecord): ProductRow | { id?: string; error: string } {
    const columns = this.#matcher.match(record.keys());
    const text = (field: Field) => plain(record.get(columns.get(field) ?? ""));
    const id = text("id");
    if (id === "") return { error: "no id" };
    if (id.length > MAX_ID) {
      return {
        id: cut(id, MAX_ID),
        error: `the id has ${id.length} characters, at most ${MAX_ID}`,
      };
    }
    const earlier = this.#lineOfId.get(id);
    if (earlier !== undefined) return { id, error: `the id is that of line ${earlier}` };
    const title = text("title");
    if (title === "") return { id, error: "no title" };
    const image = firstOf(record.get(columns.get("image") ?? ""));
    if (image === "") return { id, error: "no image" };
    const imageFile = fileNameOf(image);
    if (imageFile === "") return { id, error: `the image "${cut(image, 100)}" names no file` };
    this.#lineOfId.set(id, line);

    const warn = (message: string, found: string) => this.#warnings.add(message, line, id, found);
    const short = (name: string, value: string, limit: number) => {
      if (value.length > limit) warn(`${name} is cut to ${limit} characters`, value);
      return cut(value, limit);
    };
    const item: CatalogItem = { id, title: short("title", title, MAX_TITLE), attributes: {} };
    for (const field of ["brand", "category", "colour"] as const) {
      const value = text(field);
      if (value !== "") item[field] = short(field, value, MAX_TEXT);
    }
    this.#readPrice(item, record.get(columns.get("price") ?? ""), text("currency"), warn);
    const link = urlOf(text("link"), "link", warn);
    if (link !== undefined) item.link = link;
    const picture = this.#imageUrl(image, imageFile, warn);
    if (picture !== undefined) item.image = picture;
    item.attributes = attributesOf(record, new Set(columns.values()), warn, short);
    return { line, item, imageFile };
  }

  #readPrice(item: CatalogItem, cell: unknown, code: string, warn: Warn): void {
    let currency = this.#options.currency;
    if (code !== "") {
      if (isCurrency(code.toUpperCase())) currency = code.toUpperCase();
      else warn("the currency is not an ISO 4217 code and is left out", code);
    }
    const text = plain(cell);
    if (text === "") return;
    const parsed = typeof cell === "number" ? priceOf(cell, currency) : parsePrice(text, currency);
    if (parsed === undefined) {
      warn("the price cannot be read as one amount and is left out", text);
      return;
    }
    item.price = parsed.amount;
    if (parsed.currency !== undefined) item.currency = parsed.currency;
  }

  #imageUrl(image: string, file: string, warn: Warn): string | undefined {
    const { imageBase } = this.#options;
    if (imageBase !== undefined) {
      return imageBase + file.split("/").map(encodeURIComponent).join("/");
    }
    return isHttpUrl(image) ? urlOf(image, "image address", warn) : undefined;
  }
}

/**
 * Makes numbers of the attributes whose every value is one, so that they become ranges: decimal
 * notation, and no leading zeros or digits beyond double precision, since those are codes.
 */
export function typeAttributes(items: readonly CatalogItem[]): void {
  const texts = new Set<string>();
  for (const { attributes } of items) {
    for (const [name, value] of Object.entries(attributes)) {
      if (!texts.has(name) && !isNumeric(value)) texts.add(name);
    }
  }
  for (const { attributes } of items) {
    for (const [name, value] of Object.entries(attributes)) {
      if (!texts.has(name)) attributes[name] = Number(value);
    }
  }
}

type Warn = (message: string, found: string) => void;

function isNumeric(value: FacetValue): boolean {
  const text = String(value);
  if (!/^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return false;
  const number = Number(text);
  return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER;
}

function attributesOf(
  record: FeedRecord,
  used: ReadonlySet<string>,
  warn: Warn,
  short: (name: string, value: string, limit: number) => string,
): Record<string, FacetValue> {
  const attributes: Record<string, FacetValue> = {};
  let count = 0;
  for (const [name, cell] of record) {
    if (used.has(name)) continue;
    if (typeof cell === "object" && cell !== null && !Array.isArray(cell)) {
      warn(`"${cut(name, 100)}" is an object and is left out`, "an object");
      continue;
    }
    const value = plain(cell);
    if (value === "") continue;
    // Assigned as a property this name would change the object's prototype.
    if (name === "__proto__") warn('a column named "__proto__" is left out', value);
    else if (name.length > MAX_ID) warn("a column with too long a name is left out", name);
    else if (++count > MAX_ATTRIBUTES) warn(`only ${MAX_ATTRIBUTES} attributes are kept`, name);
    else attributes[name] = short(`"${name}"`, value, MAX_TEXT);
  }
  return attributes;
}

function priceOf(amount: number, currency: string | undefined): Price | undefined {
  if (amount < 0 || amount > Number.MAX_SAFE_INTEGER) return undefined;
  return currency === undefined ? { amount } : { amount, currency };
}

/** The text of a cell; arrays of plain values are joined. */
function plain(cell: unknown): string {
  if (typeof cell === "string") return tidy(cell);
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  if (typeof cell === "boolean") return String(cell);
  if (!Array.isArray(cell)) return "";
  return cell
    .map((part) => (Array.isArray(part) ? "" : plain(part)))
    .filter((part) => part !== "")
    .join(", ");
}

function firstOf(cell: unknown): string {
  if (!Array.isArray(cell)) return plain(cell);
  for (const part of cell) {
    const text = Array.isArray(part) ? "" : plain(part);
    if (text !== "") return text;
  }
  return "";
}

function isHttpUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** The image's path in the images folder; of an address, its last segment. */
function fileNameOf(image: string): string {
  if (!isHttpUrl(image)) return image.replaceAll("\\", "/");
  try {
    const segments = new URL(image).pathname.split("/");
    return decodeURIComponent(segments[segments.length - 1]!);
  } catch {
    return "";
  }
}

/** An http(s) or relative address as it was given, or `undefined` with a warning. */
function urlOf(text: string, name: string, warn: Warn): string | undefined {
  if (text === "") return undefined;
  try {
    const { protocol } = new URL(text, "https://shop.invalid/");
    if ((protocol === "https:" || protocol === "http:") && text.length <= MAX_URL) return text;
  } catch {
    // Not an address at all: the same warning.
  }
  warn(`the ${name} is not an http(s) or relative address and is left out`, text);
  return undefined;
}
