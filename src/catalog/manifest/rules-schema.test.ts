/** Tests of the form of rules. */
import { describe, expect, it } from "vitest";
import { read } from "../../lib/schema.ts";
import type { Rules } from "../../lib/types.ts";
import { parseRules, RULES } from "./rules-schema.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

const WHOLE: Rules = {
  hide: [{ stock: { max: 0 } }, { category: ["dress", "shirt"], brand: "North" }],
  pin: [{ id: "p1" }, { id: "p2", texts: ["summer sale"] }],
  boost: [{ where: { colour: "red" }, by: -0.5 }],
  within: ["brand", "price"],
  onePer: "family",
  diversity: 0.3,
};

describe("parseRules", () => {
  it("takes rules as JSON has them, and gives a copy", () => {
    const rules = parseRules(JSON.parse(JSON.stringify(WHOLE)), "rules");
    expect(rules).toEqual(WHOLE);
    expect(parseRules({}, "rules")).toEqual({});
    expect(parseRules({ onePer: "", within: [], diversity: 0 }, "rules")).toEqual({
      onePer: "",
      within: [],
      diversity: 0,
    });
  });

  it.each<[string, unknown, RegExp]>([
    ["no object", [], /an object as rules, got \[\]/],
    ["another key", { hidden: [] }, /no such field at hidden of rules/],
    ["no list", { hide: { stock: 0 } }, /at hide of rules/],
    ["too many", { hide: new Array(101).fill({ a: 1 }) }, /at most 100 at hide of rules/],
    ["a condition on nothing", { hide: [{}] }, /1 to 100 conditions.* at hide\[0\] of rules/],
    [
      "a condition that is null",
      { hide: [{ stock: null }] },
      /at hide\[0\]\.stock of rules, got null/,
    ],
    [
      "another bound",
      { hide: [{ stock: { below: 1 } }] },
      /no such field at hide\[0\]\.stock\.below of rules/,
    ],
    ["a bound that is no number", { hide: [{ stock: { max: "0" } }] }, /stock\.max/],
    ["NaN", { hide: [{ stock: Number.NaN }] }, /stock/],
    ["a pin without an id", { pin: [{}] }, /at pin\[0\]\.id of rules/],
    ["a pin with one text", { pin: [{ id: "a", texts: "sale" }] }, /pin\[0\]\.texts/],
    ["too great a boost", { boost: [{ where: { a: 1 }, by: 2 }] }, /boost\[0\]\.by/],
    ["a boost of nothing", { boost: [{ by: 1 }] }, /boost\[0\]\.where/],
    ["a facet that is no text", { within: [7] }, /within\[0\]/],
    ["a field that is no text", { onePer: 3 }, /onePer/],
    ["too much diversity", { diversity: 1.1 }, /diversity/],
    ["diversity that is NaN", { diversity: Number.NaN }, /diversity/],
  ])("refuses %s", (_, rules, message) => {
    expect(() => parseRules(rules, "rules")).toThrow(code("invalid-argument"));
    expect(() => parseRules(rules, "rules")).toThrow(message);
  });

  it("takes any name for a facet, and what is undefined for absent", () => {
    const where = JSON.parse('{ "__proto__": "a", "constructor": { "min": 1 } }');
    const { hide } = parseRules({ hide: [where], pin: undefined }, "rules");
    expect(Object.entries(hide![0]!)).toEqual(Object.entries(where));
    const bounds = { stock: { min: undefined, max: Infinity } };
    const rules = parseRules({ hide: [bounds], onePer: undefined }, "rules");
    expect(JSON.stringify(Object.keys(rules))).toBe('["hide"]');
    expect(Object.keys(rules.hide![0]!.stock!)).toEqual(["max"]);
  });

  it("leaves out the rules of later builds, in a catalog", () => {
    expect(read(RULES, { sort: 1, diversity: 0.5 })).toEqual({ value: { diversity: 0.5 } });
  });
});
