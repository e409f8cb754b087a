/** Makes a catalog at once from its items and their vectors: the files of its segment, and its manifest. */

import { VisualSearchError } from "../../lib/errors.ts";
import { buildIndex } from "../../vector/build-index.ts";
import { splitIndex } from "../../vector/file/split-index.ts";
import { openIndex } from "../../vector/open-index.ts";
import { chooseFacets, type FacetSpec } from "../facets/facet-choice.ts";
import { writeFacets } from "../facets/facet-table.ts";
import { type CatalogFile, FileSet } from "../files/file-set.ts";
import type { CatalogItem } from "../items/catalog-item.ts";
import { writeItems } from "../items/item-table.ts";
import { writePairs } from "../items/pair-table.ts";
import type { Segment, SpaceFiles } from "../manifest/manifest.ts";
import { VectorTable } from "../segments/vector-table.ts";
import {
  FUSED_SPACE,
  itemVectors,
  needsTexts,
  type SpaceVectors,
  spacesOf,
  TEXT_SPACE,
} from "../spaces/spaces.ts";
import { type CatalogDraft, newManifest, sealCatalog } from "./catalog-draft.ts";
import type { CatalogSource, GraphBuild } from "./catalog-source.ts";
import { certify } from "./recall-certificate.ts";

/**
 * Makes every file of a catalog of one segment. The same source gives the same bytes.
 *
 * @throws VisualSearchError `invalid-argument` if items and vectors or fingerprints do not fit, or
 *   `vector-invalid`
 */
export async function createCatalog(source: CatalogSource): Promise<CatalogFile[]> {
  return sealCatalog(await draftCatalog(source));
}

/**
 * Makes every file of a catalog of one segment, except for its manifest.
 *
 * @throws VisualSearchError as `createCatalog` does
 */
