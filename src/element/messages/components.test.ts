/** Tests that every language has the words of every component, and writes numbers in its own way. */
import { describe, expect, it } from "vitest";
import { numbersOf } from "../text/numbers.ts";
import type { ComponentMessages } from "./components.ts";
import { LANGUAGE_NAMES, loadComponentMessages } from "./index.ts";

const loaded = await Promise.all(
  LANGUAGE_NAMES.map(async (name) => [name, await loadComponentMessages(name)] as const),
);
/** All languages but English, whose words come with the components. */
const languages = loaded.filter(
  (entry): entry is [(typeof entry)[0], ComponentMessages] => entry[1] !== undefined,
);

/** Every string of a language by its path. */
function strings(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => strings(inner, `${path}/${key}`));
}

it("has words for each language except English", () => {
  expect(languages.map(([name]) => name)).toEqual(LANGUAGE_NAMES.filter((name) => name !== "en"));
});

describe.each(languages)("the components' words in %s", (locale, messages) => {
  it("are all there, and no sentence is also another language's", () => {
    const others = languages.filter(([other]) => other !== locale);
    for (const [path, text] of strings(messages)) {
      expect(text.trim(), path).toBe(text);
      expect(text, path).not.toBe("");
      for (const [, other] of others) {
        if (text.includes(" ")) expect(strings(other).map(([, text]) => text)).not.toContain(text);
      }
    }
    expect(new Set(messages.region.places).size).toBe(9);
  });

  it("have the numbers they are given, written as in the language", () => {
    const { count, percent, bytes } = numbersOf(locale);
    const region = { x: 0.114, y: 0.226, width: 0.335, height: 0.447 };
    const value = messages.region.value(region);
    for (const side of Object.values(region)) expect(value).toContain(percent(side));
    for (const number of [0, 3, 5, 11, 100, 1234]) {
      const words = messages.network.requests(number, false);
      // Arabic has a word of its own for none.
      if (number > 0 || locale !== "ar") expect(words).toContain(count(number));
      expect(messages.network.requests(number, true)).not.toBe(words);
      expect(messages.network.unknownContent(number)).toContain(count(number));
      expect(messages.network.older(number)).toContain(count(number));
    }
    for (const size of [0, 999, 12_300, 5_000_000]) {
      expect(messages.network.photo(size)).toContain(bytes(size));
      expect(messages.network.worker(size)).toContain(bytes(size));
    }
    expect(messages.compare.list(["S", "M"])).toMatch(/^S[,،] M$/);
  });
});
