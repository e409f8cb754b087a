import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Facet, Hit, Item, Where } from "../../lib/types.ts";
import { EMPTY_QUERY } from "../query/query-state.ts";
import { chipsFor, facetSources } from "./chips.ts";
import { resultsOf } from "./entries.ts";
import { countFacets, usefulFacets } from "./facet-counts.ts";
import { familiesOf } from "./families.ts";
import { isOutOfStock, pictureOf, safeImage, saleOf } from "./product.ts";
import { likeness, thresholdOf } from "./similarity.ts";
import { sorted } from "./sorting.ts";

function item(id: string, others: Partial<Item> = {}): Item {
  return { id, title: `Product ${id}`, attributes: {}, ...others };
}

const items = fc.array(
  fc
    .record({
      id: fc.uuid(),
      price: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
      style: fc.constantFrom("a", "b", "c", undefined),
    })
    .map(({ id, price, style }) =>
      item(id, {
        ...(price !== undefined && { price }),
        attributes: style === undefined ? {} : { style },
      }),
    ),
);

describe("families", () => {
  it("keep every product once, each with its own, in the order of their best", () => {
    fc.assert(
      fc.property(items, (all) => {
        const entries = all.map((one) => ({ item: one }));
        const families = familiesOf(entries, "style");
        const flat = families.flatMap(({ first, others }) => [first, ...others]);
        expect(new Set(flat)).toEqual(new Set(entries));
        expect(flat.length).toBe(entries.length);
        const positions = families.map(({ first }) => entries.indexOf(first));
        expect(positions).toEqual([...positions].sort((a, b) => a - b));
        for (const { first, others } of families) {
          const { style } = first.item.attributes;
          if (style === undefined) expect(others).toEqual([]);
          for (const other of others) expect(other.item.attributes.style).toBe(style);
        }
      }),
      { seed: 1 },
    );
  });
});

describe("families of products with several values", () => {
  it("are the first that has one of these", () => {
    const entries = [["a", "b"], "c", "b", ["d", "c"], ["e", "f"], "d", undefined, undefined].map(
      (style, i) => ({ item: item(`${i}`, { attributes: style === undefined ? {} : { style } }) }),
    );
    const ids = familiesOf(entries, "style").map(({ first, others }) =>
      [first, ...others].map((entry) => entry.item.id).join(""),
    );
    expect(ids).toEqual(["02", "135", "4", "6", "7"]);
  });
});

describe("sorting", () => {
  it("goes by price, with products without one at the end, and keeps the rest as it was", () => {
    fc.assert(
      fc.property(items, (all) => {
        const entries = all.map((one) => ({ item: one }));
        expect(sorted(entries, "best")).toBe(entries);
        const up = sorted(entries, "price-up").map(({ item }) => item.price);
        const priced = up.filter((price) => price !== undefined);
        expect(priced).toEqual([...priced].sort((a, b) => a - b));
        expect(up.slice(priced.length).every((price) => price === undefined)).toBe(true);
        const down = sorted(entries, "price-down").map(({ item }) => item.price);
        expect(down.slice(0, priced.length)).toEqual([...priced].reverse());
      }),
      { seed: 1 },
    );
  });
});

describe("likeness", () => {
  const closeMatch = { image: 0.7, text: 0.22 };

  it("never rises as the score falls", () => {
    const order = ["loosely", "rather", "quite", "very"];
    const score = fc.double({ min: -1, max: 1, noNaN: true });
    const words = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(score, score, score, words, (a, b, c, share) => {
        const [low, middle, best] = [a, b, c].sort((x, y) => x - y) as [number, number, number];
        for (const threshold of [undefined, thresholdOf(closeMatch, share)]) {
          const of = (value: number) => order.indexOf(likeness(value, best, threshold, share));
          expect(of(low)).toBeLessThanOrEqual(of(middle));
        }
      }),
      { seed: 1 },
    );
  });

  it("calls a picture of itself very similar, and words that fit best too", () => {
    expect(likeness(1, 1, 0.7, 0)).toBe("very");
    expect(likeness(0.3, 0.3, 0.22, 1)).toBe("very");
    expect(likeness(0.75, 0.75, 0.7, 0)).toBe("rather");
    expect(likeness(0.69, 0.69, 0.7, 0)).toBe("loosely");
  });

  it("says so where nothing is close, and only where the catalog tells what close is", () => {
    const hits = (score: number): Hit[] => [{ id: "a", score, picture: 0, item: item("a") }];
    const close = (score: number, known = true) =>
      resultsOf(
        { kind: "hits", hits: hits(score), milliseconds: 1 },
        { ...EMPTY_QUERY, text: "red" },
        known ? closeMatch : undefined,
        undefined,
      ).isClose;
    expect(close(0.3)).toBe(true);
    expect(close(0.1)).toBe(false);
    expect(close(0.1, false)).toBe(true);
  });
});

