/** Tests of concepts: choice, phrases, vectors, thresholds and probes. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { codeVector } from "../../../catalog/concepts/coded-vector.ts";
import type { CatalogItem } from "../../../catalog/items/catalog-item.ts";
import { testItems } from "../../../catalog/testing/source.testing.ts";
import type { TextEmbedder } from "../../models/text-model.ts";
import { threshold } from "./calibration.ts";
import { chooseConcepts, embedConcepts, phrasesOf } from "./concepts.ts";
import { probeImages } from "./probe-pictures.ts";
import { PROBE_TEXTS } from "./probes.ts";

const named = (facet: string, values: readonly string[]): CatalogItem[] =>
  values.map((value, i) => ({ id: `${i}`, title: "A", attributes: { [facet]: value } }));

describe("the concepts of products", () => {
  test("are the values of common facets, sorted by name", () => {
    const { chosen } = chooseConcepts(testItems(10), undefined);
    expect(chosen).toEqual([
      { facet: "category", values: ["boots", "dress", "shirt"] },
      { facet: "colour", values: ["black", "blue", "green", "red"] },
      { facet: "pattern", values: ["plain", "striped"] },
    ]);
  });

  test("are those of the named facets, unless there are too many", () => {
    const values = Array.from({ length: 257 }, (_, i) => `v${i}`);
    expect(chooseConcepts(testItems(4), ["brand", "size"]).chosen).toEqual([
      { facet: "brand", values: ["North", "South"] },
    ]);
    expect(chooseConcepts(named("mood", values), ["mood"])).toEqual({
      chosen: [],
      tooMany: ["mood"],
    });
    const most = named("mood", values.slice(1));
    expect(chooseConcepts(most, ["mood"]).chosen[0]!.values).toHaveLength(256);
    expect(chooseConcepts(named("pattern", values.slice(0, 65)), undefined).chosen).toEqual([]);
    expect(chooseConcepts(testItems(4), []).chosen).toEqual([]);
  });

  test("include each value of a list", () => {
    const items = testItems(3).map((item, i) => ({
      ...item,
      attributes: { material: [["wool", "silk"], ["linen", "wool", "NA"], "wool"][i]! },
    }));
    const { chosen } = chooseConcepts(items, ["material"]);
    expect(chosen).toEqual([{ facet: "material", values: ["linen", "silk", "wool"] }]);
  });

  test("exclude values that say nothing", () => {
    const items = named("pattern", ["striped", "NA", "n/a", "-", "unknown", "42", "a".repeat(101)]);
    expect(chooseConcepts(items, undefined).chosen[0]!.values).toEqual(["striped"]);
  });
});

describe("phrases", () => {
  test("fit the facet, and have the last part of a path in lower case", () => {
    expect(phrasesOf("category", "Women > Shoes > Ankle Boots")[1]).toBe("a photo of ankle boots");
    expect(phrasesOf("colour", "Orange")[0]).toBe("a photo of an orange product");
    expect(phrasesOf("toString", "x").length).toBeGreaterThan(1);
    expect(phrasesOf("pattern", "/")).toContain("a / pattern");
  });
});

/** Not a model, but deterministic: letters make numbers. */
function letterEmbedder(): TextEmbedder & { texts: string[] } {
  const texts: string[] = [];
  return {
    dim: 8,
    batch: 2,
    texts,
    embed: async (list) => {
      texts.push(...list);
      const rows = new Float32Array(list.length * 8);
      for (const [i, text] of list.entries()) {
        for (const letter of text) rows[i * 8 + (letter.codePointAt(0)! % 8)]! += 1;
        const row = rows.subarray(i * 8, i * 8 + 8);
        const norm = Math.hypot(...row);
        row.forEach((x, d) => {
          row[d] = x / norm;
        });
      }
      return rows;
    },
    release: async () => {},
  };
}

describe("the vectors of concepts", () => {
  const chosen = [
    { facet: "colour", values: ["red", "blue"] },
    { facet: "category", values: ["boots"] },
  ];

  test("do not depend on other values", async () => {
    const embedder = letterEmbedder();
    const open = async () => embedder;
    const all = await embedConcepts(chosen, undefined, open, () => {});
    const one = [{ facet: "colour", values: ["blue"] }];
    expect((await embedConcepts(one, undefined, open, () => {}))[0]![0]).toEqual(all[0]![1]);
  });

  test("are taken over if they are known, without opening the model", async () => {
    const embedder = letterEmbedder();
    const known = { coded: (facet: string) => (facet === "colour" ? codeVector(UNIT) : undefined) };
    const progress: number[] = [];
    const vectors = await embedConcepts(
      chosen,
      known,
      async () => embedder,
      (n) => progress.push(n),
    );
    expect(vectors[0]).toEqual([codeVector(UNIT), codeVector(UNIT)]);
    expect(embedder.texts).toEqual(phrasesOf("category", "boots"));
    expect(progress).toEqual([1, 2, 3]);
    const never = () => Promise.reject(new Error("opened"));
    await embedConcepts(chosen.slice(0, 1), known, never, () => {});
  });
});

const UNIT = Float32Array.of(0, 0, 0, 1, 0, 0, 0, 0);

describe("the threshold of a close match", () => {
  const of = (...values: number[]) => values.map((value) => ({ value, weight: 1 }));

  test("lies halfway between related and unrelated scores if they do not overlap", () => {
    expect(threshold(of(0.8, 0.9, 0.95), of(0.2, 0.4))).toBe(0.6);
  });

  test("keeps 95 % of the related scores if they overlap", () => {
    const related = of(...Array.from({ length: 100 }, (_, i) => 0.3 + i / 200));
    const least = threshold(related, of(0.7, 0.1));
    expect(related.filter(({ value }) => value < least).length).toBeLessThanOrEqual(5);
    expect(related.filter(({ value }) => value < least + 0.01).length).toBeGreaterThanOrEqual(5);
  });

  test("weighs frequent values more", () => {
    const related = [
      { value: 0.1, weight: 1 },
      { value: 0.7, weight: 99 },
    ];
    expect(threshold(related, of(0.9))).toBe(0.7);
    expect(threshold([{ value: 0.1, weight: 10 }, ...related.slice(1)], of(0.9))).toBe(0.1);
  });

  test("exists without anything to compare", () => {
    expect(threshold([], of(0.4))).toBe(0.4);
    expect(threshold(of(0.9), [])).toBe(0.9);
    expect(threshold([], [])).toBe(0);
  });
});

describe("probes", () => {
  test("are the same on every machine, and all different", () => {
    const images = probeImages();
    expect(images).toHaveLength(32);
    const hashes = (list: typeof images) =>
      list.map(({ data }) => createHash("sha256").update(data).digest("hex"));
    expect(new Set(hashes(images)).size).toBe(32);
    expect(hashes(probeImages())).toEqual(hashes(images));
    expect(new Set(PROBE_TEXTS).size).toBe(32);
  });
});
