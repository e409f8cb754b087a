/** Tests which rows a comparison has and which of them differ. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Item } from "../../lib/types.ts";
import { compareRows } from "./compare-rows.ts";

const item = (parts: Partial<Item> = {}): Item => ({
  id: "x",
  title: "X",
  attributes: {},
  ...parts,
});
const value = fc.oneof(
  fc.string(),
  fc.double({ noNaN: true }),
  fc.uniqueArray(fc.string(), { minLength: 2 }),
);
const anyItem = fc
  .tuple(fc.dictionary(fc.string(), value), fc.option(fc.string()), fc.option(fc.string()))
  .map(([attributes, brand, colour]) =>
    item({ attributes, ...(brand !== null && { brand }), ...(colour !== null && { colour }) }),
  );

describe("compareRows", () => {
  it("has the fields first, then every attribute that either product has", () => {
    const one = item({ brand: "Acme", colour: "red", attributes: { fit: "slim", weight: 200 } });
    const other = item({ brand: "acme ", attributes: { weight: 210, sole: "rubber" } });
    expect(compareRows([one, other])).toEqual([
      { key: "brand", kind: "field", values: ["Acme", "acme "], differs: false },
      { key: "colour", kind: "field", values: ["red", undefined], differs: true },
      { key: "fit", kind: "attribute", values: ["slim", undefined], differs: true },
      { key: "weight", kind: "attribute", values: [200, 210], differs: true },
      { key: "sole", kind: "attribute", values: [undefined, "rubber"], differs: true },
    ]);
  });

  it("finds no difference in the order of several values", () => {
    const of = (size: readonly string[] | string) => item({ attributes: { size } });
    const differs = (one: Item, other: Item) => compareRows([one, other])[0]?.differs;
    expect(differs(of(["S", "M"]), of(["m ", "s"]))).toBe(false);
    expect(differs(of(["S", "M"]), of(["S", "M", "L"]))).toBe(true);
    expect(differs(of(["S", "M"]), of("S, M"))).toBe(true);
    expect(compareRows([of(["", " "]), of("")])).toEqual([]);
  });

  it("finds the same differences either way round, and none between a product and itself", () => {
    fc.assert(
      fc.property(anyItem, anyItem, (one, other) => {
        const differing = (rows: ReturnType<typeof compareRows>) =>
          rows.filter(({ differs }) => differs).map(({ kind, key }) => `${kind} ${key}`);
        expect(differing(compareRows([one, one]))).toEqual([]);
        expect(differing(compareRows([one, other])).sort()).toEqual(
          differing(compareRows([other, one])).sort(),
        );
      }),
      { seed: 3 },
    );
  });

  it("takes attributes named like properties of every object as data", () => {
    const attributes = JSON.parse('{ "__proto__": "a", "constructor": "b" }');
    const rows = compareRows([item({ attributes }), item()]);
    expect(rows.map(({ key, values }) => [key, values[0]])).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
    expect(rows.every(({ values }) => values[1] === undefined)).toBe(true);
  });
});
