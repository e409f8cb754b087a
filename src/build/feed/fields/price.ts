/** Prices as shops write them in many countries: amount and currency. */

/** An amount of money. */
export interface Price {
  amount: number;
  /** ISO 4217, if it is known. */
  currency?: string;
}

/** Symbols to ISO codes; if a symbol serves several currencies, the first is the usual one. */
const SYMBOLS: Readonly<Record<string, readonly string[]>> = {
  "€": ["EUR"],
  $: ["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD", "CLP", "COP", "ARS"],
  "£": ["GBP", "EGP"],
  "¥": ["JPY", "CNY"],
  "₹": ["INR"],
  RS: ["INR", "PKR", "LKR"],
  "₩": ["KRW"],
  "₽": ["RUB"],
  "₺": ["TRY"],
  "₴": ["UAH"],
  "₫": ["VND"],
  "฿": ["THB"],
  "₪": ["ILS"],
  "₱": ["PHP"],
  US$: ["USD"],
  CA$: ["CAD"],
  C$: ["CAD"],
  AU$: ["AUD"],
  A$: ["AUD"],
  NZ$: ["NZD"],
  HK$: ["HKD"],
  S$: ["SGD"],
  R$: ["BRL"],
  ZŁ: ["PLN"],
  KČ: ["CZK"],
  FT: ["HUF"],
  LEI: ["RON"],
  FR: ["CHF"],
  SFR: ["CHF"],
  // Without a default currency "kr" stays open: it is Swedish as often as Danish or Norwegian.
  KR: ["", "SEK", "DKK", "NOK", "ISK"],
};

/** Currencies whose smallest unit is a thousandth, so that three decimals are usual. */
const THREE_DECIMALS = new Set(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]);

const CURRENCIES = new Set(Intl.supportedValuesOf("currency"));

/** Whether `code` is the upper-case ISO 4217 code of a currency. */
export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}

/** No shop writes a price with more characters, and the patterns below need not be quick on more. */
const MAX_PRICE_LENGTH = 64;

/**
 * Reads a price such as "12.00", "12,50", "1.234,50", "€ 12.00" or "12.00 EUR". A symbol that serves
 * several currencies ("$") is read as `currency` if that is one of them.
 *
 * "1.234" alone may be a thousand or a fraction, and is not read.
 *
 * @param currency ISO 4217 of a price that names none.
 * @returns `undefined` for what is not one amount of zero or more, in at most 64 characters
 */
export function parsePrice(text: string, currency?: string): Price | undefined {
  const trimmed = text.trim();
  if (trimmed.length > MAX_PRICE_LENGTH) return undefined;
  const match = /^((?:[^\d.,+-]*\p{L}\.)?[^\d.,+-]*)([\d.,'’\s]+(?:-{1,2}|–)?)([^\d]*)$/u.exec(
    trimmed,
  );
  if (match === null) return undefined;
  const [before, digits, after] = match.slice(1).map((part) => part.trim()) as [
    string,
    string,
    string,
  ];
  if (before !== "" && after !== "") return undefined;
  const unit = before || after;
  const named = unit === "" ? currency : currencyOf(unit, currency);
  if (named === undefined && unit !== "") return undefined;
  const amount = parseAmount(digits, THREE_DECIMALS.has(named ?? ""));
  if (amount === undefined) return undefined;
  return named ? { amount, currency: named } : { amount };
}

/** `""` for a known unit whose currency stays open. */
function currencyOf(unit: string, fallback: string | undefined): string | undefined {
  const code = unit.replace(/\.$/, "").trim().toUpperCase();
  if (isCurrency(code)) return code;
  const candidates = Object.hasOwn(SYMBOLS, code) ? SYMBOLS[code] : undefined;
  if (candidates === undefined) return undefined;
  return fallback !== undefined && candidates.includes(fallback) ? fallback : candidates[0];
}

function parseAmount(text: string, threeDecimals: boolean): number | undefined {
  // "12,-" and "12.-" are whole amounts; spaces and apostrophes only group thousands.
  const bare = text.replace(/[.,](?:--?|–)$/u, "");
  if (/['’\s]/u.test(bare) && !/^\d{1,3}(?:['’\s]\d{3})+(?:[.,]\d{1,2})?$/u.test(bare))
    return undefined;
  const number = bare.replace(/['’\s]/gu, "");
  if (/^\d+$/.test(number)) return finite(number);
  const parts = /^(\d*(?:[.,]\d{3})*)([.,])(\d+)$/.exec(number);
  if (parts === null) return undefined;
  const [, whole, mark, last] = parts as unknown as [string, string, string, string];
  const groupMark = mark === "." ? "," : ".";
  if (!/[.,]/.test(whole)) {
    // A single mark: a decimal one, unless exactly three digits follow.
    if (last.length !== 3 || threeDecimals || whole === "" || whole.startsWith("0")) {
      return finite(`${whole || "0"}.${last}`);
    }
    return mark === "," && whole.length <= 3 ? finite(whole + last) : undefined;
  }
  if (isGrouped(whole, groupMark)) return finite(`${whole.replaceAll(groupMark, "")}.${last}`);
  if (isGrouped(`${whole}${mark}${last}`, mark)) return finite((whole + last).replaceAll(mark, ""));
  return undefined;
}

function isGrouped(text: string, mark: string): boolean {
  const groups = text.split(mark);
  return (
    groups.length > 1 &&
    /^\d{1,3}$/.test(groups[0]!) &&
    groups.slice(1).every((group) => /^\d{3}$/.test(group))
  );
}

function finite(text: string): number | undefined {
  const value = Number(text);
  return Number.isFinite(value) && value <= Number.MAX_SAFE_INTEGER ? value : undefined;
}
