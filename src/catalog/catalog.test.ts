/** Tests of catalogs as a whole: what was written is opened, and what does not fit is refused. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { mixtureVectors } from "../vector/corpus.testing.ts";
import { openCatalog } from "./catalog.ts";
import { ItemTable } from "./items/item-table.ts";
import { MANIFEST_PATH } from "./manifest/manifest.ts";
import { parseManifest } from "./manifest/read-manifest.ts";
import { fileMap, openFiles, testSource } from "./testing/source.testing.ts";
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

  it("is refused if its segments disagree about their number of rows", async () => {
    const small = await written(testSource(20));
    const large = await written(testSource(21));
    const mixed = structuredClone(small.manifest);
    mixed.segments[0]!.data = large.manifest.segments[0]!.data;
    const read = async ({ path }: { path: string }) =>
      (small.files.get(path) ?? large.files.get(path))!;
    await expect(openCatalog(mixed, read)).rejects.toThrow(code("catalog-invalid"));
  });

  it("is not written if items and vectors do not fit", async () => {
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

  it("is not written if items, pictures and vectors do not fit", async () => {
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

  it("is refused if the manifest, the index and the items count vectors differently", async () => {
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

  it("is written as the golden file, and one of single pictures as ever", async () => {
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
