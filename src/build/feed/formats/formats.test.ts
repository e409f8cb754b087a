import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { parquetWriteFile } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { fromRoot, optionalData } from "../../../encoder/testing.ts";
import { temporaryFolder } from "../../temporary.testing.ts";
import { type FeedOptions, openFeed } from "../feed.ts";
import type { Product } from "../feed-product.ts";
import { GROUP_WINDOW } from "../product-groups.ts";

const fixture = (name: string) => fromRoot(`src/build/feed/fixtures/${name}`);

/** Within the sale of the fixtures. */
const NOW = new Date("2025-01-15T12:00:00Z");

async function readAll(paths: string | string[], options: FeedOptions = {}) {
  const warnings: string[] = [];
  const feed = await openFeed(paths, {
    now: NOW,
    onWarning: (message) => warnings.push(message),
    ...options,
  });
  const products: Product[] = [];
  const errors: { line: number; error: string; id?: string }[] = [];
  for await (const entry of feed.entries()) {
    if ("product" in entry) products.push(entry.product);
    else errors.push({ line: entry.at.line, error: entry.error, ...pick(entry.id) });
  }
  const { formats, rows, notes, columns } = feed;
  const roles = Object.fromEntries(columns.map(({ column, role }) => [column, role]));
  return { products, errors, warnings, formats, rows, notes, roles };
}

const pick = (id: string | undefined) => (id === undefined ? {} : { id });

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return path;
}

const urls = ({ images }: Product) => images.map(({ url }) => url);

describe("Shopify's product CSV", () => {
  test("gathers the rows of a handle, with options, pictures and the price range", async () => {
    const { products, errors, formats, rows, roles } = await readAll(fixture("shopify-handle.csv"));
    expect(formats).toEqual(["shopify-csv"]);
    expect(rows).toBe(7);
    expect(products.map(({ id }) => id)).toEqual(["linen-shirt", "old-mug"]);
    const [shirt, mug] = products as [Product, Product];
    expect(shirt).toMatchObject({
      title: "Linen Shirt",
      description: "Light & airy.\n\n- 100% linen\n- Made in Portugal",
      brand: "Praia",
      category: "Shirts & Tops",
      gender: "unisex",
      link: "/products/linen-shirt",
      price: 79,
      salePrice: 59,
      priceMax: 64,
      availability: "in_stock",
      colour: "White",
      options: [
        { name: "colour", values: ["White", "Navy"] },
        { name: "size", values: ["S", "M"] },
      ],
    });
    expect(shirt.attributes).toEqual(
      new Map<string, unknown>([
        ["tags", ["summer", "linen"]],
        ["Fit", "Relaxed"],
      ]),
    );
    expect(shirt.images).toEqual([
      { url: "https://cdn.example/linen-1.jpg", alt: "Front" },
      { url: "https://cdn.example/linen-2.jpg", alt: "Back" },
      { url: "https://cdn.example/linen-3.jpg" },
      { url: "https://cdn.example/linen-white.jpg" },
      { url: "https://cdn.example/linen-navy.jpg" },
    ]);
    expect(shirt.variants.map(({ id, availability }) => [id, availability])).toEqual([
      ["LS-W-S", "in_stock"],
      ["LS-W-M", "out_of_stock"],
      ["LS-N-S", "out_of_stock"],
    ]);
    expect(mug).toMatchObject({ price: 12.5, availability: "out_of_stock", options: [] });
    expect(errors).toEqual([
      { line: 8, id: "secret-coat", error: expect.stringContaining("not published") },
    ]);
    expect(roles).toMatchObject({
      Handle: "id",
      "Option1 Value": "variants",
      "Gift Card": "ignored",
    });
  });

  test("of the newer header", async () => {
    const { products, formats } = await readAll(fixture("shopify-url-handle.csv"));
    expect(formats).toEqual(["shopify-csv"]);
    expect(products).toHaveLength(1);
    expect(products[0]).toMatchObject({
      id: "trail-shoe",
      title: "Trail Shoe",
      description: "Grip for mud.",
      category: "Shoes",
      price: 150,
      salePrice: 120,
      priceMax: 130,
      availability: "in_stock",
      options: [
        { name: "size", values: ["40", "41"] },
        { name: "colour", values: ["Red"] },
      ],
    });
    expect(urls(products[0]!)).toEqual([
      "https://cdn.example/trail-1.jpg",
      "https://cdn.example/trail-2.jpg",
      "https://cdn.example/trail-red.jpg",
    ]);
  });

  test("a mapping stands before it, but not for what its variants have", async () => {
    const path = fixture("shopify-handle.csv");
    const { products } = await readAll(path, { map: { category: "Tags" } });
    expect(products[0]!.category).toBe("summer, linen");
    await expect(readAll(path, { map: { price: "Variant Price" } })).rejects.toMatchObject({
      code: "invalid-argument",
    });
  });

  const real = ["apparel", "jewelery"].map((name) =>
    optionalData(`../shared/data/shopify/${name}.csv`),
  );
  test.runIf(real.every((path) => path !== undefined))("of real shops", async () => {
    const { products, errors, rows } = await readAll(real as string[], { currency: "USD" });
    expect(errors).toEqual([]);
    expect(rows).toBe(63);
    expect(products).toHaveLength(40);
    expect(products.every(({ price, currency }) => price! > 0 && currency === "USD")).toBe(true);
    expect(products.find(({ id }) => id === "leather-anchor")).toMatchObject({
      colour: "Gold",
      options: [{ name: "colour", values: ["Gold", "Silver"] }],
      price: 85,
      salePrice: 55,
      priceMax: 69.99,
    });
  });
});

