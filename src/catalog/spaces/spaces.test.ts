/** Tests of vector spaces: fused vectors, and catalogs that have several spaces. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mixtureVectors } from "../../vector/corpus.testing.ts";
import { MANIFEST_PATH, type Manifest, segmentFiles } from "../manifest/manifest.ts";
import { parseManifest } from "../manifest/read-manifest.ts";
import {
  openFiles,
  TEST_BINDING,
  testFiles,
  testSource,
  verifyFiles,
} from "../testing/source.testing.ts";
import type { CatalogSource } from "../writing/catalog-source.ts";
import { fuse, type SpaceChoice } from "./spaces.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });
const { dim } = TEST_BINDING;
const COUNT = 30;
const FIELDS = ["title"];
const BOTH: SpaceChoice = {
  text: { fields: FIELDS },
  fused: { fields: FIELDS, weights: { image: 3, text: 1 } },
};

/** A third of the items have two pictures. */
function source(spaces: SpaceChoice = BOTH): CatalogSource {
  const pictures = Array.from({ length: COUNT }, (_, i) => (i % 3 ? 1 : 2));
  const vectors = mixtureVectors(COUNT + COUNT / 3, dim, 41);
  const texts = {
    vectors: mixtureVectors(COUNT, dim, 42),
    fingerprints: Uint8Array.from({ length: COUNT * 8 }, (_, i) => i + 1),
  };
  return { ...testSource(COUNT), pictures, vectors, spaces, texts };
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, d) => sum + x * b[d]!, 0);

describe("fuse", () => {
  const anyVector = fc
    .array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 4 })
    .filter((numbers) => numbers.some((number) => number !== 0))
    .map((numbers) => Float32Array.from(numbers));

  it("has unit length and does not depend on the length of its parts", () => {
    fc.assert(
      fc.property(anyVector, anyVector, fc.integer({ min: 1, max: 9 }), (a, b, scale) => {
        const weights = [0.7, 0.31];
        const parts = [a, b].map((vector, i) => ({ vector, weight: weights[i]! }));
        const fused = fuse(parts);
        expect(Math.hypot(...fused)).toBeCloseTo(1, 5);
        const scaled = fuse([{ ...parts[0]!, vector: a.map((x) => x * scale) }, parts[1]!]);
        scaled.forEach((x, d) => {
          expect(x).toBeCloseTo(fused[d]!, 4);
        });
        // Whichever the weight, what has one part alone is that part.
        const alone = fuse([{ vector: a, weight: 0.31 }]);
        alone.forEach((x, d) => {
          expect(x).toBeCloseTo(a[d]! / Math.hypot(...a), 5);
        });
      }),
      { seed: 24 },
    );
  });

  it("refuses parts that cancel out, are nothing or no numbers", () => {
    const x = Float32Array.of(1, 0);
    for (const parts of [
      [x, Float32Array.of(-2, 0)],
      [Float32Array.of(0, 0), x],
      [x, Float32Array.of(Number.NaN, 1)],
      [],
    ]) {
      const weighed = parts.map((vector) => ({ vector, weight: 1 }));
      expect(() => fuse(weighed)).toThrow(code("vector-invalid"));
    }
  });
});

