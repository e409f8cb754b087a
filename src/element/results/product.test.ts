/** Tests what a card shows of a product: its picture, its price and whether it is in stock. */
import { describe, expect, it } from "vitest";
import type { Item } from "../../lib/types.ts";
import { isOutOfStock } from "./fields.ts";
import { pictureOf, safeImage } from "./picture.ts";
import { priceOf } from "./price.ts";

function item(id: string, others: Partial<Item> = {}): Item {
  return { id, title: `Product ${id}`, attributes: {}, ...others };
}

describe("a product", () => {
  it("shows pictures from web addresses and from the page, and from nowhere else", () => {
    expect(safeImage("https://shop.example/p/1")).toBe("https://shop.example/p/1");
    for (const evil of [
      "javascript:alert(1)",
      " JaVaScRiPt:alert(1)",
      "java\nscript:alert(1)",
      "data:text/html,<script>alert(1)</script>",
      "vbscript:x",
      "file:///etc/passwd",
      "//shop.example/p",
      "/relative",
      "",
    ]) {
      expect(safeImage(evil)).toBeUndefined();
    }
    expect(safeImage("blob:https://shop.example/1-2")).toBeDefined();
  });

  it("is on sale if it costs less than before", () => {
    const of = (price: number, regularPrice?: number | string) =>
      priceOf(item("a", { price, attributes: regularPrice === undefined ? {} : { regularPrice } }))
        ?.sale;
    expect(of(75, 100)).toEqual({ regularPrice: 100, percent: 25 });
    expect(of(100, 100)).toBeUndefined();
    expect(of(100, 75)).toBeUndefined();
    expect(of(100)).toBeUndefined();
    expect(of(100, "dear")).toBeUndefined();
    expect(of(100, 100.4)).toBeUndefined();
    expect(priceOf(item("a", { attributes: { regularPrice: 100 } }))).toBeUndefined();
    expect(priceOf(item("a", { price: 5, currency: "EUR" }))).toEqual({
      price: 5,
      currency: "EUR",
    });
  });

  it("is out of stock by its availability or by its number", () => {
    expect(isOutOfStock(item("a", { attributes: { availability: "out_of_stock" } }))).toBe(true);
    expect(isOutOfStock(item("a", { attributes: { stock: 0 } }))).toBe(true);
    expect(isOutOfStock(item("a", { attributes: { stock: 3, availability: "in_stock" } }))).toBe(
      false,
    );
    expect(isOutOfStock(item("a"))).toBe(false);
  });

  it("shows the picture by which it was found", () => {
    const image = "https://shop.example/0.jpg";
    const images = ["https://shop.example/1.jpg", "javascript:alert(1)"];
    const one = item("a", { image, images });
    expect(pictureOf(one)).toBe(image);
    expect(pictureOf(one, 1)).toBe(images[0]);
    expect(pictureOf(one, 2)).toBe(image);
  });
});
