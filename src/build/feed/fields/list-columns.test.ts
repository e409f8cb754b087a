/** Columns of lists: what formats have, and what `--list` splits. */
import { join } from "node:path";
import { parquetWriteFile } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import type { CatalogItem } from "../../../catalog/items/catalog-item.ts";
import { inspectFeed } from "../../index.ts";
import { typeAttributes } from "../../products/catalog-items.ts";
import { ProductConverter } from "../../products/product-converter.ts";
import { Warnings } from "../../report/warnings.ts";
import { temporaryFolder } from "../../temporary.testing.ts";
import { fixture, writeFeed } from "../feed.testing.ts";
import { type OpenFeedOptions, openFeed } from "../feed.ts";

async function readAll(path: string, options: OpenFeedOptions = {}) {
  const feed = await openFeed(path, options);
  const warnings = new Warnings();
  const converter = new ProductConverter({}, warnings);
  const items: CatalogItem[] = [];
  for await (const entry of feed.entries()) {
    if ("error" in entry) continue;
    const product = converter.convert(entry.at, entry.product);
    if ("error" in product) throw new Error(product.error);
    items.push(product.item);
  }
  return { items, notes: feed.notes, warnings: warnings.list() };
}

describe("several values come from", () => {
  test("options and tags of Shopify's product CSV", async () => {
    const { items } = await readAll(fixture("shopify-handle.csv"));
    expect(items[0]).toMatchObject({
      colour: "White",
      attributes: {
        size: ["S", "M"],
        colours: ["White", "Navy"],
        tags: ["summer", "linen"],
        Fit: "Relaxed",
      },
    });
    const newer = await readAll(fixture("shopify-url-handle.csv"));
    expect(newer.items[0]!.attributes).toMatchObject({ size: ["40", "41"] });
    expect(newer.items[0]!.attributes).not.toHaveProperty("colours");
  });

  test("options and tags of Shopify's products.json, a text or an array", async () => {
    const product = (handle: string, tags: unknown) => ({
      handle,
      title: handle,
      tags,
      images: [{ src: "a.jpg" }],
      options: [{ name: "Size" }, { name: "Inseam" }],
      variants: [
        { option1: "M", option2: "30" },
        { option1: "S", option2: "32" },
        { option1: "M", option2: "32" },
      ],
    });
    const products = [product("a", "new, summer ,, new"), product("b", ["new", "summer"])];
    const { items } = await readAll(await writeFeed("products.json", JSON.stringify({ products })));
    const attributes = { size: ["M", "S"], Inseam: ["30", "32"], tags: ["new", "summer"] };
    expect(items.map((item) => item.attributes)).toEqual([attributes, attributes]);
  });

  test("item groups and repeated elements of Google Merchant Center", async () => {
    const { items } = await readAll(fixture("google-rss.xml"));
    expect(items[0]!.attributes).toMatchObject({ size: ["S", "M"], material: "Viscose" });
    const xml = `<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item>
      <g:id>1</g:id><g:title>Coat</g:title><g:image_link>a.jpg</g:image_link>
      <g:product_highlight>Warm</g:product_highlight><g:product_highlight>Light</g:product_highlight>
      <g:size>S</g:size><g:size>M</g:size><g:color>Red</g:color><g:color>Blue</g:color>
    </item></channel></rss>`;
    const repeated = await readAll(await writeFeed("feed.xml", xml));
    expect(repeated.items[0]).toMatchObject({
      colour: "Red",
      attributes: {
        product_highlight: ["Warm", "Light"],
        size: ["S", "M"],
        colours: ["Red", "Blue"],
      },
    });
  });

  test("a ProductGroup of schema.org, and properties that are lists or repeat", async () => {
    const { items } = await readAll(fixture("product-group.json"));
    expect(items[0]!.attributes).toMatchObject({ size: ["S", "M"], colours: ["Grey", "Black"] });
    const node = {
      "@type": "Product",
      sku: "1",
      name: "Coat",
      image: "a.jpg",
      material: ["Wool", { "@type": "Thing", name: "Silk" }, "Wool"],
      color: ["Grey", "Black"],
      additionalProperty: [
        { name: "Feature", value: "Warm" },
        { name: "Feature", value: "Light" },
        { name: "Care", value: ["Hand wash", "Dry flat"] },
        { name: "Length", value: 90 },
      ],
    };
    const own = await readAll(await writeFeed("coat.json", JSON.stringify(node)));
    expect(own.items[0]).toMatchObject({
      colour: "Grey",
      attributes: {
        material: ["Wool", "Silk"],
        colours: ["Grey", "Black"],
        Feature: ["Warm", "Light"],
        Care: ["Hand wash", "Dry flat"],
        Length: "90",
      },
    });
  });

  test("arrays of JSON, trimmed, each once, without empty ones", async () => {
    const rows = [
      { size: [" S", "M ", "", "S", null], occasion: ["work", ["party", "work"]], fit: ["slim"] },
      { size: "M", occasion: [], fit: [{ a: 1 }], colour: ["red", "blue"], category: ["a", "b"] },
      { size: [38, 40] },
    ].map((row, i) => ({ id: `${i}`, title: "Coat", image: "a.jpg", ...row }));
    const { items } = await readAll(await writeFeed("a.json", JSON.stringify(rows)));
    expect(items.map(({ attributes }) => attributes)).toEqual([
      { size: ["S", "M"], occasion: ["work", "party"], fit: "slim" },
      { size: "M", colours: ["red", "blue"] },
      { size: ["38", "40"] },
    ]);
    expect(items[1]).toMatchObject({ colour: "red", category: "a, b" });
  });

  test("rows of an item group that are lists themselves", async () => {
    const rows = [["S", "M"], "L", ["M", "XL"]].map((size, i) => ({
      id: `${i}`,
      title: "Coat",
      image: "a.jpg",
      item_group_id: "G",
      size,
    }));
    const lines = rows.map((row) => JSON.stringify(row)).join("\n");
    const { items } = await readAll(await writeFeed("a.jsonl", lines));
    expect(items.map(({ attributes }) => attributes)).toEqual([{ size: ["S", "M", "L", "XL"] }]);
  });

  test("lists of Parquet", async () => {
    const path = join(await temporaryFolder(), "a.parquet");
    await parquetWriteFile({
      filename: path,
      columnData: [
        { name: "id", data: ["1", "2"], type: "STRING" },
        { name: "title", data: ["A", "B"], type: "STRING" },
        { name: "image", data: ["a.jpg", "b.jpg"], type: "STRING" },
        { name: "size", data: [["S", "M"], ["L"]] },
        { name: "tags", data: ["x;y", "z"], type: "STRING" },
      ],
    });
    const { items } = await readAll(path, { list: { tags: ";" } });
    expect(items.map(({ attributes }) => attributes)).toEqual([
      { size: ["S", "M"], tags: ["x", "y"] },
      { size: "L", tags: "z" },
    ]);
  });
});

