/** Tests the store's addresses and ranges. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pluralOf, rangeOf } from "./departments.ts";
import { EVERYTHING, readRoute, SORTS, writeRoute } from "./routes.ts";

const name = fc.string({ minLength: 1, maxLength: 30, unit: "grapheme" });
const facet = name.filter(
  (text) => !["min", "max", "sort", "page"].includes(text) && text.isWellFormed(),
);
const value = name.filter((text) => text.isWellFormed());
const amount = fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: undefined });

const choice = fc.record({
  values: fc.dictionary(facet, fc.array(value, { minLength: 1, maxLength: 3 }), { maxKeys: 3 }),
  min: amount,
  max: amount,
  sort: fc.constantFrom(...SORTS),
  page: fc.integer({ min: 1, max: 1000 }),
});

describe("addresses", () => {
  it("are read back as they were written", () => {
    fc.assert(
      fc.property(value, choice, (slug, { min, max, ...rest }) => {
        const route = {
          kind: "range" as const,
          slug,
          choice: {
            ...rest,
            ...(min !== undefined && { min }),
            ...(max !== undefined && { max }),
          },
        };
        const written = writeRoute(route);
        fc.pre(written.length <= 2000);
        expect(readRoute(written)).toEqual({
          ...route,
          choice: { ...route.choice, values: { ...route.choice.values } },
        });
      }),
      { seed: 7 },
    );
  });

  it("lead to some view, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        expect(readRoute(`#/${text}`).kind).toMatch(/^(home|range|product|similar|search)$/);
      }),
      { seed: 8 },
    );
  });

  it("ignore parameters that make no sense", () => {
    expect(readRoute("#/c/sale?page=-1&sort=cheapest&min=a&max=40&colour=red&colour=navy")).toEqual(
      {
        kind: "range",
        slug: "sale",
        choice: { ...EVERYTHING, max: 40, values: { colour: ["red", "navy"] } },
      },
    );
    expect(readRoute("#/p/%E0%A4%A")).toEqual({ kind: "product", id: "%E0%A4%A" });
    expect(readRoute("")).toEqual({ kind: "home" });
  });
});

describe("ranges", () => {
  it("are departments, edits, or else categories", () => {
    expect(rangeOf("shoes").where.category).toContain("boots");
    expect(rangeOf("dress")).toEqual({
      slug: "dress",
      title: "Dresses",
      where: { category: "dress" },
    });
    expect(["watch", "scarf", "swimwear", "boots", "small bag"].map(pluralOf)).toEqual([
      "Watches",
      "Scarves",
      "Swimwear",
      "Boots",
      "Small bags",
    ]);
  });
});