describe("Shopify's products.json", () => {
  const pages = [fixture("shopify-products-1.json"), fixture("shopify-products-2.json")];

  test("page by page", async () => {
    const { products, errors, formats } = await readAll(pages, { currency: "EUR" });
    expect(formats).toEqual(["shopify-json"]);
    expect(products).toHaveLength(2);
    expect(products[0]).toMatchObject({
      id: "rain-jacket",
      description: "Dry in any weather.",
      category: "Jackets",
      price: 109,
      salePrice: 89,
      priceMax: 99,
      currency: "EUR",
      availability: "in_stock",
      options: [
        { name: "size", values: ["S", "M"] },
        { name: "colour", values: ["Yellow", "Green"] },
      ],
      variants: [
        { id: "RJ-S-Y", image: "https://cdn.example/rain-yellow.jpg" },
        { id: "808950811" },
      ],
    });
    expect(products[0]!.images[1]).toEqual({
      url: "https://cdn.example/rain-green.jpg",
      alt: "Green",
    });
    expect(products[1]).toMatchObject({ id: "gift-box", price: 5, options: [] });
    expect(errors).toEqual([
      { line: 2, id: "not-yet", error: expect.stringContaining("not published") },
    ]);
  });

  test("or all pages in one file, or from standard input", async () => {
    const text = (await Promise.all(pages.map((path) => readFile(path, "utf8")))).join("\n");
    const ids = async (path: string, options?: FeedOptions) =>
      (await readAll(path, options)).products.map(({ id }) => id);
    expect(await ids(await write("pages.json", text))).toEqual(["rain-jacket", "gift-box"]);
    const input = Readable.from([Buffer.from(text.slice(0, 100)), text.slice(100)]);
    expect(await ids("-", { input })).toEqual(["rain-jacket", "gift-box"]);
  });
});

