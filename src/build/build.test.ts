/** Tests of `buildCatalog`: catalogs, reports, failures and refused options. */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { openCatalog } from "../catalog/catalog.ts";
import { parseManifest } from "../catalog/manifest/read-manifest.ts";
import { type BuildOptions, type BuildProgress, buildCatalog } from "./index.ts";
import { openModel } from "./models/model.ts";
import { temporaryFolder } from "./temporary.testing.ts";

const MODEL = "public/models/starter";
const CREATED = new Date("2025-01-02T03:04:05Z");
const COLOURS = ["#c02020", "#2040c0", "#208040", "#d0a020", "#502060", "#101010"];

/** Picture files by name; drawn once. */
const pictures = new Map<string, Buffer>();

beforeAll(async () => {
  for (const [i, colour] of COLOURS.entries()) {
    const shape = `<rect x="${20 + i * 6}" y="30" width="70" height="${60 + i * 12}" fill="${colour}"/>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="200">${shape}</svg>`;
    const opaque = sharp(Buffer.from(svg)).flatten({ background: "#fff" });
    pictures.set(`${i}.jpg`, await opaque.jpeg().toBuffer());
  }
});

async function setUp(feed: string, extra: Record<string, string | Uint8Array> = {}) {
  const folder = await temporaryFolder();
  const images = join(folder, "images");
  await mkdir(images);
  for (const [name, bytes] of pictures) await writeFile(join(images, name), bytes);
  for (const [name, bytes] of Object.entries(extra)) await writeFile(join(images, name), bytes);
  const path = join(folder, "feed.csv");
  await writeFile(path, feed);
  const options: BuildOptions & { feed: string } = {
    feed: path,
    images,
    model: MODEL,
    out: join(folder, "catalog"),
    cache: await temporaryFolder(),
    created: CREATED,
    // The fastest to open.
    runtime: "wasm",
  };
  return { folder, options };
}

function feedOf(names: Iterable<string>): string {
  const rows = [...names].map((name, i) => `p${i},Product ${i},${name},${10 + i} EUR`);
  return ["id,title,image,price", ...rows].join("\n");
}

async function open(out: string) {
  const manifest = parseManifest(await readFile(join(out, "manifest.json"), "utf8"));
  return await openCatalog(
    manifest,
    async ({ path }) => new Uint8Array(await readFile(join(out, path))),
  );
}

async function contentOf(folder: string): Promise<Record<string, string>> {
  const content: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    content[path.slice(folder.length)] = (await readFile(path)).toString("base64");
  }
  return content;
}

