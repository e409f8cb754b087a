/** Prices as shops write them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePrice } from "./price.ts";

describe("parsePrice", () => {
  test.each([
    ["12.00", 12, undefined],
    ["12", 12, undefined],
    ["0", 0, undefined],
    [".5", 0.5, undefined],
    ["12,50", 12.5, undefined],
    ["12,5", 12.5, undefined],
    ["1.234,50", 1234.5, undefined],
    ["1,234.50", 1234.5, undefined],
    ["1.234.567", 1234567, undefined],
    ["1,234", 1234, undefined],
    ["1 234,50", 1234.5, undefined],
    ["1'234.50", 1234.5, undefined],
    ["0.999", 0.999, undefined],
    ["1234.5678", 1234.5678, undefined],
    ["€ 12.00", 12, "EUR"],
    ["€12,-", 12, "EUR"],
    ["12.– CHF", 12, "CHF"],
    ["12.00 EUR", 12, "EUR"],
    ["eur 12", 12, "EUR"],
    ["$12", 12, "USD"],
    ["US$ 1,299.00", 1299, "USD"],
    ["Rs. 499", 499, "INR"],
    ["£1,299", 1299, "GBP"],
    ["1.500 KWD", 1.5, "KWD"],
    ["199 kr", 199, undefined],
    ["49,99 zł", 49.99, "PLN"],
  ])("%s", (text, amount, currency) => {
    expect(parsePrice(text)).toEqual(currency === undefined ? { amount } : { amount, currency });
  });

  test.each([
    "",
    "free",
    "1.234",
    "-5",
    "10-20",
    "10 - 20",
    "12 XXL",
    "$ 12 EUR",
    "1,2,3",
    "1.23.4",
    "12 34",
    "1e5",
    "NaN",
    "Infinity",
    "9".repeat(400),
  ])("does not read %j", (text) => {
    expect(parsePrice(text)).toBeUndefined();
  });

  test.each([
    ["12", "EUR", "EUR"],
    ["$12", "CAD", "CAD"],
    ["$12", "EUR", "USD"],
    ["12 kr", "SEK", "SEK"],
    ["12 GBP", "EUR", "GBP"],
  ])("%s with the default %s is in %s", (text, fallback, currency) => {
    expect(parsePrice(text, fallback)).toEqual({ amount: 12, currency });
  });

  test("never gives NaN, whatever the text", () => {
    const characters = fc.constantFrom(..."0123456789.,'- $€EURkr");
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: characters })), (text) => {
        const price = parsePrice(text, "EUR");
        if (price !== undefined) expect(price.amount).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("reads what formatters of many locales write", () => {
    const cents = fc.integer({ min: 0, max: 99_999_999 });
    const locale = fc.constantFrom("en-US", "de-DE", "fr-FR", "de-CH", "sv-SE", "pt-BR", "it-IT");
    fc.assert(
      fc.property(cents, locale, (amount, tag) => {
        const text = new Intl.NumberFormat(tag, { style: "currency", currency: "EUR" }).format(
          amount / 100,
        );
        expect(parsePrice(text)).toEqual({ amount: amount / 100, currency: "EUR" });
      }),
    );
  });
});