describe("Google Merchant Center", () => {
  test("RSS, whatever the prefix of its namespace", async () => {
    const { products, errors, warnings, formats, roles } = await readAll(fixture("google-rss.xml"));
    expect({ errors, warnings, formats }).toEqual({
      errors: [],
      warnings: [],
      formats: ["google-xml"],
    });
    const [dress, hat] = products as [Product, Product];
    expect(products).toHaveLength(2);
    expect(dress).toMatchObject({
      id: "DR-1",
      title: "Wrap Dress <Rust> & more",
      description: "Flowing.\n\nLined.",
      price: 89,
      salePrice: 69,
      priceMax: 99,
      currency: "EUR",
      availability: "in_stock",
      brand: "Praia",
      category: "Dresses",
      colour: "Rust",
      gender: "female",
      ageGroup: "adult",
      material: "Viscose",
      link: "https://shop.example/dr-1?size=s",
      variants: [{ id: "DR-1-S" }, { id: "DR-1-M" }],
    });
    expect(dress.options).toContainEqual({ name: "size", values: ["S", "M"] });
    expect(urls(dress)).toEqual([
      "https://cdn.example/dr-1.jpg",
      "https://cdn.example/dr-1-back.jpg",
      "https://cdn.example/dr-1-side.jpg",
    ]);
    expect(dress.attributes.get("custom_label_0")).toBe("bestseller");
    expect(hat).toMatchObject({ id: "HAT-7", price: 1299, availability: "preorder" });
    expect(roles.shipping).toBe("ignored");
  });

  test("a sale that is over or to come says nothing", async () => {
    for (const now of ["2024-12-31T12:00:00Z", "2025-02-01T12:00:00Z"]) {
      const { products } = await readAll(fixture("google-rss.xml"), { now: new Date(now) });
      expect(products[0]).toMatchObject({ price: 89, priceMax: 99 });
      expect(products[0]).not.toHaveProperty("salePrice");
    }
  });

  test("Atom", async () => {
    const { products } = await readAll(fixture("google-atom.xml"));
    expect(products).toEqual([
      expect.objectContaining({
        id: "TV-1",
        title: "A “small” lamp",
        description: "Bright & warm",
        link: "https://shop.example/lamp",
        price: 15,
        currency: "GBP",
        availability: "backorder",
      }),
    ]);
  });

  test("TSV", async () => {
    const { products, formats } = await readAll(fixture("google.tsv"));
    expect(formats).toEqual(["google-tsv"]);
    expect(products).toHaveLength(1);
    expect(products[0]).toMatchObject({
      id: "SK",
      price: 45,
      salePrice: 40,
      priceMax: 45,
      availability: "in_stock",
      colour: "Grey",
    });
    expect(urls(products[0]!)).toHaveLength(3);
  });
});

describe("schema.org", () => {
  test("a group with its variants, in a graph", async () => {
    const { products, errors, formats } = await readAll(fixture("product-group.json"));
    expect(formats).toEqual(["json-ld"]);
    expect(errors).toEqual([]);
    expect(products).toHaveLength(1);
    expect(products[0]).toMatchObject({
      id: "WC-1",
      title: "Wool Coat",
      brand: "Praia",
      gender: "Female",
      material: "Wool",
      price: 279,
      salePrice: 229,
      priceMax: 259,
      currency: "EUR",
      availability: "in_stock",
      options: [
        { name: "colour", values: ["Grey", "Black"] },
        { name: "size", values: ["S", "M"] },
      ],
    });
    expect(products[0]!.images).toEqual([
      { url: "https://cdn.example/coat-grey.jpg", alt: "Grey" },
      { url: "https://cdn.example/coat-black.jpg" },
      { url: "https://cdn.example/coat-back.jpg" },
    ]);
  });

  test("variants that name their group, apart from it", async () => {
    const node = (sku: string, size: string) => ({
      "@type": "Product",
      sku,
      name: `Belt ${size}`,
      size,
      image: `${sku}.jpg`,
      isVariantOf: { "@type": "ProductGroup", productGroupID: "B", name: "Belt" },
    });
    const text = [node("B1", "S"), node("B2", "M")]
      .map((value) => JSON.stringify(value))
      .join("\n");
    const { products } = await readAll(await write("a.jsonl", text));
    expect(products).toMatchObject([
      { id: "B", title: "Belt", options: [{ name: "size", values: ["S", "M"] }] },
    ]);
  });

  test("in a folder of pages, of which some have none", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "deep"));
    for (const name of ["product.html", "item-list.html", "error-page.html"]) {
      await writeFile(join(folder, "deep", name), await readFile(fixture(name)));
    }
    const { products, errors } = await readAll(folder);
    expect(products.map(({ id, title }) => [id, title])).toEqual([
      ["p1", "One"],
      ["p2", "Two"],
      ["VASE-9", "Ceramic Vase"],
    ]);
    expect(products[0]).toMatchObject({ price: 10, priceMax: 30, availability: "preorder" });
    expect(products[2]).toMatchObject({ description: "A line break inside", category: "Home" });
    expect(products[2]!.attributes.get("Height")).toBe(24);
    expect(errors.map(({ error }) => error)).toEqual([
      expect.stringContaining('"503 Service Unavailable"'),
      "no schema.org Product or ProductGroup in it",
    ]);
  });
});

