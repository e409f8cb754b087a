/** schema.org's products, as JSON and in pages. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../temporary.testing.ts";
import { fixture, readAll, writeFeed } from "../feed.testing.ts";

describe("schema.org", () => {
  test("has a product for a group with its variants, in a graph", async () => {
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

  test("has a product for variants that name their group, apart from it", async () => {
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
    const { products } = await readAll(await writeFeed("a.jsonl", text));
    expect(products).toMatchObject([
      { id: "B", title: "Belt", options: [{ name: "size", values: ["S", "M"] }] },
    ]);
  });

  test("is read from a folder of pages, of which some have no product", async () => {
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
