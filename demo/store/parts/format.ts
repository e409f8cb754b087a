/** Numbers and names as a shopper reads them. */

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

/** What is saved of a price before, in whole per cent. */
export function saving(now: number, before: number): number {
  return Math.round((1 - now / before) * 100);
}

/** `sleeve_length` becomes "Sleeve length". */
export function heading(name: string): string {
  return capitalised(name.replaceAll(/[_-]+/g, " ").trim());
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
