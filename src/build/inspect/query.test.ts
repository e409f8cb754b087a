/** Tests of searching a catalog on the disk. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildCatalog, queryCatalog } from "../index.ts";
import { temporaryFolder } from "../temporary.testing.ts";

const MODEL = "public/models/starter";
const COLOURS = ["#c02020", "#2040c0", "#208040", "#d0a020", "#502060", "#101010"];
let folder: string;
let catalog: string;
const pictureOf = (i: number) => join(folder, "images", `${i}.jpg`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vitrine-test-"));
  await mkdir(join(folder, "images"));
  for (const [i, colour] of COLOURS.entries()) {
    const shape = `<rect x="${20 + i * 6}" y="30" width="70" height="${60 + i * 12}" fill="${colour}"/>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="200">${shape}</svg>`;
    await sharp(Buffer.from(svg)).flatten({ background: "#fff" }).jpeg().toFile(pictureOf(i));
  }
  const rows = COLOURS.map((_, i) => `p${i},Product ${i},${i}.jpg,${10 * i},kind${i % 2}`);
  await writeFile(join(folder, "feed.csv"), ["id,title,image,price,category", ...rows].join("\n"));
  await cp(MODEL, join(folder, "model"), { recursive: true });
  catalog = join(folder, "catalog");
  await buildCatalog({
    feed: join(folder, "feed.csv"),
    images: join(folder, "images"),
    model: join(folder, "model"),
    modelUrl: "../model/",
    out: catalog,
    cache: join(folder, "cache"),
    spaces: ["image", "text", "fused"],
    concepts: [],
    threads: 1,
    runtime: "wasm",
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const idsOf = (hits: readonly { id: string }[]) => hits.map(({ id }) => id);

describe("a catalog's folder is searched", () => {
  test("by a picture, with the model that the catalog names", async () => {
    for (const i of [0, 3, 5]) {
      const hits = await queryCatalog({ catalog, image: pictureOf(i), threads: 1 });
      expect(hits[0]).toMatchObject({ id: `p${i}`, picture: 0, item: { title: `Product ${i}` } });
      expect(hits[0]!.score).toBeGreaterThan(0.995);
      expect(hits).toHaveLength(COLOURS.length);
    }
  });

  test("by a text, in the space of texts, in which the title itself is nearest", async () => {
    const query = { catalog, text: "a product, Product 4, kind0", space: "text", threads: 1 };
    const hits = await queryCatalog(query);
    expect(hits).toHaveLength(COLOURS.length);
    const scores = hits.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    const both = await queryCatalog({ ...query, image: pictureOf(2), space: "fused" });
    expect(idsOf(both)).not.toEqual(idsOf(hits));
  });

  test("by a product, which is not a hit itself, with conditions and a limit", async () => {
    const all = await queryCatalog({ catalog, like: "p1" });
    expect(idsOf(all)).toHaveLength(COLOURS.length - 1);
    expect(idsOf(all)).not.toContain("p1");
    const some = await queryCatalog({
      catalog,
      like: "p1",
      where: { category: "kind1", price: { min: 30 } },
    });
    expect(idsOf(some).sort()).toEqual(["p3", "p5"]);
    expect(idsOf(await queryCatalog({ catalog, like: "p1", limit: 2 }))).toEqual(
      idsOf(all).slice(0, 2),
    );
  });

  test.each([
    [{}, "invalid-argument"],
    [{ text: "" }, "invalid-argument"],
    [{ like: "p1", limit: 0 }, "invalid-argument"],
    [{ like: "p9" }, "item-unknown"],
    [{ like: "p1", space: "sound" }, "space-unknown"],
    [{ like: "p1", where: { size: "M" } }, "facet-unknown"],
    [{ image: "none.jpg" }, "unsupported-image"],
    [{ image: "package.json" }, "unsupported-image"],
    [{ text: "hat", model: "nowhere" }, "model-invalid"],
  ])("%o is refused", async (query, code) => {
    await expect(queryCatalog({ catalog, threads: 1, ...query })).rejects.toMatchObject({ code });
  });

  test("a damaged catalog, another model and an address for a model are refused", async () => {
    const copy = join(await temporaryFolder(), "catalog");
    await cp(catalog, copy, { recursive: true });
    const path = join(copy, "manifest.json");
    const manifest = await readFile(path, "utf8");
    const remote = manifest.replace('"url": "../model/"', '"url": "https://cdn.example/model/"');
    expect(remote).not.toBe(manifest);
    await writeFile(path, remote);
    await expect(queryCatalog({ catalog: copy, text: "hat" })).rejects.toMatchObject({
      code: "model-missing",
      message: expect.stringContaining("https://cdn.example/model/"),
    });
    await writeFile(path, manifest.replaceAll(/"sha256": "[0-9a-f]{8}/g, '"sha256": "00000000'));
    await expect(queryCatalog({ catalog: copy, like: "p1" })).rejects.toMatchObject({
      code: "catalog-invalid",
    });
    const { encoder } = JSON.parse(manifest);
    const weights = encoder.files.find((file: { path: string }) => /vision/.test(file.path));
    await writeFile(path, manifest.replaceAll(weights.sha256, "0".repeat(64)));
    await expect(
      queryCatalog({ catalog: copy, text: "hat", model: MODEL, threads: 1 }),
    ).rejects.toMatchObject({ code: "encoder-mismatch" });
  });
});
