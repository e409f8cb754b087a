/** What a reader of a feed format does, and how all of them read prices and availability. */

import type { FeedProduct } from "../feed-product.ts";
import type { FeedRecord } from "../feed-record.ts";
import { type Availability, parseAvailability } from "../fields/availability.ts";
import type { ColumnLog } from "../fields/column-log.ts";
import { cut, plain } from "../fields/plain-text.ts";
import { isCurrency, type Price, parsePrice } from "../fields/price.ts";

/** Reads the records of one feed format, in their order. */
export interface FormatReader {
  /** The parts of products in a record: several if it holds a list of products. */
  read(record: FeedRecord, context: RecordContext): (ProductPart | RejectedRecord)[];
  /**
   * Checks the columns of a feed whose records all have the same.
   *
   * @throws VisualSearchError `feed-invalid`
   */
  checkHeader?(columns: readonly string[]): void;
}

/** What one record says of a product: all of it, or one variant or picture of it. */
export interface ProductPart {
  /** Parts with the same key are one product. */
  key?: string;
  product: FeedProduct;
}

/** A record that is no product that can be sold. */
export interface RejectedRecord {
  id?: string;
  error: string;
}

/** What a reader needs beside a record, and where it tells what it found. */
export interface RecordContext {
  /** ISO 4217 of prices that name none. */
  currency?: string;
  /** Time of the build, by which sale prices are in effect. */
  now: Date;
  columns: ColumnLog;
  /** Where the record stands, for products without a key of their own. */
  line: number;
  /** Told of something that is left out of a product, which is taken nevertheless. */
  warn(id: string, message: string, found: string): void;
}

/**
 * Reads a price, or warns.
 *
 * @param code currency that the record names beside the price, or an empty text
 */
export function readPrice(
  cell: unknown,
  code: string,
  id: string,
  context: RecordContext,
): Price | undefined {
  const currency = code === "" ? context.currency : readCurrency(code, id, context);
  const text = plain(cell);
  if (text === "") return undefined;
  const parsed = typeof cell === "number" ? priceOf(cell, currency) : parsePrice(text, currency);
  if (parsed === undefined) {
    context.warn(id, "the price cannot be read as one amount and is left out", text);
  }
  return parsed;
}

function readCurrency(code: string, id: string, context: RecordContext): string | undefined {
  const upper = code.toUpperCase();
  if (isCurrency(upper)) return upper;
  context.warn(id, "the currency is not an ISO 4217 code and is left out", code);
  return context.currency;
}

function priceOf(amount: number, currency: string | undefined): Price | undefined {
  if (!(amount >= 0 && amount <= Number.MAX_SAFE_INTEGER)) return undefined;
  return currency === undefined ? { amount } : { amount, currency };
}

/** Reads an availability, or warns; an empty text is none. */
export function readAvailability(
  text: string,
  id: string,
  { warn }: RecordContext,
): Availability | undefined {
  if (text === "") return undefined;
  const value = parseAvailability(text);
  if (value === undefined) {
    warn(id, "the availability is not a standard value and is left out", cut(text, 100));
  }
  return value;
}
