/** Fills in texts, and writes numbers, prices and dates in a locale. */
import type { Plural } from "../messages/messages.ts";

/** The text with each `{name}` replaced by its value. Names without a value stay. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}

/** A text that keeps its own writing direction within another text. */
export function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}

/** Numbers, prices and dates in a locale. */
export class Formats {
  readonly locale: string;
  readonly #currency: string | undefined;
  readonly #numbers: Intl.NumberFormat;
  readonly #plurals: Intl.PluralRules;
  readonly #prices = new Map<string, Intl.NumberFormat | undefined>();

  /** @param currency ISO 4217 code for prices that name none */
  constructor(locale: string, currency?: string) {
    this.locale = locale;
    this.#currency = currency;
    this.#numbers = new Intl.NumberFormat(locale);
    this.#plurals = new Intl.PluralRules(locale);
  }

  number(value: number): string {
    return this.#numbers.format(value);
  }

  /** The plural form for a count, with `{count}` and other values filled in. */
  plural(forms: Plural, count: number, values: Readonly<Record<string, string>> = {}): string {
    const form = forms[this.#plurals.select(count)] ?? forms.other;
    return fill(form, { count: this.number(count), ...values });
  }

  percent(share: number): string {
    return new Intl.NumberFormat(this.locale, { style: "percent" }).format(share);
  }

  /** A price. If the currency does not exist, the number and what the catalog says instead. */
  price(value: number, currency = this.#currency): string {
    if (currency === undefined) return this.number(value);
    const format = this.#priceFormat(currency);
    return format ? format.format(value) : `${this.number(value)} ${isolate(currency.slice(0, 8))}`;
  }

  #priceFormat(currency: string): Intl.NumberFormat | undefined {
    if (!this.#prices.has(currency)) {
      let format: Intl.NumberFormat | undefined;
      // `Intl` throws for anything else.
      if (/^[A-Za-z]{3}$/.test(currency)) {
        format = new Intl.NumberFormat(this.locale, { style: "currency", currency });
      }
      this.#prices.set(currency, format);
    }
    return this.#prices.get(currency);
  }

  /** A size in kB or MB. */
  bytes(value: number): string {
    const isSmall = value < 1_000_000;
    const size = value / (isSmall ? 1000 : 1_000_000);
    return new Intl.NumberFormat(this.locale, {
      style: "unit",
      unit: isSmall ? "kilobyte" : "megabyte",
      unitDisplay: "short",
      maximumFractionDigits: isSmall || size >= 100 ? 0 : 1,
    }).format(size);
  }

  date(milliseconds: number): string {
    if (!Number.isFinite(milliseconds)) return "–";
    return new Intl.DateTimeFormat(this.locale, { dateStyle: "long" }).format(milliseconds);
  }

  list(values: readonly string[]): string {
    return new Intl.ListFormat(this.locale, { style: "narrow", type: "unit" }).format(values);
  }
}

export function capitalised(text: string): string {
  const [first = ""] = text;
  return first.toLocaleUpperCase() + text.slice(first.length);
}
