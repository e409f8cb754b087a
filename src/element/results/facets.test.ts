/** Tests filters and one-tap refinements: which values are offered, and with which counts. */
import { describe, expect, it } from "vitest";
import type { Facet, Item, Where } from "../../lib/types.ts";
import { EMPTY_QUERY } from "../query/query-state.ts";
import { chipsFor, facetSources } from "./chips.ts";
import { countFacets, usefulFacets } from "./facet-counts.ts";

function item(id: string, others: Partial<Item> = {}): Item {
  return { id, title: `Product ${id}`, attributes: {}, ...others };
}

describe("facets", () => {
  const facets: Facet[] = [
    {
      name: "colour",
      kind: "category",
      values: [
        { value: "red", count: 3 },
        { value: "blue", count: 2 },
      ],
    },
    {
      name: "kind",
      kind: "category",
      values: [
        { value: "dress", count: 3 },
        { value: "coat", count: 2 },
      ],
    },
    { name: "only", kind: "category", values: [{ value: "x", count: 5 }] },
    { name: "same", kind: "number", min: 3, max: 3 },
    { name: "price", kind: "number", min: 3, max: 9 },
  ];
  const shop = [
    ["red", "dress"],
    ["red", "dress"],
    ["red", "coat"],
    ["blue", "dress"],
    ["blue", "coat"],
  ].map(([colour, kind], i) => item(`${i}`, { attributes: { colour: colour!, kind: kind! } }));
  const search = {
    async browse({ where }: { where: Where }) {
      const found = shop.filter(({ attributes }) =>
        Object.entries(where).every(([name, value]) =>
          [value].flat().includes(attributes[name] as string),
        ),
      );
      return { items: found.slice(0, 1), total: found.length };
    },
  };
  const { signal } = new AbortController();

  it("count the products that each value would leave under the other filters", async () => {
    const counts = await countFacets(search, facets, { colour: ["blue"] }, signal);
    // A facet's values add up, so its own condition does not count.
    expect(Object.fromEntries(counts.get("colour")!)).toEqual({ red: 3, blue: 2 });
    expect(Object.fromEntries(counts.get("kind")!)).toEqual({ dress: 1, coat: 1 });
  });

  it("are shown if products differ in them, in the order asked for", () => {
    expect(usefulFacets(facets).map(({ name }) => name)).toEqual(["colour", "kind", "price"]);
    expect(usefulFacets(facets, ["price", "none", "colour"]).map(({ name }) => name)).toEqual([
      "price",
      "colour",
    ]);
  });

  it("of products with several values become one chip for each value", () => {
    const sizes = [["S", "M"], ["M", "L"], "M", ["L", "S", "M"], ["XL", "L"]];
    const hits = sizes.map((size, i) => item(`${i}`, { attributes: { size } }));
    const values = ["M", "L", "S", "XL"].map((value) => ({
      value,
      count: sizes.filter((size) => [size].flat().includes(value)).length,
    }));
    const chips = chipsFor(
      facetSources([{ name: "size", kind: "category", values }]),
      hits,
      EMPTY_QUERY,
    );
    expect(chips).toEqual(["L", "S", "M", "XL"].map((value) => ({ facet: "size", value })));
    // All of these have the value M.
    const without = chipsFor(
      facetSources([{ name: "size", kind: "category", values }]),
      hits.slice(0, 4),
      EMPTY_QUERY,
    );
    expect(without.map(({ value }) => value)).toEqual(["L", "S"]);
  });

  it("become chips for values that some hits share, not all, and that are not in use", () => {
    const sources = ["red", "blue"].map((value) => ({ facet: "colour", value, count: 5 }));
    const blues = shop.map((one, i) =>
      item(one.id, { colour: i < 4 ? "blue" : "red", attributes: {} }),
    );
    expect(chipsFor(sources, blues, EMPTY_QUERY).map(({ value }) => value)).toEqual([
      "blue",
      "red",
    ]);
    const allBlue = blues.slice(0, 4);
    expect(chipsFor(sources, allBlue, EMPTY_QUERY)).toEqual([]);
    const used = { ...EMPTY_QUERY, where: { colour: ["blue"] } };
    expect(chipsFor(sources, blues, used).map(({ value }) => value)).toEqual(["red"]);
    expect(chipsFor(sources, [], EMPTY_QUERY).length).toBe(2);
  });

  it("become chips in the order of how evenly they divide the hits, or the catalog", () => {
    const season = ["all year", "winter"].map((value, i) => ({
      facet: "season",
      value,
      count: i === 0 ? 90 : 10,
    }));
    const colour = ["green", "white"].map((value) => ({ facet: "colour", value, count: 50 }));
    const hits = Array.from({ length: 10 }, (_, i) =>
      item(`${i}`, {
        colour: i % 2 ? "green" : "white",
        attributes: { season: i === 0 ? "winter" : "all year" },
      }),
    );
    for (const shown of [hits, []]) {
      const values = chipsFor([...season, ...colour], shown, EMPTY_QUERY).map(({ value }) => value);
      expect(values).toEqual(["green", "white", "all year", "winter"]);
    }
  });
});
