/** A segment of a catalog: its files opened, and its place among the others. */
import { type Bitmap, clearBit, fullBitmap, hasBit } from "../../lib/bitmap.ts";
import { FacetTable } from "../facets/facet-table.ts";
import type { FileRef } from "../files/file-ref.ts";
import { invalidFile } from "../files/invalid-file.ts";
import type { CatalogItem } from "../items/catalog-item.ts";
import { applyPatch, patchesFacet } from "../items/item-patch.ts";
import { ItemTable } from "../items/item-table.ts";
import { type Segment, spaceFiles } from "../manifest/manifest.ts";
import type { SearchedSegment } from "../search/candidates.ts";
import { openSpaceIndex, SegmentSpace } from "../spaces/segment-space.ts";
import { IMAGE_SPACE, type Spaces } from "../spaces/spaces.ts";
import { Changes } from "./changes.ts";
import { VectorTable } from "./vector-table.ts";

/** The opened files of a segment: row i of each is item i. */
export interface SegmentTables {
  spaces: ReadonlyMap<string, SegmentSpace>;
  items: ItemTable;
  facets: FacetTable;
  changes: Changes | undefined;
}

export interface OpenSegmentOptions {
  /** Opens sketches alone, if there are any. */
  early?: boolean;
  /** The vector spaces to open, of those that the catalog has. Default: all. */
  only?: readonly string[];
}

/**
 * Opens the files of a segment and checks that they fit each other.
 *
 * @param specs what the manifest says of the spaces
 * @param read gives the bytes of a file of the manifest
 * @throws VisualSearchError `index-invalid`, `index-unsupported` or `catalog-invalid`
 */
export async function openSegment(
  segment: Segment,
  specs: Spaces,
  read: (file: FileRef) => Promise<Uint8Array>,
  { early = false, only }: OpenSegmentOptions = {},
): Promise<SegmentTables> {
  const wanted = [...spaceFiles(segment)].filter(([name]) => only?.includes(name) ?? true);
  const [indexes, items, facets, changes] = await Promise.all([
    Promise.all(
      wanted.map(
        async ([name, files]) => [name, await openSpaceIndex(files, read, early)] as const,
      ),
    ),
    read(segment.data).then((bytes) => new ItemTable(bytes)),
    read(segment.facets).then((bytes) => new FacetTable(bytes)),
    segment.changes && read(segment.changes).then((bytes) => new Changes(bytes)),
  ]);
  const counts = [items.count, facets.count, ...(changes ? [changes.rows] : [])];
  if (counts.some((count) => count !== segment.items)) {
    throw invalidFile(`${segment.items} rows in every file of the segment`, counts.join(", "));
  }
  const { vectors = segment.items } = segment;
  if (items.vectors.vectors !== vectors) {
    throw invalidFile(`${vectors} vectors of the segment's items`, `${items.vectors.vectors}`);
  }
  const ofProducts = VectorTable.oneEach(items.count);
  const spaces = indexes.map(([name, index]) => {
    const spec = specs[name]!;
    const table = spec.per === "product" ? ofProducts : items.vectors;
    return [name, new SegmentSpace(index, spec, table)] as const;
  });
  return { spaces: new Map(spaces), items, facets, changes };
}

function liveRows(count: number, { tombstones }: Changes): Bitmap | undefined {
  if (tombstones.length === 0) return undefined;
  const live = fullBitmap(count);
  for (const row of tombstones) clearBit(live, row);
  return live;
}

/** An opened segment. */
export class CatalogSegment {
  /** Row of the catalog that is this segment's first. */
  readonly offset: number;
  readonly items: ItemTable;
  readonly facets: FacetTable;
  readonly changes: Changes | undefined;
  /** The rows whose items are not gone; `undefined` if none is. */
  readonly live: Bitmap | undefined;
  readonly #spaces: ReadonlyMap<string, SegmentSpace>;

  constructor(offset: number, { spaces, items, facets, changes }: SegmentTables) {
    this.offset = offset;
    this.#spaces = spaces;
    this.items = items;
    this.facets = facets;
    this.changes = changes;
    this.live = changes && liveRows(items.count, changes);
  }

  /** Whether the index of a space has sign bits alone, which makes its hits approximate. */
  get isSketch(): boolean {
    return [...this.#spaces.values()].some(({ isSketch }) => isSketch);
  }

  /** Loads what indexes lack. */
  async complete(): Promise<void> {
    await Promise.all([...this.#spaces.values()].map((space) => space.complete()));
  }

  /** Number of rows, those of items that are gone included. */
  get count(): number {
    return this.items.count;
  }

  /** The item of one of the segment's rows, as it is now. */
  item(row: number): CatalogItem {
    const item = this.items.get(row);
    const patch = this.changes?.patches.get(row);
    return patch ? applyPatch(item, patch) : item;
  }

  isLive(row: number): boolean {
    return !this.live || hasBit(this.live, row);
  }

  /** The segment as it is searched in a space that the catalog has. */
  searched(space: string): SearchedSegment {
    return { offset: this.offset, space: this.#spaces.get(space)!, live: this.live };
  }

  /** The vectors of an item in a space as far as their codes tell them, one after another. */
  vectors(row: number, space = IMAGE_SPACE): Float32Array {
    return this.#spaces.get(space)!.vectors(row);
  }

  /** The segment's rows of which a patch may have changed a facet. */
  patchedRows(facet: string): number[] {
    const rows: number[] = [];
    for (const [row, patch] of this.changes?.patches ?? []) {
      if (patchesFacet(patch, facet)) rows.push(row);
    }
    return rows;
  }
}
