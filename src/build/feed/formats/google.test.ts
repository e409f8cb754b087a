/** Google Merchant Center's XML and TSV. */
import { describe, expect, test } from "vitest";
import { fixture, readAll, urls } from "../feed.testing.ts";
import type { FeedProduct } from "../feed-product.ts";

describe("Google Merchant Center", () => {
  test("is read as RSS, whatever the prefix of its namespace", async () => {
    const { products, errors, warnings, formats, roles } = await readAll(fixture("google-rss.xml"));
    expect({ errors, warnings, formats }).toEqual({
      errors: [],
      warnings: [],
      formats: ["google-xml"],
    });
    const [dress, hat] = products as [FeedProduct, FeedProduct];
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

  test("has no sale price if the sale is over or to come", async () => {
    for (const now of ["2024-12-31T12:00:00Z", "2025-02-01T12:00:00Z"]) {
      const { products } = await readAll(fixture("google-rss.xml"), { now: new Date(now) });
      expect(products[0]).toMatchObject({ price: 89, priceMax: 99 });
      expect(products[0]).not.toHaveProperty("salePrice");
    }
  });

  test("is read as Atom", async () => {
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

  test("is read as TSV", async () => {
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
