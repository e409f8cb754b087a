/** Tests that every language has every text, and that locales get the texts of their language. */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Formats } from "../text/format.ts";
import { en } from "./en.ts";
import { directionOf, LANGUAGE_NAMES, languageOf, loadMessages, resolveLocale } from "./index.ts";
import { withMessages } from "./messages.ts";

const languages = await Promise.all(
  LANGUAGE_NAMES.map(async (language) => [language, await loadMessages(language)] as const),
);

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

it("has each language's files in the table, and a file for each of its languages", () => {
  const files = readdirSync(import.meta.dirname).filter((name) => /^[a-z]{2}\.ts$/.test(name));
  expect(files.map((name) => name.slice(0, 2)).sort()).toEqual([...LANGUAGE_NAMES].sort());
});

describe.each(languages)("the messages in %s", (language, messages) => {
  it("have words in every text, with the same places to fill in as English", () => {
    const english = new Map(textsOf(en));
    const places = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
    for (const [path, text] of textsOf(messages)) {
      expect(text.trim(), path).not.toBe("");
      const same = english.get(path);
      const plural = /\.(zero|one|two|few|many|other)$/.test(path);
      if (same !== undefined && !plural) expect(places(text), path).toEqual(places(same));
    }
  });

  it("have every plural form of the language", () => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [path, forms] of pluralsOf(messages)) {
      expect(Object.keys(forms).sort(), path).toEqual([...categories].sort());
    }
  });

  it("are those of every locale of the language", () => {
    expect(languageOf(`${language}-XX`)).toBe(language);
    expect(languageOf(language.toUpperCase())).toBe(language);
  });
});

it("counts by the plural rules of the locale", () => {
  const all = Object.fromEntries(languages);
  const count = (locale: string, value: number) =>
    new Formats(locale).plural(all[locale]!.products, value);
  expect(count("en", 1)).toBe("1 product");
  expect(count("en", 0)).toBe("0 products");
  expect(count("de", 1200)).toBe("1.200 Produkte");
  expect(count("ar", 2)).toBe("منتجان");
});

it("takes the first valid locale, and English for languages without messages", () => {
  expect(resolveLocale("not a locale", "", "de-at")).toBe("de-AT");
  expect(resolveLocale(undefined)).toBe("en");
  expect(languageOf("nl")).toBe("en");
  expect(languageOf("constructor")).toBe("en");
  expect(directionOf("ar")).toBe("rtl");
  expect(directionOf("en")).toBe("ltr");
});

it("replaces texts by the page's own, and ignores values that are not texts", () => {
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
