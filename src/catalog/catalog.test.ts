import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mixtureVectors } from "../vector/corpus.testing.ts";
import { readContainer, SegmentKind } from "../vector/file/container.ts";
import { openCatalog } from "./catalog.ts";
import { chooseFacets } from "./facets/facet-choice.ts";
import { FacetTable, writeFacets } from "./facets/facet-table.ts";
import type { CatalogItem } from "./items/catalog-item.ts";
import { ItemTable, writeItems } from "./items/item-table.ts";
import { parseManifest } from "./manifest/manifest.ts";
import { VectorTable } from "./segments/vector-table.ts";
import { fileMap, openFiles, testFiles, testItems, testSource } from "./testing/source.testing.ts";
import { MANIFEST_PATH } from "./writing/catalog-draft.ts";
import type { CatalogSource } from "./writing/catalog-source.ts";
import { createCatalog } from "./writing/create-catalog.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

async function written(source: CatalogSource) {
  const files = fileMap(await createCatalog(source));
  const text = new TextDecoder().decode(files.get(MANIFEST_PATH));
  return { files, text, manifest: parseManifest(text) };
}

describe("a catalog", () => {
  it("opens as it was written", async () => {
    const source = testSource(50);
    const { files, manifest } = await written(source);
    const catalog = await openCatalog(manifest, async ({ path }) => files.get(path)!);
    expect(catalog.rows).toBe(50);
    source.items.forEach((item, row) => {
      expect(catalog.item(row)).toEqual(item);
      expect(catalog.rowOf(item.id)).toBe(row);
    });
    expect(catalog.rowOf("no such id")).toBeUndefined();
    expect(manifest.encoder).toEqual(source.encoder);
  });

  it("opens from Node's buffers, at any address", async () => {
    const { files, manifest } = await written(testSource(20));
    const catalog = await openCatalog(manifest, async ({ path }) => {
      const bytes = files.get(path)!;
      const shifted = Buffer.alloc(bytes.length + 3);
      shifted.set(bytes, 3);
      return shifted.subarray(3);
    });
    expect(catalog.item(7).id).toBe("p7");
  });

  it("has the same bytes for the same source, and names segments by their content", async () => {
    const [one, two] = await Promise.all([written(testSource(20)), written(testSource(20))]);
    expect([...one.files]).toEqual([...two.files]);
    const other = await written({ ...testSource(20), vectors: mixtureVectors(20, 16, 99) });
    const index = (files: Map<string, Uint8Array>) =>
      [...files.keys()].find((path) => path.includes("index-"));
    expect(index(other.files)).not.toBe(index(one.files));
  });

  it("is refused where its segments disagree in number", async () => {
    const small = await written(testSource(20));
    const large = await written(testSource(21));
    const mixed = structuredClone(small.manifest);
    mixed.segments[0]!.data = large.manifest.segments[0]!.data;
    const read = async ({ path }: { path: string }) =>
      (small.files.get(path) ?? large.files.get(path))!;
    await expect(openCatalog(mixed, read)).rejects.toThrow(code("catalog-invalid"));
  });

  it("is not written where items and vectors do not fit", async () => {
    const source = { ...testSource(20), vectors: mixtureVectors(19, 16, 1) };
    await expect(createCatalog(source)).rejects.toThrow(code("invalid-argument"));
  });
});

