/** Tests how numbers and prices are written, and how texts are filled in. */
import { expect, it } from "vitest";
import { Formats, fill } from "./format.ts";

it("writes prices as the locale does, and copes with currencies that do not exist", () => {
  expect(new Formats("de", "EUR").price(1234.5)).toBe("1.234,50\u00a0€");
  expect(new Formats("en", "EUR").price(5, "USD")).toBe("$5.00");
  expect(new Formats("en").price(5)).toBe("5");
  expect(new Formats("en").price(5, "<img>")).toContain("<img>");
  expect(new Formats("en").price(5, "x".repeat(10_000)).length).toBeLessThan(20);
});

it("fills in the names it has values for and leaves the rest, whatever the values look like", () => {
  expect(fill("{a} of {b} and {toString}", { a: "{b}", b: "$&" })).toBe("{b} of $& and {toString}");
});
