/** Tests of labels of pictures, and of why a hit matched. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Catalog, openCatalog } from "../../catalog/catalog.ts";
import { codeVector } from "../../catalog/concepts/coded-vector.ts";
import type { FacetConcepts } from "../../catalog/concepts/concept-table.ts";
import { testItems, testSource } from "../../catalog/testing/source.testing.ts";
import { draftCatalog } from "../../catalog/writing/create-catalog.ts";
import { withConcepts } from "../../catalog/writing/measured-catalog.ts";
import { type CheckedParts, type ComposedQuery, NO_PARTS } from "../query/query-parts.ts";
import { matchReader, soughtValues } from "./matched-values.ts";
import { labelPicture } from "./picture-labels.ts";

const DIM = 16;
const unit = (d: number) => Float32Array.from({ length: DIM }, (_, i) => Number(i === d));
/** In the plane of two dimensions. */
const between = (a: number, b: number, share: number) => {
  const vector = new Float32Array(DIM);
  vector[a] = Math.sqrt(1 - share * share);
  vector[b] = share;
  return vector;
};

const COLOURS = ["red", "blue", "green", "black"];
let catalog: Catalog;

async function open(change: Partial<FacetConcepts> = {}): Promise<Catalog> {
  const colours: FacetConcepts = {
    facet: "colour",
    values: COLOURS,
    vectors: COLOURS.map((_, i) => codeVector(unit(i))),
    means: [0.5, 0, 0, 0],
    scale: 10,
    centre: 0,
    textMargin: 0.3,
    ...change,
  };
  const kinds = {
    ...colours,
    facet: "category",
    values: ["dress", "shirt", "boots", "gown"],
    vectors: COLOURS.map((_, i) => codeVector(unit(8 + i))),
  };
  const materials = {
    ...colours,
    facet: "material",
    values: ["linen", "silk", "wool", "straw"],
    vectors: COLOURS.map((_, i) => codeVector(unit(12 + i))),
  };
  const items = testItems(12).map((item, i) => ({
    ...item,
    ...(i === 3 && { colour: "navy blue" }),
    attributes: {
      material: i % 4 === 1 ? ["wool", "silk"] : i % 2 ? ["silk", "linen", "wool"] : "linen",
    },
  }));
  const draft = await draftCatalog({ ...testSource(12), items });
  const { manifest, files } = await withConcepts(draft, {
    concepts: [colours, kinds, materials],
    phrases: 1,
    closeMatch: { image: 0, text: 0 },
    probes: { set: 1, images: [], texts: [], photos: [] },
  });
  const byPath = new Map(files.map(({ path, bytes }) => [path, bytes]));
  return openCatalog(manifest, async ({ path }) => byPath.get(path)!);
}

beforeAll(async () => {
  catalog = await open();
});

const sought = (parts: Partial<CheckedParts>, vectors: ComposedQuery["vectors"] = {}) =>
  Object.fromEntries(
    [...soughtValues(catalog, { parts: { ...NO_PARTS, ...parts }, vectors })].map(
      ([facet, values]) => [facet, [...values]],
    ),
  );

describe("labels of a picture", () => {
  it("are the softmax of its cosines by the facet's scale", () => {
    const picture = between(1, 2, 0.6);
    const labels = labelPicture(catalog, catalog.concepts!.of("colour")!, picture);
    const weights = [0.8, 0.6, 0, 0].map((cosine) => Math.exp(10 * cosine));
    const sum = weights.reduce((a, b) => a + b);
    expect(labels.map(({ value }) => value).slice(0, 2)).toEqual(["blue", "green"]);
    labels.forEach(({ facet, score }, i) => {
      expect(facet).toBe("colour");
      expect(score).toBeCloseTo(weights[i]! / sum, 4);
    });
    expect(labels.reduce((total, { score }) => total + score, 0)).toBeCloseTo(1, 6);
  });

  it("subtract the mean cosine of a value, as far as the calibration says", async () => {
    const centred = await open({ centre: 1 });
    const picture = between(0, 1, 0.6);
    expect(labelPicture(catalog, catalog.concepts!.of("colour")!, picture)[0]!.value).toBe("red");
    expect(labelPicture(centred, centred.concepts!.of("colour")!, picture)[0]!.value).toBe("blue");
  });
});

describe("the values that a query is after", () => {
  it("are those that its texts name as whole words, in any case and number", () => {
    expect(sought({ text: ["Red DRESSES for summer"] })).toEqual({
      colour: ["red"],
      category: ["dress"],
    });
    expect(sought({ text: ["a coloured shirt"] })).toEqual({ category: ["shirt"] });
    expect(sought({ text: ["boots by North"] })).toEqual({ category: ["boots"], brand: ["North"] });
    expect(sought({ text: ["navy blue"] }).colour!.sort()).toEqual(["blue", "navy blue"]);
  });

  it("are its concepts, but not those that it moves away from", () => {
    const red = { facet: "colour", value: "red" };
    expect(sought({ concepts: [{ ...red, weight: 1 }] })).toEqual({ colour: ["red"] });
    expect(sought({ concepts: [{ ...red, weight: -1 }], text: ["red boots"] })).toEqual({
      category: ["boots"],
    });
    expect(sought({ text: ["red or green"], not: ["greens"] })).toEqual({ colour: ["red"] });
  });

  it("are what all items to be like have in common", () => {
    // p0 and p6 are South's dresses, p0 red and p6 green.
    expect(sought({ like: [0, 6] })).toEqual({
      category: ["dress"],
      brand: ["South"],
      material: ["linen"],
    });
    // p1 is of wool and silk, p3 of linen as well.
    expect(sought({ like: [1, 3] }).material!.sort()).toEqual(["silk", "wool"]);
    expect(sought({ like: [0, 3] }).material).toEqual(["linen"]);
    expect(sought({ like: [0, 1] }).material).toBeUndefined();
  });

  it("are what its photo clearly shows, unless its text names another value", () => {
    expect(sought({}, { image: unit(2) })).toEqual({ colour: ["green"] });
    expect(sought({}, { image: between(2, 1, Math.SQRT1_2) })).toEqual({});
    expect(sought({ text: ["in red"] }, { image: unit(2) })).toEqual({ colour: ["red"] });
  });

  it("are what its text is clearly nearest to, even without a word in common", () => {
    expect(sought({ text: ["crimson"] }, { text: unit(0) })).toEqual({ colour: ["red"] });
    expect(sought({ text: ["warm"] }, { text: between(0, 1, 0.6) })).toEqual({});
  });

  it("are none of an empty query", () => {
    expect(sought({})).toEqual({});
  });
});

describe("a hit's matches", () => {
  it("are the values that it has of them", () => {
    const pointed = new Map([
      ["colour", new Set(["red", "blue"])],
      ["category", new Set(["boots"])],
    ]);
    const matched = matchReader(catalog, pointed);
    expect(matched(0)).toEqual([{ facet: "colour", value: "red" }]);
    expect(matched(5)).toEqual([
      { facet: "colour", value: "blue" },
      { facet: "category", value: "boots" },
    ]);
    expect(matched(6)).toEqual([]);
    const materials = matchReader(catalog, new Map([["material", new Set(["wool", "linen"])]]));
    expect(materials(1)).toEqual([{ facet: "material", value: "wool" }]);
    expect(materials(3)).toEqual([
      { facet: "material", value: "linen" },
      { facet: "material", value: "wool" },
    ]);
  });
});
