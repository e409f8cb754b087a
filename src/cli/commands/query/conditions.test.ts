/** Conditions of `--where`: what they mean, and which are refused. */
import { describe, expect, test } from "vitest";
import { conditionsOf } from "./conditions.ts";

const FACETS = [
  { name: "category", kind: "category" },
  { name: "price", kind: "number" },
] as const;

describe("conditions of the command line", () => {
  test.each([
    ["category=dress", { category: ["dress"] }],
    ["category=dress,a=b", { category: ["dress", "a=b"] }],
    ["category=1..2", { category: ["1..2"] }],
    ["price=10..80", { price: { min: 10, max: 80 } }],
    ["price=.5..1.25", { price: { min: 0.5, max: 1.25 } }],
    ["price=..80", { price: { max: 80 } }],
    ["price=-3.5..", { price: { min: -3.5 } }],
    ["price=10,20.5", { price: [10, 20.5] }],
    ["unknown=x", { unknown: ["x"] }],
    ["constructor=x", { constructor: ["x"] }],
  ])("%s", (condition, where) => {
    expect(conditionsOf([condition], FACETS)).toEqual(where);
  });

  test("ranges of one facet hold together, and nothing else of one facet is lost", () => {
    expect(conditionsOf(["price=10..", "price=..80", "price=5..90"], FACETS)).toEqual({
      price: { min: 10, max: 80 },
    });
    for (const twice of [
      ["category=dress", "category=shirt"],
      ["price=10,20", "price=..15"],
    ]) {
      expect(() => conditionsOf(twice, FACETS)).toThrow(
        expect.objectContaining({ code: "invalid-argument" }),
      );
    }
  });

  test.each([
    "category",
    "=dress",
    "category=",
    "price=cheap",
    "price=..",
    "price=1..x",
    "price=1,",
  ])("%s is refused", (condition) => {
    expect(() => conditionsOf([condition], FACETS)).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });
});