export async function draftCatalog(source: CatalogSource): Promise<CatalogDraft> {
  const { items, pictures, texts, encoder, spaces = {} } = source;
  const { dim } = encoder;
  const files = new FileSet();
  const facets = chooseFacets(items);
  const table = pictures ? VectorTable.ofCounts(pictures) : VectorTable.oneEach(items.length);
  if (needsTexts(spaces) && texts?.vectors.length !== items.length * dim) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected ${items.length} vectors of texts of ${dim} numbers for these spaces, ` +
        `got ${texts?.vectors.length ?? 0} numbers.`,
    );
  }
  const segment = await writeSegment(files, {
    ...source,
    vectors: itemVectorsOf(source, table),
    ...(needsTexts(spaces) && { textFingerprints: texts!.fingerprints }),
    facets,
    dim,
  });
  const together = items.map(({ id }, row) => ({ id, row, goesWith: source.goesWith?.[row] }));
  const pairBytes = writePairs(together);
  const pairs = pairBytes && (await files.add("pairs", pairBytes));
  const manifest = newManifest({
    name: source.name,
    created: source.created,
    items: source.items.length,
    encoder,
    spaces: spacesOf(dim, spaces),
    facets,
    segments: [segment],
    ...(source.thumbnails && { thumbnails: source.thumbnails }),
    ...(pairs && { pairs }),
    ...(source.rules && { rules: source.rules }),
    ...(source.shard && { shard: source.shard }),
  });
  return { manifest, files: files.list() };
}

/** The vectors of all items in each space. */
function itemVectorsOf(
  { items, vectors: image, texts, encoder, spaces = {} }: CatalogSource,
  table: VectorTable,
): SpaceVectors {
  const { dim } = encoder;
  const { text, fused } = spaces;
  if (!fused || image.length !== table.vectors * dim) {
    return { image, ...(text && { text: texts!.vectors }) };
  }
  const all = { text: texts!.vectors, fused: new Float32Array(image.length) };
  for (let row = 0; row < items.length; row++) {
    const at = table.start(row) * dim;
    const pictures = image.subarray(at, table.start(row + 1) * dim);
    const words = all.text.subarray(row * dim, (row + 1) * dim);
    all.fused.set(itemVectors(spaces, dim, pictures, words).fused!, at);
  }
  return { image, ...(text && { text: all.text }), fused: all.fused };
}

/** Vectors from which the graph is faster than looking at every row by enough to be worth its bytes. */
const GRAPH_FROM = 5000;
/**
 * Vectors from which sign bits help: with a filter that leaves too many rows to look at and too few for the graph, and
 * for a visitor who would wait for all codes to arrive.
 */
const SIGNS_FROM = 20_000;
/** The same in a segment beside others, whose hits have a score to beat. */
const SIGNS_BESIDE_FROM = 200;

export interface SegmentSource extends GraphBuild {
  items: readonly CatalogItem[];
  /** Number of vectors of each item, 1 or more. Default: 1. */
  pictures?: ArrayLike<number>;
  /** The items' vectors after one another, `dim` numbers each. */
  vectors: SpaceVectors;
  dim: number;
  /** Of the pictures, 8 bytes each. */
  fingerprints?: Uint8Array;
  /** Of the texts, 8 bytes for each item, if there are spaces made of them. */
  textFingerprints?: Uint8Array;
  /** Those of the whole catalog. */
  facets: readonly FacetSpec[];
  /** Whether it is a segment beside others. */
  isBeside?: boolean;
}

/** @throws VisualSearchError `invalid-argument` or `vector-invalid` */
export async function writeSegment(files: FileSet, source: SegmentSource): Promise<Segment> {
  const { items, pictures, fingerprints, textFingerprints, facets } = source;
  const { image, text, fused } = source.vectors;
  const ofPictures = pictures ? VectorTable.ofCounts(pictures) : VectorTable.oneEach(items.length);
  const ofProducts = VectorTable.oneEach(items.length);
  if (ofPictures.items !== items.length) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected numbers of pictures for ${items.length} items, got ${ofPictures.items}.`,
    );
  }
  const others = [
    { name: TEXT_SPACE, vectors: text, table: ofProducts },
    { name: FUSED_SPACE, vectors: fused, table: ofPictures },
  ].filter((space): space is IndexSource => space.vectors !== undefined);
  const count = 1 + others.length;
  const first = await writeIndex(files, source, { vectors: image, table: ofPictures }, 0, count);
  const spaces: Record<string, SpaceFiles> = {};
  for (const [i, space] of others.entries()) {
    spaces[space.name] = await writeIndex(files, source, space, 1 + i, count);
  }
  const { index, sketch, recall } = first;
  return {
    items: items.length,
    ...(!ofPictures.isOneEach && { vectors: ofPictures.vectors }),
    index: { image: index, ...(sketch && { sketch }) },
    data: await files.add("items", writeItems(items, fingerprints, ofPictures, textFingerprints)),
    facets: await files.add("facets", writeFacets(items, facets)),
    ...(recall && { recall }),
    ...(others.length > 0 && { spaces }),
  };
}

interface IndexSource {
  name: string;
  vectors: Float32Array;
  table: VectorTable;
}

/** @param nth of all `count` indexes of the segment, for the progress */
async function writeIndex(
  files: FileSet,
  { dim, isBeside, crew, onProgress }: SegmentSource,
  { vectors, table }: Omit<IndexSource, "name">,
  nth: number,
  count: number,
): Promise<SpaceFiles> {
  if (vectors.length !== table.vectors * dim) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected ${table.vectors} vectors of ${dim} numbers for ${table.items} items, got ` +
        `${vectors.length} numbers.`,
    );
  }
  const hasSketch = table.vectors >= SIGNS_FROM;
  const bytes = buildIndex(vectors, {
    dim,
    graph: table.vectors >= GRAPH_FROM,
    ...(table.vectors >= GRAPH_FROM && { residual: "bit" as const }),
    signs: table.vectors >= (isBeside ? SIGNS_BESIDE_FROM : SIGNS_FROM),
    ...(crew && { crew }),
    ...(onProgress && {
      onProgress: (done: number, total: number) => onProgress(nth * total + done, count * total),
    }),
  });
  const recall = certify(vectors, openIndex(bytes), table);
  const certificate = recall ? { recall } : {};
  if (!hasSketch) return { index: await files.add("index", bytes), ...certificate };
  const { sketch, rest } = splitIndex(bytes);
  return {
    index: await files.add("index", rest),
    sketch: await files.add("sketch", sketch),
    ...certificate,
  };
}
