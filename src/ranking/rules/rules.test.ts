/** Tests of rules on a catalog: how sets of them add up, and what of them a catalog can follow. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../../catalog/catalog.ts";
import { openFiles, testFiles, testSource } from "../../catalog/testing/source.testing.ts";
import type { Rules } from "../../lib/types.ts";
import { checkRules, mergeRules, pinnedIds, usableRules } from "./rules.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

const WHOLE: Rules = {
  hide: [{ stock: { max: 0 } }, { category: ["dress", "shirt"], brand: "North" }],
  pin: [{ id: "p1" }, { id: "p2", texts: ["summer sale"] }],
  boost: [{ where: { colour: "red" }, by: -0.5 }],
  within: ["brand", "price"],
  onePer: "family",
  diversity: 0.3,
};

describe("mergeRules", () => {
  it("adds lists up in the order of the sets", () => {
    const query: Rules = { hide: [{ a: 1 }], pin: [{ id: "q" }], boost: [] };
    expect(mergeRules(query, WHOLE)).toMatchObject({
      hide: [{ a: 1 }, ...WHOLE.hide!],
      pin: [{ id: "q" }, ...WHOLE.pin!],
      boost: WHOLE.boost,
    });
  });

  it("takes the first of the other rules that is given, even if it says none", () => {
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

  it("are checked against its facets", () => {
    checkRules({ hide: [{ price: { max: 5 } }], within: ["brand"], onePer: "pattern" }, catalog);
    checkRules({ pin: [{ id: "gone" }] }, catalog);
    for (const rules of [{ hide: [{ stock: 1 }] }, { within: ["stock"] }, { onePer: "stock" }]) {
      expect(() => checkRules(rules, catalog)).toThrow(code("facet-unknown"));
    }
    const unfit = { boost: [{ where: { brand: { min: 1 } }, by: 1 }] };
    expect(() => checkRules(unfit, catalog)).toThrow(code("invalid-argument"));
  });

  it("lose only what names something that the catalog no longer has", () => {
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

describe("a field that is no facet", () => {
  it("serves if any item has it, however late", async () => {
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
