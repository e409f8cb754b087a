/**
 * What a product costs and whether it can be had. This module alone decides which price is shown: in a sale, and
 * of several variants.
 */
import { type Availability, bestAvailability } from "./fields/availability.ts";
import type { Price } from "./fields/price.ts";

/** What is asked for a product or one of its variants. */
export interface Offer {
  /** The regular price. */
  price?: number;
  /** The price in a sale that is on today, if that is less. */
  salePrice?: number;
  /** ISO 4217. */
  currency?: string;
  availability?: Availability;
}

/** The offer of a product with several variants. */
export interface ProductOffer extends Offer {
  /** What the dearest variant costs today, if that differs from the cheapest. */
  priceMax?: number;
}

/** The price that is shown: the sale price in a sale, else the regular one. */
export function paidPrice({ price, salePrice }: Offer): number | undefined {
  return salePrice ?? price;
}

/** The offer of a regular price and one of a sale; a sale price that is not lower says nothing. */
export function offerOf(regular: Price | undefined, sale: Price | undefined): Offer {
  const offer: Offer = {};
  const main = regular ?? sale;
  if (main === undefined) return offer;
  offer.price = main.amount;
  if (main.currency !== undefined) offer.currency = main.currency;
  const isSameCurrency = sale?.currency === main.currency;
  if (sale !== undefined && isSameCurrency && sale.amount < main.amount) {
    offer.salePrice = sale.amount;
  }
  return offer;
}

/**
 * Whether a sale is on: the time is within an ISO 8601 interval, as Google's `sale_price_effective_date` is. A
 * text that is no interval sets no bounds.
 */
export function isSaleOn(interval: string, now: Date): boolean {
  const [from, to] = interval.split("/").map((text) => Date.parse(text.trim()));
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to)) return true;
  return from <= now.getTime() && now.getTime() <= to;
}

/**
 * A product costs what its cheapest variant costs today, and can be had if one of them can. Prices in another
 * currency than that of the first variant with a price cannot be compared, and do not count.
 */
export function cheapestOffer(variants: readonly Offer[]): ProductOffer {
  const priced = variants.filter((variant) => paidPrice(variant) !== undefined);
  const comparable = priced.filter(({ currency }) => currency === priced[0]!.currency);
  const paid = comparable.map((variant) => paidPrice(variant)!);
  const lowest = paid.reduce((least, value) => Math.min(least, value), Infinity);
  const highest = paid.reduce((most, value) => Math.max(most, value), -Infinity);
  const cheapest = comparable[paid.indexOf(lowest)] ?? {};
  const availability = bestAvailability(variants.map((variant) => variant.availability));
  return {
    ...pricesOf(cheapest),
    ...(highest > lowest && { priceMax: highest }),
    ...(availability !== undefined && { availability }),
  };
}

/** An offer without what else a variant has. */
function pricesOf({ price, salePrice, currency }: Offer): Offer {
  return {
    ...(price !== undefined && { price }),
    ...(salePrice !== undefined && { salePrice }),
    ...(currency !== undefined && { currency }),
  };
}
