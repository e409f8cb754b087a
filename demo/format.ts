/** Numbers and names as a shopper reads them. */

const counts = new Intl.NumberFormat();
const scores = new Intl.NumberFormat(undefined, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const prices = new Map<string, Intl.NumberFormat>();

export function count(value: number): string {
  return counts.format(value);
}

export function counted(value: number, one: string, many: string): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

export function price(value: number, currency: string | undefined): string {
  if (currency === undefined) return count(value);
  let format = prices.get(currency);
  if (!format) {
    format = new Intl.NumberFormat(undefined, { style: "currency", currency });
    prices.set(currency, format);
  }
  return format.format(value);
}

export function score(value: number): string {
  return scores.format(value);
}

export function bytes(value: number): string {
  if (value < 1000) return `${count(value)} B`;
  const [unit, size] = value < 1_000_000 ? ["kB", 1000] : ["MB", 1_000_000];
  const digits = value / size < 100 ? 1 : 0;
  return `${new Intl.NumberFormat(undefined, { maximumFractionDigits: digits }).format(value / size)} ${unit}`;
}

export function milliseconds(value: number): string {
  const digits = value < 10 ? 1 : 0;
  return `${new Intl.NumberFormat(undefined, { maximumFractionDigits: digits }).format(value)} ms`;
}

/** A feed's column name as a heading: `sleeve_length` becomes "Sleeve length". */
export function heading(name: string): string {
  return capitalised(name.replaceAll(/[_-]+/g, " ").trim());
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** At most `length` characters, with an ellipsis for what is left out. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}