describe("a catalog with several pictures of an item", () => {
  const counts = [1, 3, 2, 1, 4, 1, 1, 6, 1, 2];
  const total = counts.reduce((sum, count) => sum + count);
  const withPictures = (): CatalogSource => ({
    ...testSource(10),
    pictures: counts,
    vectors: mixtureVectors(total, 16, 11),
    fingerprints: Uint8Array.from({ length: total * 8 }, (_, i) => i),
  });

  it("opens as it was written", async () => {
    const source = withPictures();
    source.items[1]!.images = ["../images/1-back.webp", "", "https://cdn.example/1.webp"];
    source.items[1]!.imageSources = ["https://cdn.example/1-back.webp"];
    const { files, manifest } = await written(source);
    expect(manifest.segments[0]).toMatchObject({ items: 10, vectors: total });
    const catalog = await openFiles(files);
    let vector = 0;
    source.items.forEach((item, row) => {
      expect(catalog.item(row)).toEqual(item);
      const end = vector + counts[row]!;
      const vectors = catalog.vectors(row);
      const given = source.vectors.subarray(vector * 16, end * 16);
      expect(vectors).toHaveLength(given.length);
      vectors.forEach((value, i) => {
        expect(Math.abs(value - given[i]!)).toBeLessThan(0.02);
      });

      expect(catalog.segments[0]!.items.fingerprints(row)).toEqual(
        source.fingerprints!.subarray(vector * 8, end * 8),
      );
      vector = end;
    });
    const query = source.vectors.subarray(7 * 16, 8 * 16);
    const { ids, pictures } = catalog.search(query, { k: 10 });
    expect([ids[0], pictures[0]]).toEqual([4, 0]);
    expect([...ids].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("is not written where items, pictures and vectors do not fit", async () => {
    const source = withPictures();
    for (const pictures of [counts.slice(1), counts.with(0, 2), counts.with(0, 0)]) {
      await expect(createCatalog({ ...source, pictures })).rejects.toThrow(
        code("invalid-argument"),
      );
    }
    const fingerprints = new Uint8Array(10 * 8);
    await expect(createCatalog({ ...source, fingerprints })).rejects.toThrow(
      code("invalid-argument"),
    );
  });

  it("is refused where the manifest, the index and the items have other vectors", async () => {
    const { files, manifest } = await written(withPictures());
    const other = await written({
      ...withPictures(),
      pictures: counts.with(0, 2),
      vectors: mixtureVectors(total + 1, 16, 11),
      fingerprints: new Uint8Array((total + 1) * 8),
    });
    const segment = manifest.segments[0]!;
    const otherSegment = other.manifest.segments[0]!;
    const read = async ({ path }: { path: string }) => (files.get(path) ?? other.files.get(path))!;
    const { vectors: _, ...without } = segment;
    for (const mixed of [
      { ...segment, data: otherSegment.data },
      { ...segment, index: otherSegment.index },
      { ...segment, vectors: total + 1 },
      without,
    ]) {
      const changed = { ...manifest, segments: [mixed] };
      await expect(openCatalog(changed, read)).rejects.toThrow(code("catalog-invalid"));
    }
  });

  it("is the golden one, and one of single pictures the same bytes as ever", async () => {
    const { files, manifest } = await written(withPictures());
    const golden = readFileSync(new URL("fixtures/items.vtrn", import.meta.url));
    expect(golden.equals(files.get(manifest.segments[0]!.data.path)!)).toBe(true);
    const table = new ItemTable(golden);
    expect(counts.map((_, row) => table.vectors.count(row))).toEqual(counts);
    const hash = createHash("sha256");
    for (const [path, bytes] of (await written(testSource(60))).files)
      hash.update(path).update(bytes);
    expect(hash.digest("hex")).toBe(
      "5461fae94e9633b2f43164afec178953a7f181c2e940589359e066463aae92bd",
    );
  });
});

describe("a manifest", () => {
  it("offers the weights that this reader knows, and refuses an unknown first", async () => {
    const json = JSON.parse((await written(testSource(5))).text);
    const [q8] = json.encoder.weights;
    const fp16 = { ...q8, dtype: "fp16", textDtype: "q4f16" };
    json.encoder.weights = [q8, { ...q8, dtype: "fp4" }, { ...q8, textDtype: "fp4" }, fp16];
    const { weights } = parseManifest(JSON.stringify(json)).encoder;
    expect(weights).toEqual([q8, fp16]);
    json.encoder.weights.shift();
    expect(() => parseManifest(JSON.stringify(json))).toThrow(code("catalog-unsupported"));
  });

  const broken = (change: (json: Record<string, unknown>) => void) => async () => {
    const json = JSON.parse((await written(testSource(5))).text);
    change(json);
    return parseManifest(JSON.stringify(json));
  };

  it.each<[string, (json: any) => void]>([
    ["another format", (json) => (json.format = "other")],
    ["no encoder", (json) => delete json.encoder],
    ["a path out of the folder", (json) => (json.segments[0].data.path = "../secret")],
    ["an absolute path", (json) => (json.segments[0].data.path = "/secret")],
    ["a URL as path", (json) => (json.segments[0].data.path = "https://example.com/x")],
    ["a path with a query", (json) => (json.segments[0].data.path = "x?y")],
    ["a negative size", (json) => (json.segments[0].data.bytes = -1)],
    ["a huge size", (json) => (json.segments[0].data.bytes = 2 ** 40)],
    ["a short hash", (json) => (json.segments[0].facets.sha256 = "ab")],
    ["another number of items", (json) => (json.items = 6)],
    ["another dim", (json) => (json.spaces.image.dim = 17)],
    ["a short canary", (json) => json.encoder.weights[0].canary.image.pop()],
    ["no weights", (json) => (json.encoder.weights = [])],
    ["too many weights", (json) => (json.encoder.weights = new Array(33).fill({}))],
    ["weights that are no file of the model", (json) => (json.encoder.weights[0].text = "x.onnx")],
    ["weights without a dtype", (json) => delete json.encoder.weights[0].dtype],
    ["segments that are no list", (json) => (json.segments = {})],
    ["no segment", (json) => (json.segments = [])],
    ["too many segments", (json) => (json.segments = new Array(65).fill(json.segments[0]))],
    ["fewer items than rows and no changes", (json) => json.segments.push(json.segments[0])],
    ["fewer vectors than items", (json) => (json.segments[0].vectors = 4)],
    ["too many vectors", (json) => (json.segments[0].vectors = 2 ** 32)],
    ["vectors that are no number", (json) => (json.segments[0].vectors = "9")],
    ["changes that are no file", (json) => (json.segments[0].changes = "x")],
    ["no facets", (json) => delete json.facets],
    ["a facet of an unknown kind", (json) => (json.facets[0].kind = "date")],
  ])("with %s is refused", async (_, change) => {
    await expect(broken(change)()).rejects.toThrow(code("catalog-invalid"));
  });

  it("of a newer version asks for a newer library", async () => {
    const newer = broken((json) => {
      json.version = 2;
    });
    await expect(newer()).rejects.toThrow(code("catalog-unsupported"));
  });

  it("that is no JSON is refused", () => {
    expect(() => parseManifest("<!doctype html>")).toThrow(code("catalog-invalid"));
  });

  it("never throws anything but its own errors, whatever the JSON", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(() => parseManifest(text)).toThrow(
          expect.objectContaining({ name: "VisualSearchError" }),
        );
      }),
      { seed: 4 },
    );
  });
});

