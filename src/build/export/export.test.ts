/** Tests of exports as JSON lines and Parquet. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import type { Catalog } from "../../catalog/catalog.ts";
import type { SpaceChoice } from "../../catalog/spaces/spaces.ts";
import { type Files, Shop, scratch, update } from "../../catalog/testing/shop.testing.ts";
import {
  openFiles,
  TEST_BINDING,
  testFiles,
  testSource,
} from "../../catalog/testing/source.testing.ts";
import { mixtureVectors } from "../../vector/corpus.testing.ts";
import { type ExportOptions, type ExportRow, exportCatalog } from "../index.ts";
import { temporaryFolder } from "../temporary.testing.ts";

const DIM = TEST_BINDING.dim;
const FIELDS = ["title", "brand"];
const SPACES: SpaceChoice = {
  text: { fields: FIELDS },
  fused: { fields: FIELDS, weights: { image: 0.6, text: 0.4 } },
};

async function writeCatalog(files: Files, folder: string): Promise<string> {
  const catalog = join(folder, "catalog");
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(catalog, path)), { recursive: true });
    await writeFile(join(catalog, path), bytes);
  }
  return catalog;
}

/** A catalog of several segments with products that are gone and products that have other data. */
async function usedCatalog(seed: number, spaces: SpaceChoice = {}) {
  const shop = new Shop(160, seed, 3);
  let files = await scratch(shop.feed, spaces);
  for (let day = 1; day <= 3; day++) {
    shop.nextDay(day);
    shop.add(4);
    files = (await update(files, shop.feed, spaces)).files;
  }
  const folder = await temporaryFolder();
  return { folder, catalog: await writeCatalog(files, folder), opened: await openFiles(files) };
}

type ReadRow = Omit<ExportRow, "vector"> & { vector?: number[] };

async function readJsonLines(path: string): Promise<ReadRow[]> {
  const lines = (await readFile(path, "utf8")).split("\n");
  expect(lines.pop()).toBe("");
  return lines.map((line) => JSON.parse(line));
}

async function readParquetRows(path: string): Promise<ReadRow[]> {
  const rows = await parquetReadObjects({ file: arrayBufferOf(await readFile(path)) });
  // What is missing is null there.
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
  ) as unknown as ReadRow[];
}