describe("a catalog of several spaces", () => {
  it("is searched in each of them", async () => {
    const made = source();
    const files = await testFiles(made);
    expect((await verifyFiles(files)).problems).toEqual([]);
    const catalog = await openFiles(files);
    expect(catalog.manifest.spaces).toEqual({
      image: { dim, metric: "cosine" },
      text: { dim, metric: "cosine", per: "product", fields: FIELDS },
      fused: { dim, metric: "cosine", fields: FIELDS, weights: { image: 3, text: 1 } },
    });
    const rowOf = (vectors: Float32Array, i: number) => vectors.subarray(i * dim, (i + 1) * dim);
    // Item 6's second picture, for there are four pictures to every three items.
    const picture = rowOf(made.vectors, 9);
    const text = rowOf(made.texts!.vectors, 6);
    const both = fuse([
      { vector: picture, weight: 3 },
      { vector: text, weight: 1 },
    ]);
    for (const [space, query, place] of [
      ["image", picture, 1],
      ["text", text, 0],
      ["fused", both, 1],
    ] as const) {
      const { ids, scores, pictures } = catalog.search(query, { k: COUNT, space });
      expect([ids[0], pictures[0]], space).toEqual([6, place]);
      expect(scores[0], space).toBeGreaterThan(0.999);
      expect(new Set(ids).size, space).toBe(COUNT);
    }
    const fused = catalog.vectors(6, "fused");
    expect(fused).toHaveLength(2 * dim);
    expect(dot(fused.subarray(dim), both)).toBeGreaterThan(0.999);
    expect(catalog.vectors(6, "text")).toHaveLength(dim);
  });

  it("says which spaces there are when asked for another", async () => {
    const catalog = await openFiles(await testFiles(source({ text: { fields: FIELDS } })));
    const query = mixtureVectors(1, dim, 1);
    for (const space of ["fused", "", "constructor"]) {
      expect(() => catalog.search(query, { k: 1, space })).toThrow(code("space-unknown"));
      expect(() => catalog.vectors(0, space)).toThrow(/image, text/);
    }
  });

  it("is not made without texts", async () => {
    const { texts, ...without } = source();
    const few = { ...texts!, vectors: texts!.vectors.subarray(dim) };
    const fewPrints = { ...texts!, fingerprints: texts!.fingerprints.subarray(8) };
    for (const wrong of [without, { ...without, texts: few }, { ...without, texts: fewPrints }]) {
      await expect(testFiles(wrong)).rejects.toThrow(code("invalid-argument"));
    }
  });

  it("is refused if a space has the vectors of another", async () => {
    const files = await testFiles(source());
    const manifest: Manifest = JSON.parse(new TextDecoder().decode(files.get(MANIFEST_PATH)));
    const spaces = manifest.segments[0]!.spaces!;
    const changed = new Map(files);
    spaces.text!.index = spaces.fused!.index;
    changed.set(MANIFEST_PATH, new TextEncoder().encode(JSON.stringify(manifest)));
    await expect(openFiles(changed)).rejects.toThrow(code("catalog-invalid"));
    const { problems } = await verifyFiles(changed);
    expect(problems[0]).toMatch(/the manifest does not name this file/);
  });

  it.each<[string, (json: any) => void]>([
    ["no image", (json) => delete json.spaces.image],
    ["another dim", (json) => (json.spaces.text.dim = 8)],
    ["another metric", (json) => (json.spaces.fused.metric = "ip")],
    ["vectors of an unknown kind", (json) => (json.spaces.text.per = "colour")],
    ["pictures by product", (json) => (json.spaces.image.per = "product")],
    ["a name in capitals", (json) => (json.spaces.Text = json.spaces.text)],
    ["a name that is a path", (json) => (json.spaces["../x"] = json.spaces.text)],
    ["a long name", (json) => (json.spaces["x".repeat(33)] = json.spaces.text)],
    [
      "too many",
      (json) => {
        for (let i = 0; i < 8; i++) json.spaces[`s${i}`] = json.spaces.text;
      },
    ],
    ["a negative weight", (json) => (json.spaces.fused.weights.text = -1)],
    ["fields that are no list", (json) => (json.spaces.text.fields = "title")],
    ["a space without files", (json) => delete json.segments[0].spaces.fused],
    ["no files of spaces", (json) => delete json.segments[0].spaces],
    ["a file that leads out", (json) => (json.segments[0].spaces.text.index.path = "../x")],
  ])("with %s is refused", async (_, change) => {
    const files = await testFiles(source());
    const json = JSON.parse(new TextDecoder().decode(files.get(MANIFEST_PATH)));
    expect(segmentFiles(parseManifest(JSON.stringify(json)))).toHaveLength(5);
    change(json);
    expect(() => parseManifest(JSON.stringify(json))).toThrow(code("catalog-invalid"));
  });
});
