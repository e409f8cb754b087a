/** Tests of builds that continue a previous catalog. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { verifyCatalog } from "../../catalog/verify/verify-catalog.ts";
import { type BuildOptions, buildCatalog, inspectCatalog, verifyFolder } from "../index.ts";
import { openModel } from "../models/model.ts";
import { temporaryFolder } from "../temporary.testing.ts";
import { openFolder } from "../write/catalog-folder.ts";

const COUNT = 12;
const NAMES = [
  "dress",
  "boots",
  "shirt",
  "hat",
  "watch",
  "scarf",
  "jeans",
  "sandals",
  "coat",
  "skirt",
  "backpack",
  "belt",
];

function draw(colour: string, width: number): Promise<Buffer> {
  const shape = `<rect x="20" y="30" width="${width}" height="90" fill="${colour}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="200">${shape}</svg>`;
  return sharp(Buffer.from(svg)).flatten({ background: "#fff" }).jpeg().toBuffer();
}

interface Row {
  id: string;
  title: string;
  image: string;
  price: number;
}

async function setUp() {
  const folder = await temporaryFolder();
  for (let i = 0; i < COUNT + 2; i++) {
    const colour = `#${((i * 1_234_567) % 0xffffff).toString(16).padStart(6, "0")}`;
    await writeFile(join(folder, `${i}.jpg`), await draw(colour, 20 + 7 * i));
  }
  const options: BuildOptions & { feed: string } = {
    feed: join(folder, "feed.csv"),
    images: folder,
    model: "public/models/starter",
    out: join(folder, "catalog"),
    cache: join(folder, "cache"),
    created: new Date("2025-01-02T03:04:05Z"),
    // The fastest to open.
    runtime: "wasm",
    html: false,
  };
  const rows = Array.from(
    { length: COUNT },
    (_, i): Row => ({ id: `p${i}`, title: `Product ${i}`, image: `${i}.jpg`, price: 10 + i }),
  );
  const build = async (feed: readonly Row[], change: Partial<BuildOptions> = {}) => {
    const lines = feed.map(({ id, title, image, price }) => `${id},${title},${image},${price}`);
    await writeFile(options.feed, ["id,title,image,price", ...lines].join("\n"));
    return await buildCatalog({ ...options, ...change });
  };
  return { folder, options, rows, build };
}

async function open(folder: string) {
  const { problems, catalog } = await verifyCatalog(await openFolder(folder));
  expect(problems).toEqual([]);
  return catalog!;
}

describe("a build that continues the previous catalog", () => {
  test("embeds new products, patches changed ones, and keeps the rest", async () => {
    const { folder, options, rows, build } = await setUp();
    await build(rows);
    const before = await readdir(join(options.out, "segments"));
    const index = before.find((name) => name.startsWith("index-"))!;
    const indexBytes = await readFile(join(options.out, "segments", index));
    await writeFile(join(folder, "5.jpg"), await draw("#123456", 140));
    const feed = [
      { id: "new", title: "New", image: `${COUNT}.jpg`, price: 5 },
      ...rows.slice(1).map((row) => (row.id === "p3" ? { ...row, price: 99 } : row)),
    ];
    const report = await build(feed, { previous: options.out });
    expect(report.update).toMatchObject({
      previous: options.out,
      kept: 10,
      patched: 1,
      embedded: 2,
      removed: 1,
      rewritten: 0,
    });
    expect(report.notes.join()).not.toContain("previous");
    const { newBytes, reusedBytes } = report.update!;
    expect(newBytes + reusedBytes).toBe(report.bytes);
    expect(reusedBytes).toBeGreaterThan(indexBytes.length);
    expect(await readFile(join(options.out, "segments", index))).toEqual(indexBytes);
    expect(await inspectCatalog(options.out)).toMatchObject({
      rows: 14,
      live: 12,
      tombstones: 2,
      patches: 1,
      segments: [{ rows: 12 }, { rows: 2 }],
    });

    await build(feed, { out: join(folder, "scratch") });
    const [updated, scratch] = [await open(options.out), await open(join(folder, "scratch"))];
    expect(updated.facets.summary()).toEqual(scratch.facets.summary());
    for (const { id } of feed) {
      const [one, two] = [updated.rowOf(id)!, scratch.rowOf(id)!];
      expect(updated.item(one)).toEqual(scratch.item(two));
      const query = scratch.vectors(two);
      const ids = (catalog: typeof scratch) =>
        [...catalog.search(query, { k: 1 }).ids].map((row) => catalog.item(row).id);
      expect(ids(updated)).toEqual(ids(scratch));
    }
  });

  test("writes only the manifest if nothing has changed", async () => {
    const { options, rows, build } = await setUp();
    await build(rows);
    const files = await readdir(join(options.out, "segments"));
    const report = await build(rows, { previous: options.out });
    expect(report.update).toMatchObject({ kept: COUNT, patched: 0, embedded: 0, removed: 0 });
    expect(report.timings.imagesPerSecond).toBe(0);
    expect(await readdir(join(options.out, "segments"))).toEqual(files);
  });

  test("leaves out products whose picture is gone, like any build", async () => {
    const { folder, options, rows, build } = await setUp();
    await build(rows);
    const feed = rows.map((row) => (row.id === "p2" ? { ...row, image: "none.jpg" } : row));
    const next = join(folder, "next");
    const report = await build(feed, { previous: options.out, out: next });
    expect(report.update).toMatchObject({ kept: 11, embedded: 0, removed: 1 });
    expect(report.rejected).toMatchObject([{ id: "p2" }]);
    expect((await open(next)).rowOf("p2")).toBeUndefined();
    expect((await open(options.out)).rowOf("p2")).toBe(2);
  });

  test("builds everything and says why if the previous catalog cannot be used", async () => {
    const { options, rows, build } = await setUp();
    const missing = await build(rows, { previous: options.out });
    expect(missing.update).toBeUndefined();
    expect(missing.notes.join()).toMatch(/Every picture was embedded.*cannot be read/);

    const path = join(options.out, "manifest.json");
    const manifest = JSON.parse(await readFile(path, "utf8"));
    manifest.encoder.weights[0].dtype = "fp32";
    await writeFile(path, JSON.stringify(manifest));
    const other = await build(rows, { previous: options.out });
    expect(other.notes.join()).toMatch(/Every picture was embedded.*fp32/);

    const [file] = await readdir(join(options.out, "segments"));
    const damaged = await readFile(join(options.out, "segments", file!));
    damaged[80]! ^= 1;
    await writeFile(join(options.out, "segments", file!), damaged);
    const report = await build(rows, { previous: options.out });
    expect(report.notes.join()).toMatch(/Every picture was embedded.*damaged/);
    expect(await verifyFolder(options.out)).toEqual([]);
  });

  test("embeds nothing again if the model is offered in further formats", async () => {
    const { options, rows, build } = await setUp();
    const model = "src/encoder/fixtures/siglip";
    await build(rows, { model, dtypes: ["q8"] });
    const more = await build(rows, { model, previous: options.out });
    expect(more.update).toMatchObject({ kept: COUNT, embedded: 0 });
    expect(more.model?.dtypes).toEqual(["q8", "fp32", "fp16"]);
    const other = await build(rows, { model, dtype: "fp16", previous: options.out });
    expect(other.update).toBeUndefined();
  });

  test("embeds only the texts of new products and of changed texts", async () => {
    const { folder, options, rows, build } = await setUp();
    const change: Partial<BuildOptions> = {
      spaces: ["image", "text", "fused"],
      textFields: ["title"],
    };
    const texts: number[] = [];
    const onProgress: BuildOptions["onProgress"] = ({ stage, total }) => {
      if (stage === "texts") texts.push(total!);
    };
    const named = rows.map((row, i) => ({ ...row, title: `${row.title} ${NAMES[i]}` }));
    await build(named, { ...change, onProgress });
    expect(new Set(texts)).toEqual(new Set([COUNT]));
    const feed = named.map((row) => {
      if (row.id === "p3") return { ...row, title: "A blue umbrella" };
      return row.id === "p5" ? { ...row, price: 99 } : row;
    });
    texts.length = 0;
    const next = { ...change, onProgress, previous: options.out };
    const report = await build(feed, next);
    expect(report.update).toMatchObject({ kept: COUNT, patched: 2, embedded: 0 });
    expect(new Set(texts)).toEqual(new Set([1]));
    expect(report.timings.imagesPerSecond).toBe(0);
    texts.length = 0;
    expect((await build(feed, next)).update).toMatchObject({ patched: 0, embedded: 0 });
    expect(texts).toEqual([]);

    await build(feed, { ...change, out: join(folder, "scratch") });
    const [updated, scratch] = [await open(options.out), await open(join(folder, "scratch"))];
    for (const { id } of feed) {
      const [one, two] = [updated.rowOf(id)!, scratch.rowOf(id)!];
      for (const space of ["image", "text", "fused"]) {
        const vector = updated.vectors(one, space);
        const cosine = scratch.vectors(two, space).reduce((sum, x, d) => sum + x * vector[d]!, 0);
        expect(cosine, `${id}, ${space}`).toBeGreaterThan(0.999);
      }
    }
    const model = await openModel(options.model, { threads: 1, runtime: "wasm" });
    const embedder = await model.openTexts();
    for (const { id, title } of feed) {
      const { ids, scores } = updated.search(await embedder.embed([title]), {
        k: 1,
        space: "text",
      });
      expect(updated.item(ids[0]!).id).toBe(id);
      expect(scores[0]).toBeGreaterThan(0.995);
    }
    await embedder.release();
    await model.release();

    const other = await build(feed, { ...next, fuse: { image: 1, text: 1 } });
    expect(other.update).toBeUndefined();
    expect(other.notes.join()).toMatch(/Every picture was embedded.*other vector spaces/);
  });

  test("refuses a previous catalog that is not a path", async () => {
    const { rows, build } = await setUp();
    await expect(build(rows, { previous: "" })).rejects.toMatchObject({ code: "invalid-argument" });
  });
});
