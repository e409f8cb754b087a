/** Writes numbers, prices and names for shoppers. */

const LOCALE = "en-IE";
const counts = new Intl.NumberFormat(LOCALE);
const prices = new Map<string, Intl.NumberFormat>();

export function counted(value: number, one: string, many: string): string {
  return `${counts.format(value)} ${value === 1 ? one : many}`;
}

export function count(value: number): string {
  return counts.format(value);
}

export function price(value: number, currency = "EUR"): string {
  let format = prices.get(currency);
  if (!format) {
    format = new Intl.NumberFormat(LOCALE, { style: "currency", currency });
    prices.set(currency, format);
  }
  return format.format(value);
}

/** By how much a price is lower than before, in whole percent. */
export function saving(now: number, before: number): number {
  return Math.round((1 - now / before) * 100);
}

/** A column's name as a heading: "Sleeve length" for `sleeve_length`. */
export function heading(name: string): string {
  return capitalised(name.replaceAll(/[_-]+/g, " ").trim());
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