describe("items", () => {
  it("keep any text, and names that mean something to JavaScript", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: "grapheme", minLength: 1 }), { minLength: 1 }),
        fc.dictionary(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" })),
        (ids, attributes) => {
          const items = ids.map((id): CatalogItem => ({ id, title: `${id} title`, attributes }));
          const table = new ItemTable(writeItems(items));
          ids.forEach((id, row) => {
            expect(table.rowOf(id)).toBe(row);
            expect(table.get(row).id).toBe(id);
            expect(Object.entries(table.get(row).attributes)).toEqual(Object.entries(attributes));
          });
        },
      ),
      { seed: 5 },
    );
  });

  it("end in a clear error or sound tables, whichever bytes are changed", () => {
    const items = testItems(9);
    const whole = writeItems(items, undefined, VectorTable.ofCounts([1, 2, 3, 1, 2, 3, 1, 2, 3]));
    const starts = readContainer(whole, SegmentKind.items).sections.get(6)!.byteOffset;
    const anywhere = fc.oneof(
      fc.nat(whole.length - 1),
      fc.integer({ min: starts, max: starts + 39 }),
    );
    fc.assert(
      fc.property(anywhere, fc.nat(255), (at, value) => {
        const file = whole.slice();
        file[at] = value;
        let table: ItemTable;
        try {
          table = new ItemTable(file);
        } catch (error) {
          expect(error).toMatchObject({ name: "VisualSearchError" });
          return;
        }
        const { vectors } = table;
        for (let row = 0; row < table.count; row++) {
          expect(vectors.count(row)).toBeGreaterThan(0);
          expect(table.fingerprints(row)).toHaveLength(vectors.count(row) * 8);
        }
        expect(vectors.start(table.count)).toBe(vectors.vectors);
      }),
      { seed: 8, numRuns: 2000 },
    );
  });

  it("lose what has the wrong type", () => {
    const strange = {
      id: "a",
      title: 7,
      price: "free",
      currency: "€",
      brand: null,
      images: "x",
      imageSources: { 0: "x" },
      attributes: { x: {}, y: 1, z: ["S", 7, "M", "S"], one: ["S", null, "S"], none: [[]] },
    };
    const images = ["x", 7, ...new Array(200).fill("y")];
    const table = new ItemTable(
      writeItems([strange, { ...strange, images }] as unknown as CatalogItem[]),
    );
    const attributes = { y: 1, z: ["S", "M"], one: "S" };
    expect(table.get(0)).toEqual({ id: "a", title: "", attributes });
    expect(table.get(1).images).toEqual(["x", "", ...new Array(97).fill("y")]);
  });
});

describe("facets", () => {
  const item = (attributes: CatalogItem["attributes"], rest: Partial<CatalogItem> = {}) => ({
    id: "x",
    title: "x",
    attributes,
    ...rest,
  });

  it("count values, most frequent first, and give the range of numbers", async () => {
    const items = [
      item({ size: "S" }, { brand: "B", price: 3 }),
      item({ size: "M" }, { brand: "A" }),
      item({ size: "M" }, { price: 8 }),
    ];
    const catalog = await openFiles(await testFiles({ ...testSource(3), items }));
    expect(catalog.facets.summary()).toEqual([
      {
        name: "brand",
        kind: "category",
        values: [
          { value: "A", count: 1 },
          { value: "B", count: 1 },
        ],
      },
      { name: "price", kind: "number", min: 3, max: 8 },
      {
        name: "size",
        kind: "category",
        values: [
          { value: "M", count: 2 },
          { value: "S", count: 1 },
        ],
      },
    ]);
  });

  it("count an item for each of its values", async () => {
    const items = [item({ size: ["S", "M"] }), item({ size: ["M", "L"] }), item({ size: "M" })];
    const catalog = await openFiles(await testFiles({ ...testSource(3), items }));
    expect(catalog.facets.summary()).toEqual([
      {
        name: "size",
        kind: "category",
        values: [
          { value: "M", count: 3 },
          { value: "L", count: 1 },
          { value: "S", count: 1 },
        ],
      },
    ]);
    expect(catalog.item(0).attributes.size).toEqual(["S", "M"]);
  });

  it("leave out columns in which nearly every item has its own value", () => {
    const items = Array.from({ length: 40 }, (_, i) => item({ sku: `s${i}`, fit: `f${i % 3}` }));
    expect(chooseFacets(items)).toEqual([{ name: "fit", kind: "category" }]);
    expect([...new FacetTable(writeFacets(items)).columns.keys()]).toEqual(["fit"]);
  });
});
