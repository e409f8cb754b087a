/** Tables with a column for each field, folders of pictures, and what cells say. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteFile } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { optionalData } from "../../../encoder/testing.ts";
import { temporaryFolder } from "../../temporary.testing.ts";
import { readAll, urls, writeFeed } from "../feed.testing.ts";

describe("Parquet", () => {
  test("has lists, numbers, times and nested lists", async () => {
    const path = join(await temporaryFolder(), "a.parquet");
    await parquetWriteFile({
      filename: path,
      columnData: [
        { name: "id", data: [12345678901n, 2n], type: "INT64" },
        { name: "title", data: ["Ærø", "B"], type: "STRING" },
        { name: "price", data: [9.5, 3], type: "DOUBLE" },
        { name: "images", data: [["a.jpg", "b.jpg"], ["c.jpg"]] },
        { name: "tags", data: [[["x"], ["y", "z"]], [["w"]]], type: "JSON" },
        { name: "added", data: [new Date(0), new Date(1e12)], type: "TIMESTAMP" },
      ],
    });
    const { products, formats } = await readAll(path, { currency: "EUR" });
    expect(formats).toEqual(["parquet"]);
    expect(products[0]).toMatchObject({ id: "12345678901", title: "Ærø", price: 9.5 });
    expect(urls(products[0]!)).toEqual(["a.jpg", "b.jpg"]);
    expect(products[0]!.attributes.get("tags")).toEqual([["x"], ["y", "z"]]);
    expect(products[1]!.attributes.get("added")).toBe("2001-09-09T01:46:40.000Z");
    const gz = await writeFeed("a.parquet.gz", gzipSync(await readFile(path)));
    expect((await readAll(gz, { currency: "EUR" })).products).toEqual(products);
  });
});

describe("a plain table", () => {
  const real = optionalData("../shared/data/fashion-products/products.csv");
  test.runIf(real !== undefined)("is read if a real shop wrote it", async () => {
    const { products, errors } = await readAll(real!);
    expect(errors).toEqual([]);
    expect(products).toHaveLength(42_123);
    expect(products[0]).toMatchObject({ id: "1163", colour: "Blue", gender: "Men" });
  });

  test("is unpacked if its bytes are gzip", async () => {
    const path = await writeFeed("feed.csv", gzipSync("id,title,image\n1,a,1.jpg\n"));
    expect((await readAll(path)).products).toMatchObject([{ id: "1", title: "a" }]);
  });

  test("may have several pictures in one cell", async () => {
    const list = "https://a.example/1.jpg, https://a.example/2.jpg|3.jpg";
    const path = await writeFeed("feed.csv", `id,title,images\n1,a,"${list}"\n`);
    expect(urls((await readAll(path)).products[0]!)).toEqual([
      "https://a.example/1.jpg",
      "https://a.example/2.jpg",
      "3.jpg",
    ]);
  });
});

describe("a folder of pictures", () => {
  test("has a product for each picture, by its name", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "bags"));
    for (const name of ["red_dress-01.jpg", "bags/tote.PNG", "notes.md"]) {
      await writeFile(join(folder, name), "x");
    }
    const { products, formats } = await readAll(folder);
    expect(formats).toEqual(["images"]);
    expect(products).toMatchObject([
      { id: "bags/tote", title: "tote", images: [{ url: "bags/tote.PNG" }] },
      { id: "red_dress-01", title: "red dress 01", images: [{ url: "red_dress-01.jpg" }] },
    ]);
  });
});

describe("what a cell says", () => {
  const jsonl = (...rows: object[]) => rows.map((row) => JSON.stringify(row)).join("\n");
  const CDN = "https://cdn.example/w_300,h_200,c_fill";

  test("addresses keep their commas and bars, in lists and in cells that list several", async () => {
    const row = { title: "A", price: "1 EUR" };
    const path = await writeFeed(
      "feed.jsonl",
      jsonl(
        { ...row, id: "1", images: [`${CDN}/a.jpg`, `${CDN}/b|c.jpg`] },
        {
          ...row,
          id: "2",
          images: `${CDN}/a.jpg, ${CDN}/b.jpg|//cdn.example/c,d.jpg https://e.example/e`,
        },
        { ...row, id: "3", images: ["a,b.jpg", "c.jpg"] },
        { ...row, id: "4", images: "a.jpg, b.jpg|c.jpg," },
      ),
    );
    const { products } = await readAll(path);
    expect(products.map(urls)).toEqual([
      [`${CDN}/a.jpg`, `${CDN}/b|c.jpg`],
      [`${CDN}/a.jpg`, `${CDN}/b.jpg`, "//cdn.example/c,d.jpg", "https://e.example/e"],
      ["a,b.jpg", "c.jpg"],
      ["a.jpg", "b.jpg", "c.jpg"],
    ]);
  });

  test("ids of JSON lines keep every digit", async () => {
    const row = '"title": "A", "image": "a.jpg", "price": 1.5';
    const path = await writeFeed(
      "feed.jsonl",
      `{"id": 12345678901234567, ${row}}\n{"id": 12345678901234568, ${row}}\n{"id": 12345678901234567`,
    );
    const { products, errors } = await readAll(path);
    expect(products.map(({ id, price }) => [id, price])).toEqual([
      ["12345678901234567", 1.5],
      ["12345678901234568", 1.5],
    ]);
    expect(errors).toMatchObject([{ line: 3, error: expect.stringMatching(/^not valid JSON/) }]);
  });

  test.each(["sale price effective date", "Sale_Price_Effective_Date", "salePriceEffectiveDate"])(
    "a sale is over at the end of its %s",
    async (name) => {
      const interval = (year: number) => `${year}-01-01T00:00+0000/${year}-02-01T00:00+0000`;
      const path = await writeFeed(
        "feed.tsv",
        [
          `id\ttitle\timage link\tprice\tsale price\t${name}`,
          `1\tA\ta.jpg\t20 EUR\t10 EUR\t${interval(2025)}`,
          `2\tB\tb.jpg\t20 EUR\t10 EUR\t${interval(2024)}`,
        ].join("\n"),
      );
      const { products } = await readAll(path);
      expect(products.map(({ salePrice }) => salePrice)).toEqual([10, undefined]);
    },
  );

  test("texts of elements stay whole and in order, wherever they are cut", async () => {
    const long = "A long way. ".repeat(8000);
    const path = await writeFeed(
      "feed.xml",
      `<rss><channel><item><g:id>1</g:id><title>Rock &amp; roll <b>dress</b> in &quot;red&quot;</title>
        <description><p>Rock&apos;n roll <i>at</i> last.</p>
          <p>${long}</p></description>
        <image><url>https://x.example/a.jpg?w=1&amp;h=2</url></image></item></channel></rss>`,
    );
    const { products } = await readAll(path);
    expect(products[0]!.title).toBe('Rock & roll dress in "red"');
    expect(products[0]!.description).toBe(`Rock'n roll at last. ${long}`.trim());
    expect(products.map(urls)).toEqual([["https://x.example/a.jpg?w=1&h=2"]]);
  });
});
