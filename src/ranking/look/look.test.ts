/** Tests of what goes with an item. */
import { describe, expect, it } from "vitest";
import type { Catalog } from "../../catalog/catalog.ts";
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import { openFiles, testFiles, testSource } from "../../catalog/testing/source.testing.ts";
import type { Rules } from "../../lib/types.ts";
import { seededRandom } from "../../vector/corpus.testing.ts";
import { mergeRules } from "../rules/rules.ts";
import { colourHarmony } from "./colour-harmony.ts";
import { completeLook } from "./look.ts";

const DIM = 16;
const KINDS = ["dress", "boots", "bag", "lamp"];
const STYLES = 6;

/**
 * Of each kind and style one item: its vector is that of its kind, which is far from those of others, and a little
 * of its style, so that the nearest of all are of the same kind.
 */
function shop(change: (item: CatalogItem) => Partial<CatalogItem> = () => ({}), styles = STYLES) {
  const random = seededRandom(6);
  const directions = Array.from({ length: KINDS.length + styles }, () =>
    Array.from({ length: DIM }, () => random() - 0.5),
  );
  const items: CatalogItem[] = [];
  const vectors: number[] = [];
  for (const [k, category] of KINDS.entries()) {
    for (let style = 0; style < styles; style++) {
      const item = {
        id: `${category}-${style}`,
        title: "A",
        category,
        price: 10 * (style + 1),
        attributes: { family: `f${style % 3}`, stock: style },
      };
      items.push({ ...item, ...change(item) });
      vectors.push(
        ...directions[k]!.map((x, d) => x + 0.4 * directions[KINDS.length + style]![d]!),
      );
    }
  }
  return { ...testSource(1), items, vectors: Float32Array.from(vectors) };
}

async function open(
  goesWith: Record<string, string[]> = {},
  change?: (item: CatalogItem) => Partial<CatalogItem>,
  styles?: number,
): Promise<Catalog> {
  const source = shop(change, styles);
  return openFiles(
    await testFiles({ ...source, goesWith: source.items.map(({ id }) => goesWith[id]) }),
  );
}

function look(catalog: Catalog, id: string, rules: Rules = {}, limit = 3) {
  const looks = completeLook({
    catalog,
    row: catalog.rowOf(id)!,
    limit,
    rules: mergeRules(rules),
  });
  return Object.fromEntries(
    looks.map(({ category, hits }) => [category, hits.map(({ row }) => catalog.item(row).id)]),
  );
}

