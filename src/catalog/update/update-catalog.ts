/**
 * Makes a catalog that takes over what it can from the previous one: its segments stay as they are, beside small files
 * of what has changed in them. Items with new vectors make one more segment; so do those of which a picture has gone
 * or moved, with the vectors of their other pictures. What has piled up is rewritten (`compaction.ts`). Vectors that
 * move are as their index has them (cosine to the original about 0.99999, a little less each time).
 */
import type { Catalog } from "../catalog.ts";
import { chooseFacets } from "../facets/facet-choice.ts";
import type { FileRef } from "../files/file-ref.ts";
import { type CatalogFile, FileSet } from "../files/file-set.ts";
import { writePairs } from "../items/pair-table.ts";
import { type Segment, segmentFiles } from "../manifest/manifest.ts";
import { segmentOffsets } from "../segments/row-numbers.ts";
import { spacesOf } from "../spaces/spaces.ts";
import { type CatalogDraft, newManifest, sealCatalog } from "../writing/catalog-draft.ts";
import { keepSegment } from "./kept-segment.ts";
import { writeNewSegment } from "./new-segment.ts";
import { countUpdate, NO_ITEM, placeItems } from "./placement.ts";
import { type UpdateCounts, UpdateItems, type UpdateSource } from "./update-source.ts";

export interface CatalogUpdate {
  files: CatalogFile[];
  counts: UpdateCounts;
}

/**
 * Makes the files of an updated catalog.
 *
 * @param read gives the bytes of a file of the previous catalog
 * @throws VisualSearchError `invalid-argument` if items, rows and vectors do not fit, or `vector-invalid`
 */
export async function updateCatalog(
  previous: Catalog,
  read: (file: FileRef) => Promise<Uint8Array>,
  source: UpdateSource,
): Promise<CatalogUpdate> {
  const { draft, counts } = await draftUpdate(previous, read, source);
  return { files: sealCatalog(draft), counts };
}

/**
 * Makes the files of an updated catalog, except for its manifest.
 *
 * @throws VisualSearchError as `updateCatalog` does
 */
export async function draftUpdate(
  previous: Catalog,
  read: (file: FileRef) => Promise<Uint8Array>,
  source: UpdateSource,
): Promise<{ draft: CatalogDraft; counts: UpdateCounts }> {
  const { name, created, encoder, thumbnails, rules } = source;
  const items = new UpdateItems(previous, source);
  const placement = placeItems(previous, items);
  const facets = chooseFacets(source.items);
  const known = segmentFiles(previous.manifest).map(({ path }) => path);
  const files = new FileSet(new Set(known));
  const reuse = async (ref: FileRef) => files.reuse(ref, await read(ref));
  const segments: Segment[] = [];
  /** Of each of these, the item of each row. */
  const rows: ArrayLike<number>[] = [];
  for (const s of placement.kept) {
    const [segment, before] = [previous.segments[s]!, previous.manifest.segments[s]!];
    const itemAt = placement.itemsAt[s]!;
    segments.push(await keepSegment({ segment, before, itemAt, items, facets, files, reuse }));
    rows.push(itemAt);
  }
  const added = await writeNewSegment({ previous, items, placement, facets, files });
  if (added) {
    segments.push(added.segment);
    rows.push(added.items);
  }
  const pairs = await addPairs(source, rows, files);
  const manifest = newManifest({
    name,
    created,
    items: source.items.length,
    encoder,
    spaces: spacesOf(encoder.dim, source.spaces ?? {}),
    facets,
    segments,
    ...(thumbnails && { thumbnails }),
    ...(pairs && { pairs }),
    ...(rules && { rules }),
  });
  return {
    draft: { manifest, files: files.list() },
    counts: countUpdate(previous, items, placement),
  };
}

/** @param rows of each segment, the item of each row, or `NO_ITEM` */
async function addPairs(
  { items, goesWith }: UpdateSource,
  rows: readonly ArrayLike<number>[],
  files: FileSet,
): Promise<FileRef | undefined> {
  if (!goesWith) return undefined;
  const offsets = segmentOffsets(rows.map(({ length }) => length));
  const placed = rows.flatMap((ofSegment, s) =>
    Array.from(ofSegment, (item, row) => ({ item, row: offsets[s]! + row })).filter(
      ({ item }) => item !== NO_ITEM,
    ),
  );
  const bytes = writePairs(
    placed.map(({ item, row }) => ({ id: items[item]!.id, row, goesWith: goesWith[item] })),
  );
  return bytes && (await files.add("pairs", bytes));
}
