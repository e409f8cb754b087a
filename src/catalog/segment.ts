import { VisualSearchError } from "../errors.ts";
import { openIndex, type VectorIndex } from "../vector/vector-index.ts";
import { Changes } from "./changes.ts";
import { FacetTable } from "./facets.ts";
import { ItemTable } from "./items.ts";
import type { Segment } from "./manifest.ts";
import { applyPatch, patchesFacet } from "./patch.ts";
import type { CatalogItem, FileRef } from "./types.ts";

/** The opened files of a segment: row i of each is item i. */
export interface SegmentTables {
  index: VectorIndex;
  /** Gets what `index` lacks, where that is a sketch. */
  complete?: () => Promise<VectorIndex>;
  items: ItemTable;
  facets: FacetTable;
  changes: Changes | undefined;
}

/**
 * @param read gives the bytes of a file of the manifest
 * @param dim what the manifest says of the vectors
 * @param early opens the index's sketch alone, where it has one
 * @throws VisualSearchError `index-invalid`, `index-unsupported` or `catalog-invalid`
 */
export async function openSegment(
  segment: Segment,
  dim: number,
  read: (file: FileRef) => Promise<Uint8Array>,
  early: boolean,
): Promise<SegmentTables> {
  const [{ index, complete }, items, facets, changes] = await Promise.all([
    openSegmentIndex(segment.index, read, early),
    read(segment.data).then((bytes) => new ItemTable(bytes)),
    read(segment.facets).then((bytes) => new FacetTable(bytes)),
    segment.changes && read(segment.changes).then((bytes) => new Changes(bytes)),
  ]);
  const counts = [index.size, items.count, facets.count, ...(changes ? [changes.rows] : [])];
  if (counts.some((count) => count !== segment.items)) {
    throw new VisualSearchError(
      "catalog-invalid",
      `Expected ${segment.items} rows in every file of the segment, got ${counts.join(", ")}. ` +
        "Build the catalog again.",
    );
  }
  if (index.dim !== dim || index.metric !== "cosine") {
    throw new VisualSearchError(
      "catalog-invalid",
      `Expected an index of dim ${dim} with metric cosine, got dim ${index.dim} with ${index.metric}. ` +
        "Build the catalog again.",
    );
  }
  return { index, items, facets, changes, ...(complete && { complete }) };
}

async function openSegmentIndex(
  { image, sketch }: Segment["index"],
  read: (file: FileRef) => Promise<Uint8Array>,
  early: boolean,
): Promise<Pick<SegmentTables, "index" | "complete">> {
  if (!sketch) return { index: openIndex(await read(image)) };
  const [first, rest] = await Promise.all([read(sketch), early ? undefined : read(image)]);
  if (rest) return { index: openIndex(first, rest) };
  return { index: openIndex(first), complete: async () => openIndex(first, await read(image)) };
}

/** An opened segment in its place among the others. */
export class CatalogSegment {
  /** Row of the catalog that is this segment's first. */
  readonly offset: number;
  readonly items: ItemTable;
  readonly facets: FacetTable;
  readonly changes: Changes | undefined;
  #index: VectorIndex;
  readonly #complete: (() => Promise<VectorIndex>) | undefined;
  #dead: ReadonlySet<number> | undefined;

  constructor(offset: number, { index, complete, items, facets, changes }: SegmentTables) {
    this.offset = offset;
    this.#index = index;
    this.#complete = complete;
    this.items = items;
    this.facets = facets;
    this.changes = changes;
  }

  get index(): VectorIndex {
    return this.#index;
  }

  /** Loads what the index lacks; until then its hits are approximate. */
  async complete(): Promise<void> {
    if (this.#index.isSketch && this.#complete) this.#index = await this.#complete();
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
    if (!this.changes) return true;
    this.#dead ??= new Set(this.changes.tombstones);
    return !this.#dead.has(row);
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
