/** Tests that links bring queries back, and that nothing in a fragment does harm. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { readHash, writeHash } from "./hash.ts";
import { EMPTY_QUERY, LIMITS, type QueryState } from "./query-state.ts";

const name = fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" }).filter((text) => {
  // A URL cannot hold a lone surrogate.
  return text.trim() !== "" && !/\p{Surrogate}/u.test(text);
});
const word = name.map((text) => text.trim());
const range = fc
  .tuple(fc.integer({ min: -1000, max: 1000 }), fc.nat(1000))
  .map(([min, more]) => ({ min, max: min + more }));
const where = fc.dictionary(
  name.filter((key) => key !== "__proto__"),
  fc.oneof(fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), range),
  { maxKeys: 5, noNullPrototype: true },
);
const query: fc.Arbitrary<QueryState> = fc.record({
  photo: fc.constant(undefined),
  region: fc.constant(undefined),
  text: word,
  not: fc.uniqueArray(word, { maxLength: LIMITS.not }),
  concepts: fc.array(fc.record({ facet: name, value: name, weight: fc.constantFrom(1, -1) }), {
    maxLength: 5,
  }),
  like: fc.option(fc.record({ id: name }), { nil: undefined }),
  balance: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
  where,
  sort: fc.constantFrom("best" as const, "price-up" as const, "price-down" as const),
});
const settings = { seed: 1, numRuns: 300 };

it("reads back every query that it writes", () => {
  fc.assert(
    fc.property(query, fc.constantFrom("vs", "a.b", "ü"), (asked, key) => {
      expect(readHash(`#${writeHash("", key, asked)}`, key)).toEqual(asked);
    }),
    settings,
  );
});

it("leaves the rest of the fragment as it is", () => {
  const others = ["section-2", "tab=2&q=a%20b", "vsx=1&other.vs=2"];
  fc.assert(
    fc.property(query, fc.constantFrom(...others), (asked, other) => {
      const both = writeHash(`#${other}`, "vs", asked);
      expect(both.startsWith(`${other}&`)).toBe(true);
      expect(writeHash(both, "vs", EMPTY_QUERY)).toBe(other);
      // Another element on the same page, under another name.
      const two = writeHash(both, "b", asked);
      expect(readHash(two, "vs")).toEqual(asked);
      expect(readHash(two, "b")).toEqual(asked);
    }),
    settings,
  );
});

it("never writes the photo", () => {
  const photo = { blob: new Blob(["secret"]), name: "secret.jpg" };
  const region = { x: 0.1, y: 0.2, width: 0.3, height: 0.4 };
  expect(writeHash("", "vs", { ...EMPTY_QUERY, photo, region })).toBe("");
  expect(writeHash("", "vs", EMPTY_QUERY)).toBe("");
});

it("reads a query within bounds, or none, from any fragment", () => {
  const pieces = fc.constantFrom(
    "vs=1",
    "vs=2",
    "vs.text=",
    "vs.words=900",
    "vs.in.price=5..1",
    "vs.in.price=1..5",
    "vs.is.__proto__=x",
    "vs.sort=evil",
    "vs.%zz",
    "vs.to.=a",
    `vs.text=${"x".repeat(400)}`,
    ...Array.from({ length: 30 }, (_, i) => `vs.is.f${i}=v&vs.not=n${i}&vs.off.c=v${i}`),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
      const found = readHash(`#${parts.join("&")}`, "vs");
      if (!found) return;
      expect(found.text.length).toBeLessThanOrEqual(LIMITS.text);
      expect(found.not.length).toBeLessThanOrEqual(LIMITS.not);
      expect(found.concepts.length).toBeLessThanOrEqual(LIMITS.concepts);
      expect(Object.keys(found.where).length).toBeLessThanOrEqual(LIMITS.facets);
      expect(found.balance).toBeGreaterThanOrEqual(0);
      expect(found.balance).toBeLessThanOrEqual(1);
      expect(["best", "price-up", "price-down"]).toContain(found.sort);
      expect(Object.getPrototypeOf(found.where)).toBe(Object.prototype);
    }),
    settings,
  );
});

it("ignores fragments of other versions, and fragments that are too long", () => {
  expect(readHash("#vs=2&vs.text=red", "vs")).toBeUndefined();
  expect(readHash("#vs.text=red", "vs")).toBeUndefined();
  expect(readHash(`#vs=1&vs.text=red&x=${"x".repeat(10_000)}`, "vs")).toBeUndefined();
});
