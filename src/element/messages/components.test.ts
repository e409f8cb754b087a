import { describe, expect, it } from "vitest";
import { numbersOf } from "../text/numbers.ts";
import { COMPONENTS_AR } from "./components.ar.ts";
import { COMPONENTS_DE } from "./components.de.ts";
import { COMPONENTS_FR } from "./components.fr.ts";
import type { ComponentMessages } from "./components.ts";

const languages: [string, ComponentMessages][] = [
  ["de", COMPONENTS_DE],
  ["fr", COMPONENTS_FR],
  ["ar", COMPONENTS_AR],
];

/** Every string of a language, by its path. */
function strings(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => strings(inner, `${path}/${key}`));
}

describe.each(languages)("the words in %s", (locale, messages) => {
  it("are all there, and no two languages' the same", () => {
    const others = languages.filter(([other]) => other !== locale);
    for (const [path, text] of strings(messages)) {
      expect(text.trim(), path).toBe(text);
      expect(text, path).not.toBe("");
      for (const [, other] of others) {
        // Sentences: single words may well be the same.
        if (text.includes(" ")) expect(strings(other).map(([, text]) => text)).not.toContain(text);
      }
    }
    expect(new Set(messages.region.places).size).toBe(9);
  });

  it("carry the numbers that they are given, as the language writes them", () => {
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
    const tooLarge = messages.photoInput["too-large"]("shoe.png", 300e6, 256e6);
    for (const part of ["shoe.png", bytes(300e6), bytes(256e6)]) expect(tooLarge).toContain(part);
    expect(messages.photoInput["not-an-image"]("a.txt")).toContain("a.txt");
    expect(messages.photoInput.empty("b.txt")).toContain("b.txt");
  });
});

describe("bytes", () => {
  it.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [999, "999 bytes"],
    [1000, "1 kB"],
    [12_345, "12.3 kB"],
    [999_499, "999 kB"],
    [999_500, "1 MB"],
    [268_435_456, "268 MB"],
  ])("%i are %s", (value, expected) => {
    expect(numbersOf("en").bytes(value)).toBe(expected);
  });
});
