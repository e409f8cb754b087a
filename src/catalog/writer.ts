import { VisualSearchError } from "../errors.ts";
import { splitIndex } from "../vector/index-file.ts";
import { buildIndex, openIndex } from "../vector/vector-index.ts";
import { certify } from "./certificate.ts";
import { chooseFacets, type FacetSpec } from "./facet-values.ts";
import { writeFacets } from "./facets.ts";
import { type CatalogFile, FileSet } from "./file-set.ts";
import { writeItems } from "./items.ts";
import { MANIFEST_FORMAT, MANIFEST_VERSION, type Manifest, type Segment } from "./manifest.ts";
import type { CatalogItem, CatalogSource, EncoderBinding, GraphBuild } from "./types.ts";
import { VectorTable } from "./vector-table.ts";

export type { CatalogFile } from "./file-set.ts";

export const MANIFEST_PATH = "manifest.json";

/**
 * Makes every file of a catalog, of one segment. The same source gives the same bytes.
 *
 * @throws VisualSearchError `invalid-argument` where items and vectors or fingerprints do not fit,
 *   `vector-invalid`
 */
export async function createCatalog(source: CatalogSource): Promise<CatalogFile[]> {
  const files = new FileSet();
  const facets = chooseFacets(source.items);
  const segment = await writeSegment(files, { ...source, facets, dim: source.encoder.dim });
  return finishCatalog(files, {
    name: source.name,
    created: source.created,
    items: source.items.length,
    encoder: source.encoder,
    facets,
    segments: [segment],
  });
}

/** Vectors from which the graph is faster than looking at every row by enough to be worth its bytes. */
const GRAPH_FROM = 5000;
/**
 * Vectors from which sign bits help: a filter that leaves too many rows to look at and too few for the graph,
 * and a visitor who would wait for all codes to arrive.
 */
const SIGNS_FROM = 20_000;

export interface SegmentSource extends GraphBuild {
  items: readonly CatalogItem[];
  /** Number of vectors of each item, 1 or more. Default: 1. */
  pictures?: ArrayLike<number>;
  /** The items' vectors after one another, `dim` numbers each. */
  vectors: Float32Array;
  dim: number;
  /** Of the pictures, 8 bytes each. */
  fingerprints?: Uint8Array;
  /** Those of the whole catalog. */
  facets: readonly FacetSpec[];
}

/**
 * Makes the files of a segment.
 *
 * @throws VisualSearchError `invalid-argument` or `vector-invalid`
 */
export async function writeSegment(files: FileSet, source: SegmentSource): Promise<Segment> {
  const { items, pictures, vectors, dim, fingerprints, facets, crew, onProgress } = source;
  const table = pictures ? VectorTable.ofCounts(pictures) : VectorTable.oneEach(items.length);
  const count = table.vectors;
  if (table.items !== items.length || vectors.length !== count * dim) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected ${count} vectors of ${dim} numbers for ${table.items} items, got ` +
        `${vectors.length} numbers and ${items.length} items.`,
    );
  }
  const withSigns = count >= SIGNS_FROM;
  const index = buildIndex(vectors, {
    dim,
    graph: count >= GRAPH_FROM,
    signs: withSigns,
    ...(crew && { crew }),
    ...(onProgress && { onProgress }),
  });
  const recall = certify(vectors, openIndex(index), table);
  return {
    items: items.length,
    ...(!table.isOneEach && { vectors: count }),
    index: await addIndex(files, index, withSigns),
    data: await files.add("items", writeItems(items, fingerprints, table)),
    facets: await files.add("facets", writeFacets(items, facets)),
    ...(recall && { recall }),
  };
}

async function addIndex(
  files: FileSet,
  index: Uint8Array,
  withSigns: boolean,
): Promise<Segment["index"]> {
  if (!withSigns) return { image: await files.add("index", index) };
  const { sketch, rest } = splitIndex(index);
  return { image: await files.add("index", rest), sketch: await files.add("sketch", sketch) };
}

export interface ManifestSource {
  name: string;
  /** ISO 8601. */
  created: string;
  /** Number of items that are not gone. */
  items: number;
  encoder: EncoderBinding;
  facets: FacetSpec[];
  segments: Segment[];
}

/** All files with the manifest, which comes last: whoever sees a manifest finds its segments. */
export function finishCatalog(files: FileSet, source: ManifestSource): CatalogFile[] {
  const { name, created, items, encoder, facets, segments } = source;
  const manifest: Manifest = {
    format: MANIFEST_FORMAT,
    version: MANIFEST_VERSION,
    name,
    created,
    items,
    encoder,
    spaces: { image: { dim: encoder.dim, metric: "cosine" } },
    facets,
    segments,
  };
  const bytes = new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
  return [...files.list(), { path: MANIFEST_PATH, bytes, reused: false }];
}
