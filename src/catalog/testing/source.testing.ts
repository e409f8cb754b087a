/** Small catalogs for tests: made-up items, and catalogs written to and opened from memory. */
import { mixtureVectors } from "../../vector/corpus.testing.ts";
import { type Catalog, openCatalog } from "../catalog.ts";
import type { CatalogFile } from "../files/file-set.ts";
import type { CatalogItem } from "../items/catalog-item.ts";
import type { EncoderBinding } from "../manifest/encoder-binding.ts";
import { MANIFEST_PATH } from "../manifest/manifest.ts";
import { parseManifest } from "../manifest/read-manifest.ts";
import { type Verification, verifyCatalog } from "../verify/verify-catalog.ts";
import type { CatalogSource } from "../writing/catalog-source.ts";
import { createCatalog } from "../writing/create-catalog.ts";

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
  weights: [
    {
      dtype: "q8",
      image: "onnx/vision_model_quantized.onnx",
      text: "onnx/text_model_quantized.onnx",
      canary: { image: new Array(16).fill(0.25), text: new Array(16).fill(0.25) },
    },
  ],
  dim: 16,
  preprocessing: "test",
  embeddedWith: "test",
  files: ["onnx/vision_model_quantized.onnx", "onnx/text_model_quantized.onnx"].map((path) => ({
    path,
    bytes: 1,
    sha256: "0".repeat(64),
  })),
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

/** A catalog's files by path. */
export async function testFiles(source: CatalogSource): Promise<Map<string, Uint8Array>> {
  return fileMap(await createCatalog(source));
}

export function fileMap(files: readonly CatalogFile[]): Map<string, Uint8Array> {
  return new Map(files.map(({ path, bytes }) => [path, bytes]));
}

/** Opens a catalog from its files. */
export function openFiles(files: ReadonlyMap<string, Uint8Array>): Promise<Catalog> {
  const manifest = parseManifest(new TextDecoder().decode(files.get(MANIFEST_PATH)));
  return openCatalog(manifest, async ({ path }) => files.get(path)!);
}

export function verifyFiles(files: ReadonlyMap<string, Uint8Array>): Promise<Verification> {
  return verifyCatalog({
    manifest: new TextDecoder().decode(files.get(MANIFEST_PATH)),
    read: async (path) => {
      const bytes = files.get(path);
      if (!bytes) throw new Error("no such file");
      return bytes;
    },
    paths: [...files.keys()],
  });
}