describe("buildCatalog", () => {
  test("builds a catalog whose items, binding and vectors are those of the input", async () => {
    const { options } = await setUp(feedOf(pictures.keys()));
    const stages: BuildProgress[] = [];
    const report = await buildCatalog({
      ...options,
      runtime: "auto",
      name: "Shop",
      modelUrl: "../model",
      imageBase: "https://cdn.example/",
      onProgress: (progress) => stages.push(progress),
    });
    expect(report).toMatchObject({
      ok: true,
      counts: { rows: 6, items: 6, rejected: 0, warnings: 0 },
    });

    const catalog = await open(options.out);
    const { manifest } = catalog;
    expect(manifest).toMatchObject({
      name: "Shop",
      created: CREATED.toISOString(),
      items: 6,
      encoder: { id: "starter", url: "../model", weights: [{ dtype: "q8" }], dim: 256 },
    });
    expect(manifest.encoder.embeddedWith).toMatch(/^onnxruntime-(node|web) \d+\.\d+/);
    expect(manifest.encoder.files.map(({ path }) => path)).toEqual([
      "config.json",
      "preprocessor_config.json",
      "tokenizer_config.json",
      "tokenizer.json",
      "onnx/vision_model_quantized.onnx",
      "onnx/text_model_quantized.onnx",
    ]);
    expect(catalog.item(2)).toMatchObject({
      id: "p2",
      title: "Product 2",
      price: 12,
      currency: "EUR",
      image: "https://cdn.example/2.jpg",
    });

    const direct = await openModel(MODEL, { threads: 1, runtime: "wasm" });
    for (const [i, bytes] of [...pictures.values()].entries()) {
      const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({
        resolveWithObject: true,
      });
      const pixels = direct.preprocess({ data, width: info.width, height: info.height });
      const { ids, scores } = catalog.search(await direct.embed(pixels, 1), { k: 1 });
      expect(ids[0]).toBe(i);
      expect(scores[0]).toBeGreaterThan(0.995);
    }
    await direct.release();

    expect(new Set(stages.map(({ stage }) => stage))).toEqual(
      new Set(["read", "embed", "verify", "write"]),
    );
    expect(stages.find(({ stage, done }) => stage === "embed" && done === 6)).toMatchObject({
      total: 6,
      secondsLeft: 0,
    });
    const written = JSON.parse(await readFile(`${options.out}.report.json`, "utf8"));
    expect(written).toEqual(JSON.parse(JSON.stringify(report)));
  });

  test("reports a broken row or picture, and builds the rest", async () => {
    const jpeg = pictures.get("0.jpg")!;
    const feed = [
      "id,title,image,price",
      "a,Good,0.jpg,12.00",
      "b,Empty file,empty.jpg,1",
      "c,Truncated,truncated.jpg,1",
      "d,Page,page.jpg,1",
      "e,Missing,none.jpg,1",
      "f,Escape,../feed.csv,1",
      "g,Ragged",
      "a,Duplicate,1.jpg,1",
      ",No id,1.jpg,1",
      'h,"Also good",1.jpg,call us',
    ].join("\r\n");
    const { options } = await setUp(`\ufeff${feed}`, {
      "empty.jpg": "",
      "truncated.jpg": jpeg.subarray(0, jpeg.length / 2),
      "page.jpg": "<html><body>Not found</body></html>",
    });
    const report = await buildCatalog({ ...options, currency: "GBP" });
    expect(report.counts).toEqual({ rows: 10, items: 2, rejected: 8, warnings: 1 });
    expect(report.rejected).toEqual([
      { line: 3, id: "b", reason: "the image file is empty (empty.jpg)" },
      { line: 4, id: "c", reason: expect.stringContaining("broken") },
      { line: 5, id: "d", reason: expect.stringContaining("HTML page") },
      { line: 6, id: "e", reason: expect.stringContaining("not in the images folder") },
      { line: 7, id: "f", reason: expect.stringContaining("outside the images folder") },
      { line: 8, reason: expect.stringContaining("expected 4 cells"), sample: "g | Ragged" },
      {
        line: 9,
        id: "a",
        reason: "the id is that of line 2",
        sample: "a | Duplicate | 1.jpg | 1",
      },
      { line: 10, reason: "no id", sample: "No id | 1.jpg | 1" },
    ]);
    expect(report.warnings[0]).toMatchObject({ examples: [{ line: 11, id: "h" }] });
    const catalog = await open(options.out);
    expect(catalog.item(0)).toMatchObject({ id: "a", price: 12, currency: "GBP" });
    expect(catalog.item(1)).toMatchObject({ id: "h", title: "Also good" });
    expect(catalog.item(1)).not.toHaveProperty("price");
  });

  test("makes the same bytes from the same input", async () => {
    const { options, folder } = await setUp(feedOf(pictures.keys()));
    await buildCatalog(options);
    await buildCatalog({ ...options, out: join(folder, "again") });
    expect(await contentOf(join(folder, "again"))).toEqual(await contentOf(options.out));
  });

  test("ends with feed-empty and a report, but no output, if nothing is usable", async () => {
    const { options, folder } = await setUp(feedOf(["none.jpg", "../x.jpg"]));
    await expect(buildCatalog(options)).rejects.toMatchObject({ code: "feed-empty" });
    const files = ["catalog.report.html", "catalog.report.json", "feed.csv", "images"];
    expect((await readdir(folder)).sort()).toEqual(files);
    const page = await readFile(`${options.out}.report.html`, "utf8");
    expect(page).toContain("The build failed");
    const report = JSON.parse(await readFile(`${options.out}.report.json`, "utf8"));
    expect(report).toMatchObject({ ok: false, error: { code: "feed-empty" } });
    expect(report.rejected).toHaveLength(2);

    await writeFile(options.feed, "id,title,image\n");
    await expect(buildCatalog(options)).rejects.toMatchObject({ code: "feed-empty" });
  });

  test("leaves the old catalog if it fails or is aborted", async () => {
    const { options } = await setUp(feedOf(["0.jpg", "1.jpg"]));
    await buildCatalog(options);
    const before = await contentOf(options.out);

    await writeFile(options.feed, feedOf(["none.jpg"]));
    await expect(buildCatalog(options)).rejects.toMatchObject({ code: "feed-empty" });
    await writeFile(options.feed, feedOf(["2.jpg", "3.jpg", "4.jpg"]));
    const none = { ...options, model: join(options.out, "..") };
    await expect(buildCatalog(none)).rejects.toMatchObject({ code: "model-invalid" });
    for (const at of ["embed", "write"]) {
      const abort = new AbortController();
      const onProgress = ({ stage }: BuildProgress) => {
        if (stage === at) abort.abort();
      };
      const aborted = buildCatalog({ ...options, signal: abort.signal, onProgress });
      await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
    }
    expect(await contentOf(options.out)).toEqual(before);

    await buildCatalog(options);
    expect((await open(options.out)).manifest.items).toBe(3);
  });

  test("reports products, rejected rows, bytes and recall, also as a page", async () => {
    const rows = [...pictures.keys()].flatMap((name, i) => [
      `p${i},Product ${i},${name},${10 + i} EUR,${i < 4 ? "Acme" : ""}`,
      `p${i},Again ${i},${name},1 EUR,`,
      `q${i},Twin ${i},${name},${20 + i} EUR,Other`,
    ]);
    const { options } = await setUp(["id,title,image,price,brand", ...rows].join("\n"));
    const report = await buildCatalog({ ...options, thumbnails: 64 });
    expect(report.rejectedBy).toMatchObject([
      { reason: "the id is that of line N", count: 6, examples: { length: 6 } },
    ]);
    expect(report.repeatedIds).toMatchObject({ count: 6, examples: { 0: { id: "p0", line: 3 } } });
    expect(report.vectors).toEqual({ fresh: 12, remembered: 0, kept: 0 });
    const { fields, facets, prices } = report.products!;
    expect(fields).toContainEqual({
      field: "brand",
      present: 10,
      missing: 2,
      missingIds: ["p4", "p5"],
    });
    expect(facets).toContainEqual({
      name: "brand",
      kind: "category",
      products: 10,
      distinct: 2,
      values: [
        { value: "Other", count: 6 },
        { value: "Acme", count: 4 },
      ],
    });
    expect(prices).toMatchObject([{ currency: "EUR", prices: { min: 10, max: 25, count: 12 } }]);
    const parts = Object.values(report.parts!).reduce((sum, bytes) => sum + bytes, 0);
    expect(parts).toBe(report.bytes);
    const { manifest } = await open(options.out);
    expect(report.recall).toEqual([
      { space: "image", segment: 0, items: 12, certificate: manifest.segments[0]!.recall },
    ]);
    const page = await readFile(report.htmlPath!, "utf8");
    // Twelve products, and a shared file's picture for each two of them.
    expect(page.match(/<img src="data:image\/webp;base64,/g)).toHaveLength(12 + 6);
    expect(page).toContain("12 of 18 products are searchable; 6 were left out.");

    await buildCatalog({ ...options, out: `${options.out}2`, html: false });
    expect(await readdir(join(options.out, ".."))).not.toContain("catalog2.report.html");
  });

  test("reports what is known when it fails, and nothing when it is aborted", async () => {
    const { options, folder } = await setUp(feedOf(["0.jpg", "1.jpg"]));
    const failing = { ...options, model: folder };
    await expect(buildCatalog(failing)).rejects.toMatchObject({ code: "model-invalid" });
    const path = `${options.out}.report.json`;
    const report = JSON.parse(await readFile(path, "utf8"));
    expect(report).toMatchObject({
      ok: false,
      error: { code: "model-invalid" },
      counts: { rows: 2, items: 0 },
      feed: { format: "csv" },
    });
    await rm(path);
    const abort = new AbortController();
    const onProgress = ({ stage }: BuildProgress) => stage === "embed" && abort.abort();
    const aborted = buildCatalog({ ...options, signal: abort.signal, onProgress });
    await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
    expect(await readdir(folder)).not.toContain("catalog.report.json");

    // If the report cannot be written either, the error names both reasons.
    const noRoom = { ...failing, report: join(options.feed, "report.json") };
    await expect(buildCatalog(noRoom)).rejects.toMatchObject({
      code: "model-invalid",
      message: expect.stringContaining("Expected to write the report"),
    });
  });

  test.each<[string, Partial<BuildOptions>]>([
    ["currency", { currency: "euro" }],
    ["dtype", { dtype: "int3" as never }],
    ["dtypes", { dtypes: [] }],
    ["dtypes", { dtypes: ["fp16"], dtype: "q8" }],
    ["map", { map: { nonsense: "x" } as never }],
    ["imageBase", { imageBase: "javascript:alert(1)//" }],
    ["threads", { threads: 0 }],
    ["maxImages", { maxImages: 0 }],
    ["maxImages", { maxImages: 101 }],
    ["spaces", { spaces: ["text"] }],
    ["spaces", { spaces: ["image", "colour" as never] }],
    ["fuse", { spaces: ["image", "fused"], fuse: { image: 0, text: 1 } }],
    ["fuse", { spaces: ["image", "fused"], fuse: { image: 1 } as never }],
    ["fuse", { spaces: ["image", "text"], fuse: { image: 1, text: 1 } }],
    ["textFields", { spaces: ["image", "text"], textFields: [] }],
    ["textFields", { textFields: ["title"] }],
    ["html", { html: "no" as never }],
    ["report", { report: "catalog/report.json", out: "catalog" }],
    ["out", { out: "" }],
  ])("refuses a wrong %s", async (name, wrong) => {
    const { options } = await setUp(feedOf(["0.jpg"]));
    await expect(buildCatalog({ ...options, ...wrong })).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringContaining(name),
    });
  });
});
