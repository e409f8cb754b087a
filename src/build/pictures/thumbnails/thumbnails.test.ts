/** Thumbnails of a catalog. */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { openCatalog } from "../../../catalog/catalog.ts";
import { readThumbnailList } from "../../../catalog/files/thumbnail-list.ts";
import { parseManifest } from "../../../catalog/manifest/read-manifest.ts";
import { type BuildOptions, buildCatalog, inspectCatalog, verifyFolder } from "../../index.ts";
import { temporaryFolder } from "../../temporary.testing.ts";
import { listFiles } from "../../write/catalog-folder.ts";

const COUNT = 6;

/** Noise, which compresses badly, seeded. */
function noise(seed: number, width: number, height: number): Sharp {
  let state = seed;
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pixels[i] = state >>> 24;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

async function setUp(change: Partial<BuildOptions> = {}) {
  const folder = await temporaryFolder();
  const images = join(folder, "images");
  await mkdir(images);
  for (let i = 0; i < COUNT; i++) {
    const create = {
      width: 400,
      height: 300,
      channels: 3 as const,
      background: `hsl(${i * 50},50%,50%)`,
    };
    await sharp({ create })
      .jpeg()
      .toFile(join(images, `${i}.jpg`));
  }
  const feed = join(folder, "feed.csv");
  const write = (names: readonly string[]) =>
    writeFile(
      feed,
      ["id,title,image", ...names.map((name) => `${name},Product,${name}`)].join("\n"),
    );
  await write(Array.from({ length: COUNT }, (_, i) => `${i}.jpg`));
  const options: BuildOptions = {
    feed,
    images,
    model: "public/models/starter",
    out: join(folder, "catalog"),
    cache: join(folder, "cache"),
    imageBase: "https://shop.example/img/",
    thumbnails: 128,
    created: new Date("2025-01-02T03:04:05Z"),
    // The fastest to open.
    runtime: "wasm",
    html: false,
    ...change,
  };
  return { folder, images, options, write };
}

async function itemsOf(out: string) {
  const manifest = parseManifest(await readFile(join(out, "manifest.json"), "utf8"));
  const catalog = await openCatalog(
    manifest,
    async ({ path }) => new Uint8Array(await readFile(join(out, path))),
  );
  return { manifest, items: Array.from({ length: manifest.items }, (_, i) => catalog.item(i)) };
}

const thumbnailsIn = async (out: string) =>
  (await listFiles(out)).filter((path) => path.startsWith("thumbnails/")).sort();

describe("thumbnails", () => {
  test.each(["webp", "avif"] as const)(
    "are files of the catalog in %s, which items show",
    async (format) => {
      const { options } = await setUp({ thumbnailFormat: format });
      const report = await buildCatalog(options);
      expect(report.thumbnails).toMatchObject({
        count: COUNT,
        made: COUNT,
        reused: 0,
        targetBytes: 1500,
      });
      const { manifest, items } = await itemsOf(options.out);
      expect(manifest.thumbnails).toMatchObject({ size: 128, format, count: COUNT });
      for (const [i, item] of items.entries()) {
        expect(item.imageSource).toBe(`https://shop.example/img/${i}.jpg`);
        expect(item.image).toMatch(new RegExp(`^thumbnails/[0-9a-f]{2}/[0-9a-f]{14}\\.${format}$`));
        const file = await readFile(join(options.out, item.image!));
        const metadata = await sharp(file).metadata();
        expect(metadata).toMatchObject({
          width: 128,
          height: 96,
          format: format === "avif" ? "heif" : "webp",
        });
        expect(file.length).toBeLessThanOrEqual(1500);
      }
      const list = readThumbnailList(
        await readFile(join(options.out, manifest.thumbnails!.list.path)),
      );
      expect(list.map(({ path }) => path)).toEqual(await thumbnailsIn(options.out));
      expect(await verifyFolder(options.out)).toEqual([]);
      expect((await inspectCatalog(options.out)).thumbnails).toEqual({
        size: 128,
        format,
        count: COUNT,
        bytes: report.thumbnails!.bytes,
      });
      // The catalog is replaced with all of them, and without.
      await buildCatalog(options);
      const { thumbnails: _, ...without } = options;
      await buildCatalog(without);
      expect(await thumbnailsIn(options.out)).toEqual([]);
      expect((await itemsOf(options.out)).items[0]!.image).toBe("https://shop.example/img/0.jpg");
    },
  );

  test("are upright, on white, without metadata, never enlarged, and small even if they show noise", async () => {
    const { images, options, write } = await setUp();
    const half = await sharp({
      create: { width: 40, height: 20, channels: 4, background: "#00000000" },
    })
      .png()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    await writeFile(join(images, "clear.png"), half);
    await noise(1, 600, 600).png().toFile(join(images, "noise.png"));
    await write(["clear.png", "noise.png"]);
    const report = await buildCatalog(options);
    const { items } = await itemsOf(options.out);
    const clear = sharp(await readFile(join(options.out, items[0]!.image!)));
    expect(await clear.metadata()).toMatchObject({ width: 20, height: 40, hasAlpha: false });
    expect(await clear.metadata()).not.toHaveProperty("exif");
    expect([...(await clear.raw().toBuffer()).subarray(0, 3)]).toEqual([255, 255, 255]);
    // Noise is over the target at the lowest quality, too, and the report says so.
    expect(report.thumbnails).toMatchObject({ count: 2, overTarget: 1 });
    const best = await buildCatalog({ ...options, thumbnailQuality: 95 });
    expect(best.thumbnails!.bytes).toBeGreaterThan(2 * report.thumbnails!.bytes);
    expect((await itemsOf(options.out)).manifest.thumbnails).toMatchObject({ quality: 95 });
  });

  test("are taken from the cache, unless it is damaged, and from the previous catalog", async () => {
    const { folder, options, write } = await setUp();
    await buildCatalog(options);
    const before = await thumbnailsIn(options.out);
    const again = await buildCatalog({ ...options, out: join(folder, "again") });
    expect(again.thumbnails).toMatchObject({ made: 0, reused: COUNT });
    const shelf = join(options.cache!, "thumbnails");
    for (const [i, file] of (await listFiles(shelf)).entries()) {
      const bytes = await readFile(join(shelf, file));
      await writeFile(join(shelf, file), i % 2 === 0 ? bytes.subarray(0, 9) : "no thumbnail");
    }
    const repaired = await buildCatalog({ ...options, out: join(folder, "again") });
    expect(repaired.thumbnails).toMatchObject({ made: COUNT, reused: 0 });
    expect(await thumbnailsIn(join(folder, "again"))).toEqual(before);

    await rm(options.cache!, { recursive: true });
    await write(["0.jpg", "2.jpg", "3.jpg"]);
    const next = await buildCatalog({ ...options, previous: options.out });
    expect(next.thumbnails).toMatchObject({ count: 3, made: 0, reused: 3 });
    expect(next.update).toMatchObject({ kept: 3, patched: 0, removed: 3 });
    expect(await verifyFolder(options.out)).toEqual([]);
    expect(before).toEqual(expect.arrayContaining(await thumbnailsIn(options.out)));
    const other = await buildCatalog({ ...options, previous: options.out, thumbnails: 64 });
    expect(other.thumbnails).toMatchObject({ made: 3, reused: 0 });
  });

  test("stand for every picture, in its place; one that cannot be made is left out", async () => {
    const { folder, images, options } = await setUp();
    const feed = options.feed as string;
    const rows = [
      "id,title,image,additional_image_link",
      // One without an address.
      `a,A,0.jpg,"1.jpg,${pathToFileURL(join(images, "5.jpg"))},2.jpg"`,
      "b,B,2.jpg,",
      'c,C,3.jpg,"0.jpg,none.jpg,4.jpg"',
    ];
    await writeFile(feed, rows.join("\n"));
    const report = await buildCatalog(options);
    // Six files: two pictures are of two products, and one is in no folder.
    expect(report.thumbnails).toMatchObject({ count: 6, made: 6, reused: 2 });
    const { items } = await itemsOf(options.out);
    const address = (i: number) => `https://shop.example/img/${i}.jpg`;
    const [a, b, c] = items;
    expect(a!.images).toHaveLength(3);
    expect(a!.imageSources).toEqual([address(1), "", address(2)]);
    expect(b).not.toHaveProperty("images");
    expect(b).not.toHaveProperty("imageSources");
    expect(b!.image).toBe(a!.images![2]);
    expect(c!.images![0]).toBe(a!.image);
    expect(c!.imageSources).toEqual([address(0), address(4)]);
    const list = await thumbnailsIn(options.out);
    for (const { image, images = [] } of items) {
      for (const path of [image!, ...images]) expect(list).toContain(path);
    }
    // Which picture it is tells its colour.
    for (const [i, path] of [a!.image!, a!.images![0]!, a!.images![2]!, c!.image!].entries()) {
      const mean = async (file: string) =>
        (await sharp(file).stats()).channels.map((channel) => Math.round(channel.mean));
      const [own, shops] = await Promise.all([
        mean(join(options.out, path)),
        mean(join(images, `${i}.jpg`)),
      ]);
      for (const [channel, value] of own.entries()) {
        expect(Math.abs(value - shops[channel]!)).toBeLessThan(8);
      }
    }

    // From the catalog before, whatever the order is now.
    await rm(options.cache!, { recursive: true });
    rows[1] = 'a,A,2.jpg,"0.jpg,1.jpg"';
    await writeFile(feed, rows.join("\n"));
    const next = await buildCatalog({
      ...options,
      previous: options.out,
      out: join(folder, "next"),
    });
    expect(next.thumbnails).toMatchObject({ count: 5, made: 0, reused: 7 });
    const moved = (await itemsOf(join(folder, "next"))).items.find(({ id }) => id === "a")!;
    expect([moved.image, ...moved.images!]).toEqual([a!.images![2], a!.image, a!.images![0]]);
    expect(moved.imageSources).toEqual([address(0), address(1)]);
    expect(await verifyFolder(join(folder, "next"))).toEqual([]);
  });

  test("verify finds one that is damaged, missing, superfluous or not listed", async () => {
    const { options } = await setUp();
    await buildCatalog(options);
    const [first, second] = await thumbnailsIn(options.out);
    const bytes = await readFile(join(options.out, first!));
    bytes[40]! ^= 1;
    await writeFile(join(options.out, first!), bytes);
    await rm(join(options.out, second!));
    await writeFile(join(options.out, "thumbnails/aa00000000000000.webp"), "x");
    const problems = await verifyFolder(options.out);
    expect(problems).toHaveLength(3);
    expect(problems[0]).toContain(`${first}: expected the SHA-256`);
    expect(problems[1]).toMatch(/no such file/);
    expect(problems[2]).toMatch(/does not name/);
    const { manifest } = await itemsOf(options.out);
    const { path } = manifest.thumbnails!.list;
    await writeFile(join(options.out, path), '{"files":[]}\n');
    expect((await verifyFolder(options.out))[0]).toContain(`${path}: expected`);
  });

  test("a folder with thumbnails of somebody else is not replaced", async () => {
    const { options } = await setUp();
    await buildCatalog(options);
    await writeFile(join(options.out, "thumbnails", "mine.webp"), "x");
    await expect(buildCatalog(options)).rejects.toMatchObject({ code: "output-failed" });
    expect(await readdir(join(options.out, "thumbnails"))).toContain("mine.webp");
  });
});
