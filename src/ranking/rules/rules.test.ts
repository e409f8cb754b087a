import { beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../../catalog/catalog.ts";
import { readRules } from "../../catalog/manifest/rules-schema.ts";
import { openFiles, testFiles, testSource } from "../../catalog/testing/source.testing.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import type { Rules } from "../../lib/types.ts";
import { hasWords, wordsOf } from "../query/tokens.ts";
import { checkRules, mergeRules, pinnedIds, usableRules } from "./rules.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });
const refuse = (where: string, expected: string, got: unknown) =>
  new VisualSearchError("invalid-argument", `${expected} at ${where}, got ${JSON.stringify(got)}`);
const read = (rules: unknown) => readRules(rules, "rules", refuse, { strict: true });

const WHOLE: Rules = {
  hide: [{ stock: { max: 0 } }, { category: ["dress", "shirt"], brand: "North" }],
  pin: [{ id: "p1" }, { id: "p2", texts: ["summer sale"] }],
  boost: [{ where: { colour: "red" }, by: -0.5 }],
  within: ["brand", "price"],
  onePer: "family",
  diversity: 0.3,
};

describe("readRules", () => {
  it("takes rules as JSON has them, and gives a copy", () => {
    const rules = read(JSON.parse(JSON.stringify(WHOLE)));
    expect(rules).toEqual(WHOLE);
    expect(read({})).toEqual({});
    expect(read({ onePer: "", within: [], diversity: 0 })).toEqual({
      onePer: "",
      within: [],
      diversity: 0,
    });
  });

  it.each<[string, unknown, RegExp]>([
    ["no object", [], /at rules,/],
    ["another key", { hidden: [] }, /keys hide, pin.*"hidden"/],
    ["no list", { hide: { stock: 0 } }, /rules\.hide/],
    ["too many", { hide: new Array(101).fill({ a: 1 }) }, /at most 100 at rules\.hide/],
    ["a condition on nothing", { hide: [{}] }, /rules\.hide\[0\]/],
    ["a condition that is null", { hide: [{ stock: null }] }, /rules\.hide\[0\]\.stock/],
    ["another bound", { hide: [{ stock: { below: 1 } }] }, /min\?, max\?/],
    ["a bound that is no number", { hide: [{ stock: { max: "0" } }] }, /stock\.max/],
    ["NaN", { hide: [{ stock: Number.NaN }] }, /stock/],
    ["a pin without an id", { pin: [{}] }, /rules\.pin\[0\]\.id/],
    ["a pin with one text", { pin: [{ id: "a", texts: "sale" }] }, /pin\[0\]\.texts/],
    ["too great a boost", { boost: [{ where: { a: 1 }, by: 2 }] }, /boost\[0\]\.by/],
    ["a boost of nothing", { boost: [{ by: 1 }] }, /boost\[0\]\.where/],
    ["a facet that is no text", { within: [7] }, /within\[0\]/],
    ["a field that is no text", { onePer: 3 }, /onePer/],
    ["too much diversity", { diversity: 1.1 }, /diversity/],
    ["diversity that is NaN", { diversity: Number.NaN }, /diversity/],
  ])("refuses %s", (_, rules, message) => {
    expect(() => read(rules)).toThrow(code("invalid-argument"));
    expect(() => read(rules)).toThrow(message);
  });

  it("leaves out other keys where it is not strict", () => {
    expect(readRules({ sort: 1, diversity: 0.5 }, "rules", refuse)).toEqual({ diversity: 0.5 });
  });
});

describe("mergeRules", () => {
  it("adds lists up, those that stand first in front", () => {
    const query: Rules = { hide: [{ a: 1 }], pin: [{ id: "q" }], boost: [] };
    expect(mergeRules(query, WHOLE)).toMatchObject({
      hide: [{ a: 1 }, ...WHOLE.hide!],
      pin: [{ id: "q" }, ...WHOLE.pin!],
      boost: WHOLE.boost,
    });
  });

  it("takes of the others the first that is there, though it says none", () => {
    const { within, onePer, diversity } = WHOLE;
    expect(mergeRules({}, undefined, WHOLE)).toMatchObject({ within, onePer, diversity });
    expect(
      mergeRules({ diversity: 0.9 }, { diversity: 0.1, onePer: "brand" }, WHOLE),
    ).toMatchObject({
      within,
      onePer: "brand",
      diversity: 0.9,
    });
    expect(mergeRules({ within: [], onePer: "", diversity: 0 }, WHOLE)).toMatchObject({
      within: [],
      onePer: undefined,
      diversity: 0,
    });
  });
});

describe("rules on a catalog", () => {
  let catalog: Catalog;
  beforeAll(async () => {
    catalog = await openFiles(await testFiles(testSource(30)));
  });

  it("are checked for what it has", () => {
    checkRules({ hide: [{ price: { max: 5 } }], within: ["brand"], onePer: "pattern" }, catalog);
    checkRules({ pin: [{ id: "gone" }] }, catalog);
    for (const rules of [{ hide: [{ stock: 1 }] }, { within: ["stock"] }, { onePer: "stock" }]) {
      expect(() => checkRules(rules, catalog)).toThrow(code("facet-unknown"));
    }
    const unfit = { boost: [{ where: { brand: { min: 1 } }, by: 1 }] };
    expect(() => checkRules(unfit, catalog)).toThrow(code("invalid-argument"));
  });

  it("lose only what the catalog no longer has", () => {
    const { rules, problems } = usableRules(
      {
        ...WHOLE,
        hide: [{ stock: { max: 0 } }, { brand: "North" }],
        within: ["brand", "tier"],
      },
      catalog,
    );
    expect(rules).toEqual({
      hide: [{ brand: "North" }],
      pin: WHOLE.pin,
      boost: WHOLE.boost,
      within: ["brand"],
      diversity: 0.3,
    });
    expect(problems).toHaveLength(3);
    expect(problems.join()).toMatch(/"stock".*"tier".*"family"/);
  });
});

describe("pinnedIds", () => {
  const pins = [
    { id: "always" },
    { id: "sale", texts: ["Sale", "summer dress"] },
    { id: "always", texts: ["never"] },
    { id: "none", texts: [] },
  ];

  it.each<[string[], string[]]>([
    [[], ["always"]],
    [["a SALE, today"], ["always", "sale"]],
    [["wholesale"], ["always"]],
    [["dress for summer"], ["always"]],
    [
      ["a red", "Summer-dress"],
      ["always", "sale"],
    ],
  ])("of the texts %j are %j", (texts, expected) => {
    expect(pinnedIds(pins, texts)).toEqual(expected);
  });
});

describe("words", () => {
  it("are whole, in any case and script", () => {
    expect(wordsOf("Größe 38, T‑Shirt—ﬁne")).toEqual(["größe", "38", "t", "shirt", "fine"]);
    expect(wordsOf("فستان أحمر")).toEqual(["فستان", "أحمر"]);
    expect(hasWords(wordsOf("a navy blue coat"), wordsOf("Navy Blue"))).toBe(true);
    expect(hasWords(wordsOf("blue navy"), wordsOf("navy blue"))).toBe(false);
    expect(hasWords(wordsOf("blue"), wordsOf("?!"))).toBe(false);
  });
});

describe("a field that is no facet", () => {
  it("serves where any item has it, however late", async () => {
    const source = testSource(1500);
    const items = source.items.map((item, i) =>
      i >= 1400 && i < 1440 ? { ...item, attributes: { ...item.attributes, note: `${i}a` } } : item,
    );
    // A value of its own for each makes no facet.
    const catalog = await openFiles(await testFiles({ ...source, items }));
    expect([...catalog.facets.specs.keys()]).not.toContain("note");
    const rules = { onePer: "note" };
    expect(usableRules(rules, catalog).rules).toEqual(rules);
    expect(() => checkRules({ onePer: "nothing" }, catalog)).toThrow(code("facet-unknown"));
  });
});
