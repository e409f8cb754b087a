/** Tests of rules through the engine. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testItems, testSource } from "../../catalog/testing/source.testing.ts";
import type { VisualSearchWarning } from "../../lib/errors.ts";
import type { Rules } from "../../lib/types.ts";
import { FileServer } from "../../store/server.testing.ts";
import type { Engine, EngineOptions } from "../engine.ts";
import { openEngine, serveCatalog } from "../testing/catalog.testing.ts";

const COUNT = 60;
const code = (expected: string) => expect.objectContaining({ code: expected });
const ids = (hits: { id: string }[]) => hits.map(({ id }) => id);

const server = new FileServer();
const engines: Engine[] = [];
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  server.files.clear();
});
afterEach(() => {
  for (const engine of engines.splice(0)) engine.close();
});

async function open(rules?: Rules, change: Partial<EngineOptions> = {}): Promise<Engine> {
  await serveCatalog(server, { ...testSource(COUNT), ...(rules && { rules }) });
  const engine = await openEngine(server, change);
  engines.push(engine);
  return engine;
}

describe("rules of a catalog", () => {
  it("hold for queries, pages of products and counts", async () => {
    const items = testItems(COUNT);
    const shown = items.filter(({ brand }) => brand !== "North");
    const engine = await open({ hide: [{ brand: "North" }], pin: [{ id: "p8" }, { id: "p1" }] });
    const hits = await engine.query({ like: "p0" }, { limit: COUNT });
    expect(hits).toHaveLength(shown.length - 1);
    expect(hits.every(({ item }) => item.brand === "South")).toBe(true);
    expect(hits[0]!.id).toBe("p8");
    const page = await engine.browse({ limit: COUNT });
    expect(ids(page.items)).toEqual(ids(shown));
    expect(page.total).toBe(shown.length);
    const brand = (await engine.facets()).find(({ name }) => name === "brand");
    expect(brand).toEqual({
      name: "brand",
      kind: "category",
      values: [{ value: "South", count: shown.length }],
    });
    // What is hidden can still be asked for: a page of it may be open.
    expect(await engine.item("p1")).toBeDefined();
  });

  it("are added to those of a query, which come first", async () => {
    const engine = await open({ pin: [{ id: "p8" }], onePer: "brand", hide: [{ colour: "red" }] });
    const rules: Rules = { pin: [{ id: "p11" }], hide: [{ category: "boots" }], onePer: "" };
    const hits = await engine.query({ like: "p1" }, { limit: COUNT, rules });
    // p8 and p11 are boots, and p8 is red.
    expect(ids(hits)).not.toContain("p11");
    expect(hits.every(({ item }) => item.colour !== "red" && item.category !== "boots")).toBe(true);
    expect(await engine.query({ like: "p1" }, { limit: COUNT })).toHaveLength(2);
    const both = await engine.query({ like: "p1" }, { onePer: "colour", limit: COUNT });
    expect(new Set(both.map(({ item }) => item.colour)).size).toBe(both.length);
    const pinned = await engine.query({ like: "p1" }, { rules: { ...rules, hide: [] } });
    expect(pinned[0]!.id).toBe("p11");
    expect(pinned[0]!.score).toBeLessThanOrEqual(1);
  });

  it("that no longer fit its products are left out with a warning", async () => {
    const warnings: VisualSearchWarning[] = [];
    const onWarning = (warning: VisualSearchWarning) => warnings.push(warning);
    const engine = await open({ hide: [{ stock: { max: 0 } }, { brand: "North" }] }, { onWarning });
    expect(warnings).toEqual([
      { code: "rule-ignored", message: expect.stringContaining('"stock"') },
    ]);
    expect(engine.info.warnings).toEqual(warnings);
    expect((await engine.browse({})).total).toBe(COUNT / 2);
  });
});

describe("rules of a query", () => {
  it("bound hits to the brand and the price tier of what they are like", async () => {
    const engine = await open();
    const rules = { within: ["brand", "price"] };
    const items = testItems(COUNT);
    const hits = await engine.query({ like: "p4" }, { limit: COUNT, rules });
    // Prices ascend by row, and 6 of the 20 items of each category have the lowest third of them.
    const expected = items.filter(({ id, brand }, i) => brand === "South" && i < 18 && id !== "p4");
    expect(ids(hits).sort()).toEqual(ids(expected).sort());
  });

  it("move up and down without changing scores", async () => {
    const engine = await open();
    const plain = await engine.query({ like: "p4" }, { limit: COUNT });
    const boost = [{ where: { category: "boots" }, by: -1 }];
    const moved = await engine.query({ like: "p4" }, { limit: COUNT, rules: { boost } });
    const isBoots = ({ item }: { item: { category?: string } }) => item.category === "boots";
    expect(ids(moved)).toEqual([
      ...ids(plain.filter((hit) => !isBoots(hit))),
      ...ids(plain.filter(isBoots)),
    ]);
    expect(moved.map(({ score }) => score).sort()).toEqual(plain.map(({ score }) => score).sort());
  });

  it("make hits differ, beginning with the best", async () => {
    const engine = await open();
    const plain = await engine.query({ like: "p4" }, { limit: 10 });
    const same = await engine.query({ like: "p4" }, { limit: 10, diversity: 0 });
    const other = await engine.query({ like: "p4" }, { limit: 10, diversity: 0.7 });
    expect(ids(same)).toEqual(ids(plain));
    expect(other).toHaveLength(10);
    expect(other[0]!.id).toBe(plain[0]!.id);
    expect(ids(other)).not.toEqual(ids(plain));
  });

  it.each<[string, string, any]>([
    ["a list", "invalid-argument", { rules: [] }],
    ["a typo", "invalid-argument", { rules: { hides: [] } }],
    ["a function", "invalid-argument", { rules: { hide: [() => true] } }],
    ["too much diversity", "invalid-argument", { diversity: 2 }],
    ["a field that is no text", "invalid-argument", { onePer: 3 }],
    ["an unknown facet to hide by", "facet-unknown", { rules: { hide: [{ stock: 0 }] } }],
    ["an unknown field", "facet-unknown", { onePer: "family" }],
    ["an unknown facet to stay within", "facet-unknown", { rules: { within: ["tier"] } }],
  ])("refuse %s", async (_, expected, options) => {
    const engine = await open();
    await expect(engine.query({ like: "p1" }, options)).rejects.toThrow(code(expected));
  });
});

describe("looks", () => {
  it("are of other categories, contain the items, and need no encoder", async () => {
    const source = testSource(COUNT);
    const goesWith = source.items.map((_, i) => (i === 0 ? ["p1", "p5", "gone"] : undefined));
    await serveCatalog(server, { ...source, goesWith });
    const engine = await openEngine(server);
    engines.push(engine);
    const looks = await engine.completeTheLook("p0", { limit: 2 });
    expect(looks.map(({ category }) => category).sort()).toEqual(["boots", "shirt"]);
    for (const { category, hits } of looks) {
      expect(hits).toHaveLength(2);
      expect(hits.every(({ item }) => item.category === category)).toBe(true);
      expect(hits[0]!.id).toBe(category === "shirt" ? "p1" : "p5");
      expect(hits[0]!.item.title).toContain(category);
      expect(Math.abs(hits[0]!.score)).toBeLessThanOrEqual(1.001);
    }
    const where = { category: "boots" };
    expect(await engine.completeTheLook("p0", { where })).toHaveLength(1);
    expect(await engine.completeTheLook("p0", { rules: { hide: [where] } })).toHaveLength(1);
  });

  it.each<[string, string, string, any]>([
    ["an unknown id", "item-unknown", "nobody", {}],
    ["a wrong limit", "invalid-argument", "p0", { limit: 101 }],
    ["an unknown facet", "facet-unknown", "p0", { where: { no: 1 } }],
    ["rules with unknown keys", "invalid-argument", "p0", { rules: { pins: [] } }],
  ])("refuse %s", async (_, expected, id, options) => {
    const engine = await open();
    await expect(engine.completeTheLook(id, options)).rejects.toThrow(code(expected));
  });
});