describe("values beyond the limits", () => {
  test("are left out with a warning", async () => {
    const size = Array.from({ length: 130 }, (_, i) => (i < 50 ? `${i}` : `${i} `.repeat(400)));
    const row = { id: "1", title: "Coat", image: "a.jpg", size };
    const { items, warnings } = await readAll(await writeFeed("a.jsonl", JSON.stringify(row)));
    const kept = items[0]!.attributes.size as string[];
    expect(kept).toHaveLength(100);
    expect(kept.every((text) => text.length <= 1000)).toBe(true);
    expect(warnings.map(({ message }) => message)).toEqual([
      'only 100 values of "size" are kept',
      '"size" is cut to 1000 characters',
    ]);
  });

  test("make an attribute one of texts, though other items have numbers", () => {
    const items = [{ size: "42" }, { size: ["43", "44"] }, { year: "2020" }].map(
      (attributes, i): CatalogItem => ({ id: `${i}`, title: "A", attributes }),
    );
    expect(typeAttributes(items).map(({ attributes }) => attributes)).toEqual([
      { size: "42" },
      { size: ["43", "44"] },
      { year: 2020 },
    ]);
  });
});

describe("--list", () => {
  const CSV =
    "id,title,image,colour,Sizes,tags,note\n" +
    '1,Coat,a.jpg,Black/White,"S, M,, S",a|b,"x, y"\n' +
    "2,Hat,b.jpg,Red,M,,z\n";

  test("splits the cells of the columns that it names, and no others", async () => {
    const list = { sizes: ",", " TAGS ": "|", colour: "/" };
    const { items, notes } = await readAll(await writeFeed("a.csv", CSV), { list });
    expect(items.map(({ colour, attributes }) => ({ colour, ...attributes }))).toEqual([
      {
        colour: "Black",
        colours: ["Black", "White"],
        Sizes: ["S", "M"],
        tags: ["a", "b"],
        note: "x, y",
      },
      { colour: "Red", Sizes: "M", note: "z" },
    ]);
    expect(notes).toEqual([]);
    const whole = await readAll(await writeFeed("a.csv", CSV));
    expect(whole.items[0]!.attributes).toEqual({ Sizes: "S, M,, S", tags: "a|b", note: "x, y" });
  });

  test("knows a mapped column by its own name", async () => {
    const { items } = await readAll(await writeFeed("a.csv", CSV), {
      map: { size: "Sizes", material: "tags" },
      list: { Sizes: ",", tags: "|" },
    });
    expect(items[0]!.attributes).toMatchObject({ size: ["S", "M"], material: ["a", "b"] });
  });

  test("splits metafields of Shopify's product CSV", async () => {
    const name = "Care (product.metafields.custom.care)";
    const csv =
      `Handle,Title,Variant Price,Image Src,Option1 Name,Option1 Value,${name}\n` +
      "coat,Coat,10,a.jpg,Size,S/M,wash; dry\n";
    const path = await writeFeed("a.csv", csv);
    const { items } = await readAll(path, { list: { [name]: ";" } });
    expect(items[0]!.attributes).toEqual({ size: "S/M", Care: ["wash", "dry"] });
    await expect(readAll(path, { list: { "Option1 Value": "/" } })).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringMatching(/"Option1 Value" becomes variants/),
    });
  });

  test("refuses columns that are one text or not there", async () => {
    const path = await writeFeed("a.csv", CSV);
    await expect(readAll(path, { list: { title: "," } })).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringMatching(/"title" becomes title/),
    });
    await expect(readAll(path, { list: { Sises: "," } })).rejects.toMatchObject({
      code: "feed-invalid",
      message: expect.stringMatching(/column "Sises", which --list names, .* Sizes/),
    });
    // Rows of JSON need not all have the same columns.
    const json = await writeFeed("a.json", '[{"id":"1","title":"A","image":"a.jpg","tags":"a,b"}]');
    const { items, notes } = await readAll(json, { list: { tags: ",", Sises: "," } });
    expect(items[0]!.attributes).toEqual({ tags: ["a", "b"] });
    expect(notes).toEqual(['No row has the column "Sises", which --list names.']);
  });

  test.each([
    [{ size: "" }],
    [{ "": "," }],
    [{ size: "x".repeat(21) }],
    [{ size: 7 }],
    ["size"],
    [[","]],
  ])("refuses %j", async (list) => {
    const feed = await writeFeed("a.csv", CSV);
    await expect(inspectFeed({ feed, list: list as never })).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringMatching(/^Expected column=separator .* as list, got/),
    });
  });
});