describe("Parquet", () => {
  test("lists, numbers, times and nested lists", async () => {
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
    const gz = await write("a.parquet.gz", gzipSync(await readFile(path)));
    expect((await readAll(gz, { currency: "EUR" })).products).toEqual(products);
  });
});

describe("plain tables", () => {
  const real = optionalData("../shared/data/fashion-products/products.csv");
  test.runIf(real !== undefined)("a real one", async () => {
    const { products, errors } = await readAll(real!);
    expect(errors).toEqual([]);
    expect(products).toHaveLength(42_123);
    expect(products[0]).toMatchObject({ id: "1163", colour: "Blue", gender: "Men" });
  });

  test("gzip, by its bytes", async () => {
    const path = await write("feed.csv", gzipSync("id,title,image\n1,a,1.jpg\n"));
    expect((await readAll(path)).products).toMatchObject([{ id: "1", title: "a" }]);
  });

  test("several pictures in one cell", async () => {
    const list = "https://a.example/1.jpg, https://a.example/2.jpg|3.jpg";
    const path = await write("feed.csv", `id,title,images\n1,a,"${list}"\n`);
    expect(urls((await readAll(path)).products[0]!)).toEqual([
      "https://a.example/1.jpg",
      "https://a.example/2.jpg",
      "3.jpg",
    ]);
  });
});

describe("a folder of pictures", () => {
  test("has a product for each, by its name", async () => {
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

describe("rows of one group", () => {
  const row = (id: string, group: string) => `${id},Title,${id}.jpg,${group}`;

  async function groupsApart(distance: number) {
    const between = Array.from({ length: distance }, (_, i) => row(`x${i}`, ""));
    const lines = [row("a1", "A"), ...between, row("a2", "A")];
    const text = ["id,title,image,item_group_id", ...lines].join("\n");
    const { products } = await readAll(await write("a.csv", text));
    return products.filter(({ id }) => id === "A").map(({ variants }) => variants.length);
  }

  test("find each other within the window, and are apart beyond it", async () => {
    expect(await groupsApart(0)).toEqual([2]);
    expect(await groupsApart(GROUP_WINDOW - 1)).toEqual([2]);
    expect(await groupsApart(GROUP_WINDOW)).toEqual([1, 1]);
  });

  test("include the row of the group itself, before or after; others with one id stay apart", async () => {
    for (const order of [
      [0, 1, 2],
      [1, 0, 2],
    ]) {
      const lines = [row("A", ""), row("a1", "A"), row("a2", "A")];
      const text = ["id,title,image,item_group_id", ...order.map((i) => lines[i])].join("\n");
      const { products } = await readAll(await write("a.csv", text));
      expect(products).toMatchObject([{ id: "A", variants: [{ id: "a1" }, { id: "a2" }] }]);
    }
    const text = `id,title,image,item_group_id\n${row("A", "")}\n${row("A", "")}`;
    expect((await readAll(await write("a.csv", text))).products).toHaveLength(2);
  });
});

describe("what a cell says", () => {
  const jsonl = (...rows: object[]) => rows.map((row) => JSON.stringify(row)).join("\n");
  const CDN = "https://cdn.example/w_300,h_200,c_fill";

  test("addresses keep their commas and bars, in lists and where a cell lists several", async () => {
    const row = { title: "A", price: "1 EUR" };
    const path = await write(
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
    const path = await write(
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
      const path = await write(
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
    const path = await write(
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

describe("a feed that is piped in", () => {
  const ROW = "id,title,image\n1,Shirt,a.jpg\n";
  const read = async (input: Readable, signal: AbortSignal) => {
    const feed = await openFeed("-", { input, signal });
    for await (const _ of feed.entries());
  };

  test("is left as soon as that is wanted, though nothing comes", async () => {
    const input = new Readable({ read() {} });
    input.push(ROW);
    const abort = new AbortController();
    const reading = read(input, abort.signal);
    setTimeout(() => abort.abort(), 20);
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
  });

  test("that ends because all was interrupted is not taken for whole", async () => {
    const abort = new AbortController();
    async function* rows() {
      yield Buffer.from(ROW);
      abort.abort();
    }
    const reading = read(Readable.from(rows()), abort.signal);
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
  });
});
