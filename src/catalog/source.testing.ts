import { mixtureVectors } from "../vector/corpus.testing.ts";
import type { CatalogItem, CatalogSource, EncoderBinding } from "./types.ts";

const KINDS = ["dress", "shirt", "boots"];
const COLOURS = ["red", "blue", "green", "black"];

/** Items with every field and kind of facet. */
export function testItems(count: number): CatalogItem[] {
  return Array.from({ length: count }, (_, i): CatalogItem => {
    const category = KINDS[i % KINDS.length]!;
    const colour = COLOURS[i % COLOURS.length]!;
    return {
      id: `p${i}`,
      title: `${colour} ${category} ${i}`,
      price: 10 + i,
      currency: "EUR",
      brand: i % 2 ? "North" : "South",
      category,
      colour,
      link: `https://shop.example/p/${i}`,
      image: `../images/${i}.webp`,
      attributes: { pattern: i % 5 ? "plain" : "striped", rating: (i % 10) / 2 },
    };
  });
}

export const TEST_BINDING: EncoderBinding = {
  id: "test",
  revision: "0".repeat(64),
  dtype: "q8",
  dim: 16,
  preprocessing: "test",
  embeddedWith: "test",
  files: [],
  canary: { image: new Array(16).fill(0.25), text: new Array(16).fill(0.25) },
};

/** A catalog with made-up vectors, of `encoder.dim` numbers each. */
export function testSource(count: number, encoder = TEST_BINDING): CatalogSource {
  return {
    name: "Test shop",
    created: "2026-01-02T03:04:05.000Z",
    items: testItems(count),
    vectors: mixtureVectors(count, encoder.dim, 11),
    encoder,
  };
}
