/** Tests how products are gathered into families and ordered. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Item } from "../../lib/types.ts";
import { familiesOf } from "./families.ts";
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
  it("hold every product once, in the order of their best ones", () => {
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
  it("join the first family that has one of the values", () => {
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
  it("orders by price, puts products without a price last, and keeps equal ones in order", () => {
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