function arrayBufferOf(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function liveItems({ segments }: Catalog) {
  return segments.flatMap((segment) =>
    Array.from({ length: segment.count }, (_, row) => row)
      .filter((row) => segment.isLive(row))
      .map((row) => ({ segment, row, item: segment.item(row) })),
  );
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
};

/**
 * Each product's best row by hand is what the catalog's own search says, up to the error of its codes: a
 * search knows a vector's product with the mean exactly, and does not bring what it decodes to unit length.
 */
function expectScores(rows: readonly ReadRow[], catalog: Catalog, space: string, seed: number) {
  const { dim } = catalog;
  const queries = mixtureVectors(20, dim, seed);
  let squares = 0;
  for (let q = 0; q < 20; q++) {
    const query = queries.slice(q * dim, (q + 1) * dim);
    const unit = query.map((value) => value / Math.hypot(...query));
    const best = new Map<string, number>();
    for (const { id, vector } of rows) {
      best.set(id, Math.max(best.get(id) ?? -1, dot(vector!, unit)));
    }
    const { ids, scores } = catalog.search(unit, { k: catalog.manifest.items, space, exact: true });
    expect(ids).toHaveLength(best.size);
    ids.forEach((row, i) => {
      squares += (best.get(catalog.item(row).id)! - scores[i]!) ** 2;
    });
  }
  const error = Math.sqrt(squares / (20 * catalog.manifest.items));
  expect(error).toBeLessThan(Math.max(0.0002, 0.02 / dim));
}

describe("an export", () => {
  test.each([3, 17, 90])("has every vector of every live product, seed %i", async (seed) => {
    const { folder, catalog, opened } = await usedCatalog(seed, SPACES);
    expect(opened.segments.length).toBeGreaterThan(1);
    const live = liveItems(opened);
    for (const space of ["image", "text", "fused"]) {
      const lines = join(folder, `${space}.jsonl`);
      const table = join(folder, `${space}.parquet`);
      const report = await exportCatalog({ catalog, out: lines, space });
      await exportCatalog({ catalog, out: table, space });
      const rows = await readJsonLines(lines);
      const vectors = live.flatMap(({ segment, row, item }) => {
        const all = segment.vectors(row, space);
        return Array.from({ length: all.length / DIM }, (_, n) => ({
          item,
          n,
          vector: all.slice(n * DIM, (n + 1) * DIM),
        }));
      });
      expect(report).toMatchObject({
        out: lines,
        format: "jsonl",
        items: live.length,
        rows: vectors.length,
        bytes: (await readFile(lines)).length,
        vectors: { space, dim: DIM, metric: "cosine", encoder: { id: "test" } },
      });
      expect(rows).toHaveLength(vectors.length);
      const perProduct = space === "text";
      for (const [i, { item, n, vector }] of vectors.entries()) {
        const { key: _, vector: found, ...fields } = rows[i]!;
        const { images, image, imageSource, imageSources, ...others } = item;
        const own = n === 0 ? image : images?.[n - 1];
        const source = n === 0 ? imageSource : imageSources?.[n - 1];
        expect(fields).toEqual({
          ...others,
          ...(!perProduct && { picture: n }),
          ...(own && { image: own }),
          ...(source && { imageSource: source }),
        });
        expect(Math.max(...found!.map((value, d) => Math.abs(value - vector[d]!)))).toBeLessThan(
          1e-8,
        );
        expect(Math.abs(Math.hypot(...found!) - 1)).toBeLessThan(1e-6);
      }
      expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
      expectScores(rows, opened, space, seed);
      const columns = await readParquetRows(table);
      expect(columns.map(({ vector: _, ...row }) => row)).toEqual(
        rows.map(({ vector: _, ...row }) => row),
      );
      for (const [i, { vector }] of columns.entries()) {
        expect(vector).toEqual([...vectors[i]!.vector]);
      }
    }
  });

  test("scores like the catalog, within 0.0002, in 512 dimensions", async () => {
    const canary = new Array<number>(512).fill(512 ** -0.5);
    const [weights] = TEST_BINDING.weights;
    const encoder: typeof TEST_BINDING = {
      ...TEST_BINDING,
      dim: 512,
      weights: [{ ...weights, canary: { image: canary, text: canary } }],
    };
    const files = await testFiles(testSource(400, encoder));
    const folder = await temporaryFolder();
    const out = join(folder, "rows.jsonl");
    await exportCatalog({ catalog: await writeCatalog(files, folder), out });
    expectScores(await readJsonLines(out), await openFiles(files), "image", 5);
  });

  test("has a row for each product, and reads no vectors, if none are wanted", async () => {
    const { folder, catalog, opened } = await usedCatalog(8);
    for (const { index } of opened.manifest.segments) {
      await writeFile(join(catalog, index.image.path), "damaged");
    }
    const out = join(folder, "items.parquet");
    const report = await exportCatalog({ catalog, out, vectors: false });
    expect(report).not.toHaveProperty("vectors");
    expect(report).toMatchObject({ format: "parquet", rows: opened.manifest.items });
    const rows = await readParquetRows(out);
    expect(rows.map(({ id }) => id)).toEqual(liveItems(opened).map(({ item }) => item.id));
    expect(rows.some((row) => "vector" in row || "picture" in row)).toBe(false);
    await expect(exportCatalog({ catalog, out })).rejects.toMatchObject({
      code: "catalog-invalid",
    });
  });

  test("reads indexes with sketches and residual bits, and writes row groups of bounded size", async () => {
    const files = await testFiles(testSource(20_000));
    const folder = await temporaryFolder();
    const catalog = await writeCatalog(files, folder);
    const out = join(folder, "all.parquet");
    await exportCatalog({ catalog, out });
    const { row_groups, key_value_metadata } = parquetMetadata(arrayBufferOf(await readFile(out)));
    expect(row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([10_000, 10_000]);
    const { value } = key_value_metadata!.find(({ key }) => key === "vitrine")!;
    expect(JSON.parse(value!)).toMatchObject({
      name: "Test shop",
      vectors: { space: "image", dim: DIM, encoder: { id: "test" } },
    });
    const originals = testSource(20_000).vectors;
    for (const [i, { id, vector }] of (await readParquetRows(out)).entries()) {
      if (i % 97 !== 0) continue;
      const original = originals.subarray(i * DIM, (i + 1) * DIM);
      expect(id).toBe(`p${i}`);
      expect(dot(vector!, original) / Math.hypot(...original)).toBeGreaterThan(0.99999);
    }
  });

  test("gives a row the same key in every version of the catalog", async () => {
    const shop = new Shop(40, 5, 2);
    const files = await scratch(shop.feed);
    const keysOf = async (of: Files) => {
      const folder = await temporaryFolder();
      const out = join(folder, "rows.jsonl");
      await exportCatalog({ catalog: await writeCatalog(of, folder), out });
      const rows = await readJsonLines(out);
      return new Map(rows.map(({ id, picture, key }) => [`${id} ${picture}`, key]));
    };
    const first = await keysOf(files);
    shop.remove(0.2);
    shop.edit(0.5);
    shop.add(5);
    const second = await keysOf((await update(files, shop.feed)).files);
    const common = [...first].filter(([name]) => second.has(name));
    expect(common.length).toBeGreaterThan(20);
    for (const [name, key] of common) expect(second.get(name)).toBe(key);
    for (const key of first.values()) {
      expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });
});

describe("an export that fails", () => {
  const small = async () => {
    const folder = await temporaryFolder();
    const files = await testFiles(testSource(30));
    return { folder, files, catalog: await writeCatalog(files, folder) };
  };

  const failing = async (options: ExportOptions, code: string) => {
    await expect(exportCatalog(options)).rejects.toMatchObject({ code });
  };

  test("leaves the file that was there, and nothing else", async () => {
    const { folder, catalog, files } = await small();
    const out = join(folder, "rows.jsonl");
    await writeFile(out, "old");
    const items = [...files.keys()].find((path) => path.includes("items-"))!;
    const bytes = files.get(items)!.slice();
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(join(catalog, items), bytes);
    await failing({ catalog, out }, "catalog-invalid");
    await writeFile(join(catalog, items), files.get(items)!);
    const reason = new Error("enough");
    const aborting = new AbortController();
    const onProgress = () => aborting.abort(reason);
    const { signal } = aborting;
    await expect(exportCatalog({ catalog, out, signal, onProgress })).rejects.toBe(reason);
    expect(await readFile(out, "utf8")).toBe("old");
    expect((await readdir(folder)).sort()).toEqual(["catalog", "rows.jsonl"]);
    await exportCatalog({ catalog, out });
    expect(await readJsonLines(out)).toHaveLength(30);
  });

  test("deletes what a killed export has left next to the file", async () => {
    const { folder, catalog } = await small();
    const out = join(folder, "rows.jsonl");
    // No process has this number.
    const { hostname } = await import("node:os");
    const left = join(folder, `.rows.jsonl.vitrine-export-${2 ** 30}-00000000-${hostname()}`);
    await writeFile(left, "half");
    await exportCatalog({ catalog, out });
    expect((await readdir(folder)).sort()).toEqual(["catalog", "rows.jsonl"]);
  });

  test("names the reason: no catalog, no such space, no place for the file", async () => {
    const { folder, catalog } = await small();
    const out = join(folder, "rows.jsonl");
    await failing({ catalog: folder, out }, "catalog-invalid");
    await failing({ catalog, out, space: "words" }, "space-unknown");
    await failing({ catalog, out, space: "__proto__" }, "space-unknown");
    await failing({ catalog, out, space: "image", vectors: false }, "invalid-argument");
    await failing({ catalog, out: join(catalog, "rows.jsonl") }, "invalid-argument");
    await failing({ catalog, out: folder }, "output-failed");
    expect((await readdir(folder)).sort()).toEqual(["catalog"]);
  });

  test("names a closed stream", async () => {
    const { catalog } = await small();
    const stream = new PassThrough();
    stream.on("error", () => {});
    stream.destroy(new Error("gone"));
    await failing({ catalog, out: stream }, "output-failed");
  });

  test("waits for a slow reader of a stream", async () => {
    const { catalog } = await small();
    const stream = new PassThrough({ highWaterMark: 16 });
    let bytes = 0;
    const reading = (async () => {
      for await (const chunk of stream) bytes += chunk.length;
    })();
    const report = await exportCatalog({ catalog, out: stream });
    stream.end();
    await reading;
    expect(bytes).toBe(report.bytes);
    expect(report).not.toHaveProperty("out");
  });
});
