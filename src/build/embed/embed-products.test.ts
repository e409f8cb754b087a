/** Tests of embedding products, at once and after a previous catalog. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Catalog } from "../../catalog/catalog.ts";
import { fileMap, openFiles, verifyFiles } from "../../catalog/testing/source.testing.ts";
import { updateCatalog } from "../../catalog/update/update-catalog.ts";
import { createCatalog } from "../../catalog/writing/create-catalog.ts";
import { type BuildModel, openModel } from "../models/model.ts";
import { Pictures } from "../pictures/pictures.ts";
import { withPictures } from "../products/catalog-items.ts";
import type { ProductWithPictures } from "../products/product-with-pictures.ts";
import { embedProducts, fingerprintsOf, freshNames, picturesOfAll } from "./embed-products.ts";
import { findKept } from "./previous.ts";

const PICTURES = 12;
let path: string;
let folder: Pictures;
let model: BuildModel;

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), "vitrine-test-"));
  for (let i = 0; i < PICTURES; i++) {
    const colour = `#${((i * 1_234_567) % 0xffffff).toString(16).padStart(6, "0")}`;
    const shape = `<rect x="20" y="30" width="${20 + 8 * i}" height="90" fill="${colour}"/>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="200">${shape}</svg>`;
    const picture = sharp(Buffer.from(svg)).flatten({ background: "#fff" });
    await writeFile(join(path, `${i}.jpg`), await picture.jpeg().toBuffer());
  }
  await writeFile(join(path, "page.jpg"), "<html><body>Not found</body></html>");
  folder = await Pictures.open({ folder: path });
  model = await openModel("public/models/starter", { threads: 1, runtime: "wasm" });
});

afterAll(async () => {
  await model?.release();
  await rm(path, { recursive: true, force: true });
});

function productsOf(pictures: readonly (readonly (number | string)[])[]): ProductWithPictures[] {
  return pictures.map((names, i) => ({
    line: i + 2,
    item: { id: `p${i}`, title: `Product ${i}`, attributes: {} },
    pictures: names.map((name) => ({
      name: `${name}.jpg`,
      address: `https://cdn.example/${name}.jpg`,
    })),
  }));
}

async function embed(products: readonly ProductWithPictures[], previous?: Catalog) {
  const kept = previous
    ? await findKept({ products, previous }, { source: folder })
    : products.map(() => []);
  const names = freshNames(products, kept);
  return {
    names,
    ...(await embedProducts({ products, kept }, { source: folder, encoder: model })),
  };
}

function sourceOf(embedded: Awaited<ReturnType<typeof embed>>) {
  return {
    name: "Shop",
    created: "2026-01-02T03:04:05.000Z",
    encoder: model.binding,
    items: embedded.products.map(({ item, pictures }) => withPictures(item, pictures)),
    pictures: embedded.products.map(({ pictures }) => pictures.length),
    fingerprints: fingerprintsOf(picturesOfAll(embedded.products)),
    vectors: embedded.vectors,
  };
}

/** The best hit for each picture: its product and place, and the address that stands there. */
async function bestOf(catalog: Catalog, picture: number) {
  const pixels = await folder.open(`${picture}.jpg`, (file) =>
    file.decode((image) => model.preprocess(image)),
  );
  const { ids, pictures, scores } = catalog.search(await model.embed(pixels, 1), { k: 20 });
  expect(new Set(ids).size).toBe(catalog.manifest.items);
  const item = catalog.item(ids[0]!);
  const address = [item.image, ...(item.images ?? [])][pictures[0]!];
  return { id: item.id, address, isSame: scores[0]! > 0.995 };
}

describe("products with several pictures", () => {
  test("are found by each good picture", async () => {
    const embedded = await embed(
      productsOf([[0, 1, 2], ["page", 3, "none", 4], [5], ["none", "page"], [6, 7]]),
    );
    expect(embedded.products.map(({ item }) => item.id)).toEqual(["p0", "p1", "p2", "p4"]);
    expect(
      embedded.failed.map(({ product, picture, hasOthers }) => [
        product.item.id,
        picture.name,
        hasOthers,
      ]),
    ).toEqual([
      ["p1", "page.jpg", true],
      ["p1", "none.jpg", true],
      ["p3", "none.jpg", false],
      ["p3", "page.jpg", false],
    ]);
    expect(embedded.failed.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("HTML page"),
      expect.stringContaining("not in the images folder"),
      expect.stringContaining("not in the images folder"),
      expect.stringContaining("HTML page"),
    ]);
    const files = fileMap(await createCatalog(sourceOf(embedded)));
    const { problems, catalog } = await verifyFiles(files);
    expect(problems).toEqual([]);
    const owners = ["p0", "p0", "p0", "p1", "p1", "p2", "p4", "p4"];
    for (const [picture, id] of owners.entries()) {
      expect(await bestOf(catalog!, picture)).toEqual({
        id,
        address: `https://cdn.example/${picture}.jpg`,
        isSame: true,
      });
    }
  });

  test("embed only new pictures, and are found as if all were built at once", async () => {
    const first = await embed(productsOf([[0, 1], [2], [3, 4], [5, 6, 7]]));
    expect(first.names).toHaveLength(8);
    const files = fileMap(await createCatalog(sourceOf(first)));
    const previous = await openFiles(files);
    const next = await embed(
      productsOf([[0, 1, 8], [2], [4, 3], [5, "none", 7], [9, 10]]),
      previous,
    );
    expect(next.names).toEqual(["8.jpg", "none.jpg", "9.jpg", "10.jpg"]);
    expect(next.failed).toMatchObject([{ hasOthers: true }]);
    const updated = await updateCatalog(previous, async ({ path }) => files.get(path)!, {
      ...sourceOf(next),
      kept: picturesOfAll(next.products).map((picture) => picture.kept),
    });
    expect(updated.counts).toEqual({
      kept: 3,
      patched: 2,
      embedded: 2,
      embeddedPictures: 3,
      removed: 0,
      rewritten: 1,
    });
    const { problems, catalog } = await verifyFiles(fileMap(updated.files));
    expect(problems).toEqual([]);
    const owners = { 0: "p0", 1: "p0", 2: "p1", 3: "p2", 4: "p2", 5: "p3", 7: "p3", 8: "p0" };
    for (const [picture, id] of Object.entries(owners)) {
      expect(await bestOf(catalog!, Number(picture))).toEqual({
        id,
        address: `https://cdn.example/${picture}.jpg`,
        isSame: true,
      });
    }
    expect((await bestOf(catalog!, 6)).isSame).toBe(false);
  });
});