describe("a look", () => {
  it("has what is nearest in style in each other category, if the shop has no pairs", async () => {
    const catalog = await open();
    for (let style = 0; style < STYLES; style++) {
      const found = look(catalog, `dress-${style}`);
      expect(Object.keys(found).sort()).toEqual(["bag", "boots", "lamp"]);
      for (const [category, ids] of Object.entries(found)) {
        expect(ids).toHaveLength(3);
        expect(ids[0]).toBe(`${category}-${style}`);
      }
    }
  });

  it("begins with what the shop has paired, whichever of the two names it", async () => {
    const catalog = await open({ "dress-0": ["boots-4"], "bag-5": ["dress-0"] });
    const found = look(catalog, "dress-0");
    expect(found.boots![0]).toBe("boots-4");
    expect(found.bag![0]).toBe("bag-5");
    expect(Object.keys(found)).not.toContain("lamp");
    expect(look(catalog, "boots-4").dress![0]).toBe("dress-0");
  });

  it("follows its neighbours' pairs if it has none itself", async () => {
    // All other dresses go with one pair of boots, which is not of this one's style.
    const pairs = Object.fromEntries(
      [1, 2, 3, 4, 5].map((style) => [`dress-${style}`, ["boots-5"]]),
    );
    const found = look(await open(pairs), "dress-0");
    expect(Object.keys(found)).toEqual(["boots"]);
    expect(found.boots![0]).toBe("boots-5");
  });

  it("puts the categories first that go together most often", async () => {
    const catalog = await open({
      "dress-1": ["bag-1", "bag-2", "boots-1"],
      "dress-2": ["bag-3", "bag-4"],
    });
    expect(Object.keys(look(catalog, "dress-0"))).toEqual(["bag", "boots"]);
  });

  it("never has an item of its own category", async () => {
    const catalog = await open({ "dress-0": ["dress-1", "boots-1"] });
    expect(Object.values(look(catalog, "dress-0")).flat()).not.toContain("dress-1");
  });

  it("follows the rules", async () => {
    const catalog = await open({ "dress-0": ["boots-0", "boots-4"] });
    const ids = (rules: Rules, limit = 6) => look(catalog, "dress-0", rules, limit).boots;
    expect(ids({})!.slice(0, 2).sort()).toEqual(["boots-0", "boots-4"]);
    expect(ids({ hide: [{ stock: { max: 0 } }] })).not.toContain("boots-0");
    expect(ids({ hide: [{ category: "boots" }] })).toBeUndefined();
    expect(ids({ pin: [{ id: "boots-3" }, { id: "bag-1", texts: ["x"] }] })![0]).toBe("boots-3");
    expect(
      ids({
        boost: [
          { where: { stock: 4 }, by: -1 },
          { where: { stock: 4 }, by: -1 },
        ],
      })!.at(-1),
    ).toBe("boots-4");
    expect(ids({ onePer: "family" })).toHaveLength(3);
    // Of each category the two cheapest are in its lowest third.
    expect(ids({ within: ["price"] })!.sort()).toEqual(["boots-0", "boots-1"]);
    expect(ids({ diversity: 1 }, 2)).toHaveLength(2);
  });

  it("follows them among all of a large category, not only among the nearest", async () => {
    const styles = 60;
    const family = ({ attributes }: CatalogItem) => {
      const style = attributes.stock as number;
      return { attributes: { ...attributes, family: style < 54 ? "same" : `f${style}` } };
    };
    const catalog = await open({}, family, styles);
    for (let style = 1; style < styles; style += 7) {
      const { boots } = look(catalog, "dress-0", { boost: [{ where: { stock: style }, by: 1 }] });
      expect(boots![0]).toBe(`boots-${style}`);
    }
    const { bag } = look(catalog, "dress-0", { onePer: "family" }, 5);
    expect(bag).toHaveLength(5);
  });

  it("ranks all of a category by style, pairs, colours and boosts", async () => {
    const styles = 40;
    const random = seededRandom(12);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const ids = KINDS.flatMap((kind) => Array.from({ length: styles }, (_, i) => `${kind}-${i}`));
    const pairs = Object.fromEntries(
      ids.map((id) => [id, random() < 0.3 ? [pick(ids), pick(ids)] : []]),
    );
    const colours = new Map(ids.map((id) => [id, pick(["red", "green", "black", "blue"])]));
    const catalog = await open(pairs, ({ id }) => ({ colour: colours.get(id)! }), styles);
    const rowOf = (id: string) => catalog.rowOf(id)!;
    const isPair = (one: string, other: string) =>
      pairs[one]!.includes(other) || pairs[other]!.includes(one);
    const mean = (kind: string) => {
      const own = Array.from({ length: styles }, (_, i) => catalog.vectors(rowOf(`${kind}-${i}`)));
      return own[0]!.map((_, d) => own.reduce((sum, vector) => sum + vector[d]!, 0) / styles);
    };
    const unit = (vector: Float32Array) => {
      const length = Math.hypot(...vector);
      return vector.map((x) => x / length);
    };
    const scoresOf = (query: Float32Array) => {
      const { ids: rows, scores } = catalog.search(query, { k: catalog.rows, exact: true });
      return (id: string) => scores[rows.indexOf(rowOf(id))]!;
    };
    for (let n = 0; n < 20; n++) {
      const id = pick(ids);
      const own = id.split("-")[0]!;
      const vector = unit(catalog.vectors(rowOf(id)));
      const cosineOf = scoresOf(vector);
      // The 24 nearest of its category, by similarity, of which those in a pair have a say.
      const neighbours = Array.from({ length: styles }, (_, i) => `${own}-${i}`)
        .filter((other) => other !== id)
        .map((other) => ({ other, cosine: cosineOf(other) }))
        .sort((a, b) => b.cosine - a.cosine)
        .slice(0, 24)
        .filter(({ other }) => ids.some((third) => third !== other && isPair(other, third)));
      const total = neighbours.reduce((sum, { cosine }) => sum + cosine, 0);
      const share = (other: string) =>
        neighbours
          .filter((one) => isPair(one.other, other))
          .reduce((sum, { cosine }) => sum + cosine, 0) / (total || 1);
      const by = random() - 0.5;
      const found = look(catalog, id, { boost: [{ where: { stock: { max: 9 } }, by }] }, 5);
      for (const [category, hits] of Object.entries(found)) {
        const from = mean(own);
        const to = mean(category);
        const styleOf = scoresOf(unit(vector.map((x, d) => x - from[d]! + to[d]!)));
        const rankOf = (other: string) =>
          styleOf(other) +
          (isPair(id, other) ? 1 : 0) +
          0.5 * share(other) +
          0.05 * colourHarmony(colours.get(id), colours.get(other)) +
          (Number(other.split("-")[1]) <= 9 ? by : 0);
        const best = ids
          .filter((other) => other.startsWith(category))
          .sort((a, b) => rankOf(b) - rankOf(a));
        hits.forEach((hit, i) => {
          expect(Math.abs(rankOf(hit) - rankOf(best[i]!)), `${id} ${hit}`).toBeLessThan(1e-5);
        });
      }
    }
  });

  it("prefers colours that go together", async () => {
    const colours = ["red", "red", "green", "blue", "green", "green"];
    const catalog = await open({}, ({ category, attributes }) => ({
      colour: category === "dress" ? "red" : colours[attributes.stock as number]!,
    }));
    const plain = look(await open(), "dress-2", {}, 6).boots!;
    const found = look(catalog, "dress-2", {}, 6).boots!;
    expect(found.indexOf("boots-1")).toBeLessThanOrEqual(plain.indexOf("boots-1"));
    expect(found.indexOf("boots-0")).toBeLessThanOrEqual(plain.indexOf("boots-0"));
  });

  it("of a product without a category, and of a catalog without categories, has all others", async () => {
    const none = await open({ "dress-0": ["boots-1"] }, () => ({ category: undefined as never }));
    const found = look(none, "dress-0");
    expect(Object.keys(found)).toEqual([""]);
    expect(found[""]![0]).toBe("boots-1");
    const one = await open({}, ({ id }) =>
      id === "dress-0" ? { category: undefined as never } : {},
    );
    expect(Object.keys(look(one, "dress-0")).sort()).toEqual(["bag", "boots", "dress", "lamp"]);
  });
});

describe("colours", () => {
  it.each<[string | undefined, string | undefined, number]>([
    ["black", "pink", 1],
    ["Navy Blue", "orange", 1],
    ["red", "burgundy", 1],
    ["light blue", "orange", 0.5],
    ["red", "green", -1],
    ["octarine", "red", 0],
    [undefined, "red", 0],
  ])("%s and %s go together by %s", (one, other, expected) => {
    expect(colourHarmony(one, other)).toBe(expected);
    expect(colourHarmony(other, one)).toBe(expected);
  });
});
