import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { verifyCatalog } from "../catalog/verify.ts";
import { openFolder } from "./catalog-folder.ts";
import { type BuildOptions, buildCatalog, inspectCatalog, verifyFolder } from "./index.ts";
import { temporaryFolder } from "./temporary.testing.ts";

const COUNT = 12;

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
  const options: BuildOptions = {
    feed: join(folder, "feed.csv"),
    images: folder,
    model: "public/models/starter",
    out: join(folder, "catalog"),
    created: new Date("2025-01-02T03:04:05Z"),
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

describe("a build that goes on from the previous catalog", () => {
  test("embeds what is new, patches what has other data, and keeps the rest", async () => {
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

  test("writes nothing but the manifest where nothing has changed", async () => {
    const { options, rows, build } = await setUp();
    await build(rows);
    const files = await readdir(join(options.out, "segments"));
    const report = await build(rows, { previous: options.out });
    expect(report.update).toMatchObject({ kept: COUNT, patched: 0, embedded: 0, removed: 0 });
    expect(report.timings.imagesPerSecond).toBe(0);
    expect(await readdir(join(options.out, "segments"))).toEqual(files);
  });

  test("leaves out products whose picture is gone, as any build", async () => {
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

  test("builds all of it, and says why, where the previous one cannot serve", async () => {
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

  test("embeds nothing anew where the model is offered in further formats", async () => {
    const { options, rows, build } = await setUp();
    const model = "src/encoder/fixtures/siglip";
    await build(rows, { model, dtypes: ["q8"] });
    const more = await build(rows, { model, previous: options.out });
    expect(more.update).toMatchObject({ kept: COUNT, embedded: 0 });
    expect(more.model?.dtypes).toEqual(["q8", "fp32", "fp16"]);
    const other = await build(rows, { model, dtype: "fp16", previous: options.out });
    expect(other.update).toBeUndefined();
  });

  test("refuses a previous catalog that is no path", async () => {
    const { rows, build } = await setUp();
    await expect(build(rows, { previous: "" })).rejects.toMatchObject({ code: "invalid-argument" });
  });
});