describe("products", () => {
  it("show pictures of web addresses and of the page's own, and of nothing else", () => {
    expect(safeImage("https://shop.example/p/1")).toBe("https://shop.example/p/1");
    for (const evil of [
      "javascript:alert(1)",
      " JaVaScRiPt:alert(1)",
      "java\nscript:alert(1)",
      "data:text/html,<script>alert(1)</script>",
      "vbscript:x",
      "file:///etc/passwd",
      "//shop.example/p",
      "/relative",
      "",
    ]) {
      expect(safeImage(evil)).toBeUndefined();
    }
    expect(safeImage("blob:https://shop.example/1-2")).toBeDefined();
  });

  it("are on sale where they cost less than before", () => {
    const of = (price: number, regularPrice?: number | string) =>
      saleOf(item("a", { price, attributes: regularPrice === undefined ? {} : { regularPrice } }));
    expect(of(75, 100)).toEqual({ regularPrice: 100, percent: 25 });
    expect(of(100, 100)).toBeUndefined();
    expect(of(100, 75)).toBeUndefined();
    expect(of(100)).toBeUndefined();
    expect(of(100, "dear")).toBeUndefined();
  });

  it("are out of stock by word or by number", () => {
    expect(isOutOfStock(item("a", { attributes: { availability: "out_of_stock" } }))).toBe(true);
    expect(isOutOfStock(item("a", { attributes: { stock: 0 } }))).toBe(true);
    expect(isOutOfStock(item("a", { attributes: { stock: 3, availability: "in_stock" } }))).toBe(
      false,
    );
    expect(isOutOfStock(item("a"))).toBe(false);
  });

  it("show the picture that made them a hit", () => {
    const image = "https://shop.example/0.jpg";
    const images = ["https://shop.example/1.jpg", "javascript:alert(1)"];
    const one = item("a", { image, images });
    expect(pictureOf(one)).toBe(image);
    expect(pictureOf(one, 1)).toBe(images[0]);
    expect(pictureOf(one, 2)).toBe(image);
  });
});

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

  it("count what each value would leave under the other filters", async () => {
    const counts = await countFacets(search, facets, { colour: ["blue"] }, signal);
    // Its own condition adds up, so that the other values are still worth something.
    expect(Object.fromEntries(counts.get("colour")!)).toEqual({ red: 3, blue: 2 });
    expect(Object.fromEntries(counts.get("kind")!)).toEqual({ dress: 1, coat: 1 });
  });

  it("are shown where they tell products apart, in the order asked for", () => {
    expect(usefulFacets(facets).map(({ name }) => name)).toEqual(["colour", "kind", "price"]);
    expect(usefulFacets(facets, ["price", "none", "colour"]).map(({ name }) => name)).toEqual([
      "price",
      "colour",
    ]);
  });

  it("of products with several values become chips of one value each", () => {
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
    // All of these have it.
    const without = chipsFor(
      facetSources([{ name: "size", kind: "category", values }]),
      hits.slice(0, 4),
      EMPTY_QUERY,
    );
    expect(without.map(({ value }) => value)).toEqual(["L", "S"]);
  });

  it("become chips by what some hits share, never by what all have or what is in use", () => {
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

  it("begin with those that divide the hits, or the catalog, most evenly", () => {
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
