/** Tests of the texts of products and their vectors. */
import { describe, expect, test } from "vitest";
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import { embedTexts, textOf } from "./texts.ts";

const item: CatalogItem = {
  id: "a",
  title: "Red linen dress",
  brand: "Acme",
  category: "Dress",
  colour: "red",
  price: 20,
  attributes: { fabric: "linen", fit: "loose", title: "x", size: ["S", "M"] },
};

describe("the text of a product", () => {
  test.each<[string[], string]>([
    [["title"], "Red linen dress"],
    [["title", "brand", "category", "colour"], "Red linen dress, Acme"],
    [["brand", "fit", "title"], "Acme, loose, Red linen dress"],
    [["title", "fabric", "price", "none"], "Red linen dress, 20"],
    [["title", "size"], "Red linen dress, S, M"],
    [["none"], "Red linen dress"],
    [["constructor"], "Red linen dress"],
  ])("of %j is %j", (fields, expected) => {
    expect(textOf(item, fields)).toBe(expected);
  });
});

describe("embedTexts", () => {
  const embedder = (batches: (readonly string[])[], released: string[] = []) => ({
    dim: 2,
    batch: 3,
    embed: async (texts: readonly string[]) => {
      batches.push(texts);
      return Float32Array.from(texts.flatMap((text) => [text.length, 1]));
    },
    release: async () => {
      released.push("once");
    },
  });

  test("embeds the needed texts in batches, and returns a fingerprint of every text", async () => {
    const texts = Array.from({ length: 10 }, (_, i) => "x".repeat(i + 1));
    const batches: (readonly string[])[] = [];
    const released: string[] = [];
    const done: number[] = [];
    const { vectors, fingerprints } = await embedTexts(
      texts,
      (i) => i % 2 === 0,
      async () => embedder(batches, released),
      (count) => done.push(count),
    );
    expect(batches.map((batch) => batch.length)).toEqual([3, 2]);
    expect([...vectors]).toEqual([1, 1, 3, 1, 5, 1, 7, 1, 9, 1]);
    const prints = texts.map((_, i) => fingerprints.subarray(i * 8, i * 8 + 8).join());
    expect(new Set(prints).size).toBe(10);
    expect(done.at(-1)).toBe(5);
    expect(released).toEqual(["once"]);
  });

  test("opens no model if nothing is needed, and ends with its signal", async () => {
    const never = () => Promise.reject(new Error("opened"));
    const { vectors } = await embedTexts(
      ["a"],
      () => false,
      never,
      () => {},
    );
    expect(vectors).toHaveLength(0);
    const abort = new AbortController();
    const batches: (readonly string[])[] = [];
    const released: string[] = [];
    const onDone = () => abort.abort();
    const open = async () => embedder(batches, released);
    const texts = new Array(200).fill("a");
    await expect(embedTexts(texts, () => true, open, onDone, abort.signal)).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(batches).toHaveLength(1);
    expect(released).toEqual(["once"]);
  });
});
