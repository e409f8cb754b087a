/** The segment that an update adds: all items that have moved, and what is left of the segments that are rewritten. */
import type { Catalog } from "../catalog.ts";
import type { FacetSpec } from "../facets/facet-choice.ts";
import type { FileSet } from "../files/file-set.ts";
import { FINGERPRINT_BYTES } from "../items/fingerprints.ts";
import type { Segment } from "../manifest/manifest.ts";
import type { CatalogSegment } from "../segments/segment.ts";
import { FUSED_SPACE, itemVectors, type SpaceVectors, TEXT_SPACE } from "../spaces/spaces.ts";
import { writeSegment } from "../writing/create-catalog.ts";
import { NO_ITEM, type Placement } from "./placement.ts";
import type { UpdateItems } from "./update-source.ts";

interface NewRow {
  item: number;
  /** The item's vectors in every space. */
  vectors: () => SpaceVectors;
}

export interface NewSegmentSource {
  previous: Catalog;
  items: UpdateItems;
  placement: Placement;
  facets: readonly FacetSpec[];
  files: FileSet;
}

/** @returns the segment and the item of each row; nothing if no item has moved */
export async function writeNewSegment(
  source: NewSegmentSource,
): Promise<{ segment: Segment; items: number[] } | undefined> {
  const { items, placement, facets, files } = source;
  const { encoder, texts, spaces = {}, crew, onProgress } = items.source;
  const { dim } = encoder;
  const rows = newRows(source);
  if (rows.length === 0) return undefined;
  const pictures = rows.map(({ item }) => items.pictures.count(item));
  const count = pictures.reduce((sum, one) => sum + one, 0);
  const vectors: SpaceVectors = {
    image: new Float32Array(count * dim),
    ...(spaces.text && { text: new Float32Array(rows.length * dim) }),
    ...(spaces.fused && { fused: new Float32Array(count * dim) }),
  };
  const fingerprints = new Uint8Array(count * FINGERPRINT_BYTES);
  const textFingerprints = texts && new Uint8Array(rows.length * FINGERPRINT_BYTES);
  let at = 0;
  for (const [row, { item, vectors: vectorsOf }] of rows.entries()) {
    const own = vectorsOf();
    vectors.image.set(own.image, at * dim);
    vectors.text?.set(own.text!, row * dim);
    vectors.fused?.set(own.fused!, at * dim);
    fingerprints.set(items.fingerprints(item), at * FINGERPRINT_BYTES);
    textFingerprints?.set(items.textFingerprint(item)!, row * FINGERPRINT_BYTES);
    at += pictures[row]!;
  }
  const segment = await writeSegment(files, {
    items: rows.map(({ item }) => items.source.items[item]!),
    pictures,
    vectors,
    dim,
    fingerprints,
    ...(textFingerprints && { textFingerprints }),
    facets,
    isBeside: placement.kept.length > 0,
    ...(crew && { crew }),
    ...(onProgress && { onProgress }),
  });
  return { segment, items: rows.map(({ item }) => item) };
}

/** In the order of the feed, as a catalog built at once would have them. */
function newRows({ previous, items, placement }: NewSegmentSource): NewRow[] {
  const { moved, rewritten, itemsAt } = placement;
  const rows: NewRow[] = moved.map((item, nth) => ({
    item,
    vectors: () => movedVectors(previous, items, item, nth),
  }));
  for (const s of rewritten) {
    const segment = previous.segments[s]!;
    itemsAt[s]!.forEach((item, row) => {
      if (item === NO_ITEM) return;
      rows.push({ item, vectors: () => keptVectors(items, segment, row) });
    });
  }
  return rows.sort((a, b) => a.item - b.item);
}

/** Those of the `nth` item that has moved. */
function movedVectors(
  previous: Catalog,
  items: UpdateItems,
  item: number,
  nth: number,
): SpaceVectors {
  const { texts, encoder, spaces = {} } = items.source;
  const { dim } = encoder;
  const text = texts?.vectors.subarray(nth * dim, (nth + 1) * dim);
  return itemVectors(spaces, dim, items.vectors(previous, item), text);
}

function keptVectors(items: UpdateItems, segment: CatalogSegment, row: number): SpaceVectors {
  const { text, fused } = items.source.spaces ?? {};
  return {
    image: segment.vectors(row),
    ...(text && { text: segment.vectors(row, TEXT_SPACE) }),
    ...(fused && { fused: segment.vectors(row, FUSED_SPACE) }),
  };
}
