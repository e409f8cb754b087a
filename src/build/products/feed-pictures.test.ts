/** Tests of feeds with several pictures of a product. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openFiles } from "../../catalog/testing/source.testing.ts";
import { buildCatalog } from "../index.ts";
import { type BuildModel, openModel } from "../models/model.ts";
import { shopServer } from "../pictures/sources/shop-server.testing.ts";
import { temporaryFolder } from "../temporary.testing.ts";

const MODEL = "public/models/starter";
/** Picture files of each product, of different looks. */
const SHOP = {
  "linen-shirt": ["front", "back", "detail", "white", "navy"],
  "old-mug": ["mug"],
  "wool-coat": ["coat", "lining"],
} as const;

const files = new Map<string, Buffer>();
let model: BuildModel;

beforeAll(async () => {
  for (const [i, name] of Object.values(SHOP).flat().entries()) {
    const colour = `hsl(${i * 47}, 80%, ${30 + 6 * (i % 4)}%)`;
    const shape =
      i % 2 === 0
        ? `<circle cx="80" cy="100" r="${30 + 5 * i}" fill="${colour}"/>`
        : `<rect x="20" y="30" width="${30 + 10 * i}" height="${150 - 10 * i}" fill="${colour}"/>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="200">${shape}</svg>`;
    const picture = sharp(Buffer.from(svg)).flatten({ background: "#fff" });
    files.set(name, await picture.jpeg().toBuffer());
  }
  model = await openModel(MODEL, { threads: 1, runtime: "wasm" });
});

afterAll(() => model?.release());

/** A Shopify export in which each further picture has a row of its own. */
function shopifyCsv(addressOf: (name: string) => string): string {
  const rows = Object.entries(SHOP).flatMap(([handle, names]) =>
    names.map((name, i) => {
      const first = i === 0 ? `${handle},Title of ${handle},true,19.90` : `${handle},,,`;
      return `${first},${addressOf(name)},${i + 1}`;
    }),
  );
  return ["Handle,Title,Published,Variant Price,Image Src,Image Position", ...rows].join("\n");
}

async function setUp(addressOf: (name: string) => string) {
  const folder = await temporaryFolder();
  const images = join(folder, "images");
  await mkdir(images);
  for (const [name, bytes] of files) await writeFile(join(images, `${name}.jpg`), bytes);
  const feed = join(folder, "products_export.csv");
  await writeFile(feed, shopifyCsv(addressOf));
  const cache = join(folder, "cache");
  const options = { feed, images, model: MODEL, out: join(folder, "catalog"), cache };
  return { folder, options };
}

/** The hits for a picture of the shop: ids, the best one's picture and its address. */
async function hitsOf(out: string, name: string) {
  const read = async (path: string) => new Uint8Array(await readFile(join(out, path)));
  const manifest = JSON.parse(Buffer.from(await read("manifest.json")).toString());
  const paths = JSON.stringify(manifest).match(/segments\/[^"]+/g) ?? [];
  const content = new Map<string, Uint8Array>();
  for (const path of ["manifest.json", ...paths]) content.set(path, await read(path));
  const catalog = await openFiles(content);
  const { data, info } = await sharp(files.get(name))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixels = model.preprocess({ data, width: info.width, height: info.height });
  const found = catalog.search(await model.embed(pixels, 1), { k: 10 });
  const ids = [...found.ids].map((row) => catalog.item(row).id);
  const item = catalog.item(found.ids[0]!);
  const picture = found.pictures[0]!;
  const sources = [item.imageSource, ...(item.imageSources ?? [])];
  return {
    ids,
    picture,
    source: sources[picture],
    address: [item.image, ...(item.images ?? [])][picture],
    isSame: found.scores[0]! > 0.995,
  };
}

describe("a Shopify export with several pictures of a product", () => {
  test("gives one hit for each product, with the most similar picture", async () => {
    const addressOf = (name: string) => `https://cdn.example/files/${name}.jpg?v=1`;
    const { options } = await setUp(addressOf);
    const report = await buildCatalog(options);
    expect(report).toMatchObject({ counts: { rows: 8, items: 3, rejected: 0, warnings: 0 } });
    for (const [id, names] of Object.entries(SHOP)) {
      for (const [picture, name] of names.entries()) {
        const { ids, source: _, ...best } = await hitsOf(options.out, name);
        expect(ids[0]).toBe(id);
        expect([...ids].sort()).toEqual(Object.keys(SHOP));
        expect(best).toEqual({ picture, address: addressOf(name), isSame: true });
      }
    }
  });

  test("needs no folder if its pictures have addresses", async () => {
    const server = await shopServer({
      "*": ({ url }, response) => {
        const file = files.get(url!.slice(1).replace(".jpg", ""));
        if (file && url !== "/detail.jpg") response.end(file);
        else response.writeHead(404).end();
      },
    });
    const addressOf = (name: string) => `${server.origin}/${name}.jpg`;
    const { folder, options } = await setUp(addressOf);
    const { images: _, ...withoutFolder } = options;
    const report = await buildCatalog({ ...withoutFolder, thumbnails: 64 });
    expect(report).toMatchObject({
      counts: { items: 3, rejected: 0, warnings: 1 },
      downloads: { fetched: 7, failed: 1 },
      thumbnails: { count: 7, made: 7 },
      pictures: { checked: 7, tooSmall: { count: 0 }, exactDuplicates: { count: 0 } },
      warnings: [{ examples: [{ found: expect.stringContaining("answered 404") }] }],
    });
    // Each has a thumbnail in the place of its vector.
    for (const [name, picture] of [
      ["front", 0],
      ["white", 2],
    ] as const) {
      const found = await hitsOf(options.out, name);
      expect(found).toMatchObject({ picture, source: addressOf(name), isSame: true });
      expect(found.address).toMatch(/^thumbnails\//);
    }

    const again = { ...withoutFolder, thumbnails: 64, previous: options.out };
    const update = await buildCatalog({ ...again, cache: join(folder, "empty") });
    expect(update).toMatchObject({
      update: { kept: 3, embedded: 0 },
      thumbnails: { made: 0, reused: 7 },
      remembered: 0,
    });
    const remembered = await buildCatalog({ ...withoutFolder, out: join(folder, "second") });
    expect(remembered).toMatchObject({ remembered: 7, counts: { items: 3 } });
  });

  test("takes the first pictures if there are more than wanted", async () => {
    const { options } = await setUp((name) => `${name}.jpg`);
    await buildCatalog({ ...options, maxImages: 2, imageBase: "../photos/" });
    const back = await hitsOf(options.out, "back");
    expect(back).toMatchObject({ picture: 1, address: "../photos/back.jpg", isSame: true });
    expect((await hitsOf(options.out, "navy")).isSame).toBe(false);
  });
});
