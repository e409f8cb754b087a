import type { Availability, Offer, Product } from "../feed-product.ts";
import type { FeedFormat, FeedRecord } from "../feed-record.ts";
import { parseAvailability } from "../fields/availability.ts";
import type { ColumnLog } from "../fields/columns.ts";
import { cut, plain } from "../fields/plain-text.ts";
import { isCurrency, type Price, parsePrice } from "../fields/price.ts";

/** What one record says of a product: all of it, or one variant or picture of it. */
export interface Part {
  /** Parts with the same key are one product. */
  key?: string;
  product: Product;
}

/** A record that is no product that can be sold. */
export interface NoPart {
  id?: string;
  error: string;
}

/** Reads the records of one kind of feed. */
export interface Dialect {
  readonly format: FeedFormat;
  /** The parts in a record: several where it holds a list of products. */
  read(record: FeedRecord, context: RowContext): (Part | NoPart)[];
}

/** What reading a record needs and tells beside it. */
export interface RowContext {
  /** ISO 4217 of prices that name none. */
  currency?: string;
  /** Time of the build, by which sale prices are in effect. */
  now: Date;
  columns: ColumnLog;
  /** Where the record stands, for products without a key of their own. */
  line: number;
  warn: Warn;
}

/** Tells of something that is left out of a product that is taken nevertheless. */
export type Warn = (id: string, message: string, found: string) => void;

/**
 * Reads a price, or warns.
 *
 * @param code currency that the record names beside the price, or an empty text
 */
export function readPrice(
  cell: unknown,
  code: string,
  id: string,
  { currency: fallback, warn }: RowContext,
): Price | undefined {
  let currency = fallback;
  if (code !== "") {
    if (isCurrency(code.toUpperCase())) currency = code.toUpperCase();
    else warn(id, "the currency is not an ISO 4217 code and is left out", code);
  }
  const text = plain(cell);
  if (text === "") return undefined;
  const parsed = typeof cell === "number" ? priceOf(cell, currency) : parsePrice(text, currency);
  if (parsed === undefined) {
    warn(id, "the price cannot be read as one amount and is left out", text);
  }
  return parsed;
}

/** The offer of a regular price and a lower one; a sale price that is not lower says nothing. */
export function offerOf(regular: Price | undefined, sale: Price | undefined): Offer {
  const offer: Offer = {};
  const main = regular ?? sale;
  if (main === undefined) return offer;
  offer.price = main.amount;
  if (main.currency !== undefined) offer.currency = main.currency;
  const sameCurrency = sale?.currency === main.currency;
  if (sale !== undefined && sameCurrency && sale.amount < main.amount) {
    offer.salePrice = sale.amount;
  }
  return offer;
}

/** Reads an availability, or warns; an empty text is none. */
export function readAvailability(
  text: string,
  id: string,
  { warn }: RowContext,
): Availability | undefined {
  if (text === "") return undefined;
  const value = parseAvailability(text);
  if (value === undefined) {
    warn(id, "the availability is not a standard value and is left out", cut(text, 100));
  }
  return value;
}

function priceOf(amount: number, currency: string | undefined): Price | undefined {
  if (!(amount >= 0 && amount <= Number.MAX_SAFE_INTEGER)) return undefined;
  return currency === undefined ? { amount } : { amount, currency };
}
