/** Shopify's product CSV and `products.json`. */
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { optionalData } from "../../../encoder/testing.ts";
import { fixture, readAll, urls, writeFeed } from "../feed.testing.ts";
import type { OpenFeedOptions } from "../feed.ts";
import type { FeedProduct } from "../feed-product.ts";

describe("Shopify's product CSV", () => {
  test("gathers the rows of a handle, with options, pictures and the price range", async () => {
    const { products, errors, formats, rows, roles } = await readAll(fixture("shopify-handle.csv"));
    expect(formats).toEqual(["shopify-csv"]);
    expect(rows).toBe(7);
    expect(products.map(({ id }) => id)).toEqual(["linen-shirt", "old-mug"]);
    const [shirt, mug] = products as [FeedProduct, FeedProduct];
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

  test("reads the newer header, too", async () => {
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

  test("gives way to a mapping, except for what its variants have", async () => {
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
  test.runIf(real.every((path) => path !== undefined))(
    "reads the exports of real shops",
    async () => {
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
    },
  );
});

describe("Shopify's products.json", () => {
  const pages = [fixture("shopify-products-1.json"), fixture("shopify-products-2.json")];

  test("is read page by page", async () => {
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

  test("is read with all pages in one file, or from standard input", async () => {
    const text = (await Promise.all(pages.map((path) => readFile(path, "utf8")))).join("\n");
    const ids = async (path: string, options?: OpenFeedOptions) =>
      (await readAll(path, options)).products.map(({ id }) => id);
    expect(await ids(await writeFeed("pages.json", text))).toEqual(["rain-jacket", "gift-box"]);
    const input = Readable.from([Buffer.from(text.slice(0, 100)), text.slice(100)]);
    expect(await ids("-", { input })).toEqual(["rain-jacket", "gift-box"]);
  });
});
