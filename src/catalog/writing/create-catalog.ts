/** Makes a catalog from its items and their vectors, at once. */
import { VisualSearchError } from "../../lib/errors.ts";
import { chooseFacets } from "../facets/facet-choice.ts";
import { type CatalogFile, FileSet } from "../files/file-set.ts";
import { writePairs } from "../items/pair-table.ts";
import { VectorTable } from "../segments/vector-table.ts";
import { itemVectors, needsTexts, type SpaceVectors, spacesOf } from "../spaces/spaces.ts";
import { type CatalogDraft, newManifest, sealCatalog } from "./catalog-draft.ts";
import type { CatalogSource } from "./catalog-source.ts";
import { writeSegment } from "./write-segment.ts";

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
