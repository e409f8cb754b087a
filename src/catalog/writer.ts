import { VisualSearchError } from "../errors.ts";
import { sha256Hex } from "../hash.ts";
import { buildIndex } from "../vector/vector-index.ts";
import { writeFacets } from "./facets.ts";
import { writeItems } from "./items.ts";
import { MANIFEST_FORMAT, MANIFEST_VERSION, type Manifest } from "./manifest.ts";
import type { CatalogSource, FileRef } from "./types.ts";

export const MANIFEST_PATH = "manifest.json";

export interface CatalogFile {
  path: string;
  bytes: Uint8Array;
}

/**
 * Makes every file of a catalog. The same source gives the same bytes.
 *
 * @throws VisualSearchError `invalid-argument` where items and vectors do not fit, `vector-invalid`
 */
export async function createCatalog(source: CatalogSource): Promise<CatalogFile[]> {
  const { items, vectors, encoder } = source;
  if (vectors.length !== items.length * encoder.dim) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected ${items.length} vectors of ${encoder.dim} numbers, got ${vectors.length} numbers.`,
    );
  }
  const files: CatalogFile[] = [];
  // Named by their content, so that a CDN may keep them for ever.
  const add = async (kind: string, bytes: Uint8Array): Promise<FileRef> => {
    const sha256 = await sha256Hex(bytes);
    const path = `segments/${kind}-${sha256.slice(0, 16)}.vtrn`;
    files.push({ path, bytes });
    return { path, bytes: bytes.length, sha256 };
  };
  const manifest: Manifest = {
    format: MANIFEST_FORMAT,
    version: MANIFEST_VERSION,
    name: source.name,
    created: source.created,
    items: items.length,
    encoder,
    spaces: { image: { dim: encoder.dim, metric: "cosine" } },
    segments: [
      {
        items: items.length,
        index: { image: await add("index", buildIndex(vectors, { dim: encoder.dim })) },
        data: await add("items", writeItems(items)),
        facets: await add("facets", writeFacets(items)),
      },
    ],
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  // Last: whoever sees a manifest finds its segments.
  files.push({ path: MANIFEST_PATH, bytes: new TextEncoder().encode(text) });
  return files;
}
