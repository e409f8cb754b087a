import { describe, expect, it } from "vitest";
import { ar } from "../messages/ar.ts";
import { de } from "../messages/de.ts";
import { en } from "../messages/en.ts";
import { fr } from "../messages/fr.ts";
import { directionOf, loadMessages, resolveLocale } from "../messages/index.ts";
import { type Messages, withMessages } from "../messages/messages.ts";
import { Formats, fill } from "./format.ts";

const all: Record<string, Messages> = { en, de, fr, ar };

/** Every text with its path. */
function textsOf(messages: object, path = ""): [string, string][] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[`${path}${key}`, value] as [string, string]]
      : textsOf(value, `${path}${key}.`),
  );
}

const isPlural = (value: object) => "other" in value;

/** Plural forms by path. */
function pluralsOf(messages: object): [string, object][] {
  return Object.entries(messages).filter(
    (entry): entry is [string, object] => typeof entry[1] === "object" && isPlural(entry[1]),
  );
}

describe.each(Object.entries(all))("messages in %s", (language, messages) => {
  it("have something in every text, with the same places to fill in as English", () => {
    const english = new Map(textsOf(en));
    const places = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
    for (const [path, text] of textsOf(messages)) {
      expect(text.trim(), path).not.toBe("");
      const same = english.get(path);
      const plural = /\.(zero|one|two|few|many|other)$/.test(path);
      if (same !== undefined && !plural) expect(places(text), path).toEqual(places(same));
    }
  });

  it("have every plural form that the language has", () => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [path, forms] of pluralsOf(messages)) {
      expect(Object.keys(forms).sort(), path).toEqual([...categories].sort());
    }
  });

  it("are what their locale loads", async () => {
    expect(await loadMessages(`${language}-XX`)).toBe(messages);
  });
});

it("counts by the plural rules of the locale", () => {
  const count = (locale: string, value: number) =>
    new Formats(locale).plural(all[locale]!.products, value);
  expect(count("en", 1)).toBe("1 product");
  expect(count("en", 0)).toBe("0 products");
  expect(count("de", 1200)).toBe("1.200 Produkte");
  expect(count("ar", 2)).toBe("منتجان");
});

it("writes prices as the locale does, and does not stumble over what is no currency", () => {
  expect(new Formats("de", "EUR").price(1234.5)).toBe("1.234,50\u00a0€");
  expect(new Formats("en", "EUR").price(5, "USD")).toBe("$5.00");
  expect(new Formats("en").price(5)).toBe("5");
  expect(new Formats("en").price(5, "<img>")).toContain("<img>");
  expect(new Formats("en").price(5, "x".repeat(10_000)).length).toBeLessThan(20);
});

it("fills in what it knows and leaves the rest, whatever the values look like", () => {
  expect(fill("{a} of {b} and {toString}", { a: "{b}", b: "$&" })).toBe("{b} of $& and {toString}");
});

it("takes the first locale that is one, and English messages for languages without their own", async () => {
  expect(resolveLocale("not a locale", "", "de-at")).toBe("de-AT");
  expect(resolveLocale(undefined)).toBe("en");
  expect(await loadMessages("nl")).toBe(en);
  expect(await loadMessages("constructor")).toBe(en);
  expect(directionOf("ar")).toBe("rtl");
  expect(directionOf("en")).toBe("ltr");
});

it("puts a page's own texts in the place of some, and nothing that is no text", () => {
  const messages = withMessages(en, {
    heading: "Find it",
    consent: { accept: "Go ({bytes})" },
    lead: 5 as never,
    products: { few: "{count} few" } as never,
    ...JSON.parse('{"__proto__":{"search":"x"}}'),
  });
  expect(messages.heading).toBe("Find it");
  expect(messages.consent.accept).toBe("Go ({bytes})");
  expect(messages.consent.decline).toBe(en.consent.decline);
  expect(messages.lead).toBe(en.lead);
  expect(messages.products).toEqual({ ...en.products, few: "{count} few" });
  expect(messages.search).toBe(en.search);
  expect(withMessages(en, undefined)).toBe(en);
});
