import { VisualSearchError } from "../errors.ts";
import { type Bitmap, createBitmap, setBit } from "../vector/bitmap.ts";
import type { SearchOptions } from "../vector/vector-index.ts";
import { CatalogFacets } from "./catalog-facets.ts";
import type { Manifest } from "./manifest.ts";
import { type CatalogResult, mergeResults } from "./merge.ts";
import { CatalogSegment, openSegment } from "./segment.ts";
import type { CatalogItem, FileRef } from "./types.ts";

/** Each segment's rows begin at a multiple of this, so that its part of a bitmap is whole words. */
const ROW_ALIGNMENT = 32;

/** The most rows that have a number each after alignment. */
const MAX_ROWS = 2 ** 32 - 1;

/** What every segment's index is asked. */
export interface CatalogSearchOptions extends Omit<SearchOptions, "filter"> {
  /** Only these rows take part, none of them of an item that is gone. */
  rows?: Bitmap | undefined;
}

/**
 * An opened catalog: the live items of all segments. A row is the number of a segment's first row plus
 * the row within the segment; between segments some numbers stand for nothing.
 */
export class Catalog {
  readonly manifest: Manifest;
  readonly segments: readonly CatalogSegment[];
  /** Rows are below this. */
  readonly rows: number;
  readonly facets: CatalogFacets;
  /** The rows that are items; `undefined` where all are. */
  readonly #live: Bitmap | undefined;

  /** @param segments in the manifest's order, at offsets that ascend by multiples of 32 */
  constructor(manifest: Manifest, segments: readonly CatalogSegment[]) {
    const last = segments[segments.length - 1]!;
    this.manifest = manifest;
    this.segments = segments;
    this.rows = last.offset + last.count;
    const whole = segments.length === 1 && !last.changes;
    this.#live = whole ? undefined : bitmapOfLive(segments, this.rows);
    this.facets = new CatalogFacets(manifest.facets, segments, this.#live);
  }

  get dim(): number {
    return this.manifest.spaces.image.dim;
  }

  /** Whether hits are approximate, as long as sketches stand for indexes. */
  get isSketch(): boolean {
    return this.segments.some(({ index }) => index.isSketch);
  }

  /** Loads what sketches lack. */
  async complete(): Promise<void> {
    await Promise.all(this.segments.map((segment) => segment.complete()));
  }

  /**
   * The best rows for a vector of `dim` numbers, by all segments.
   *
   * @throws VisualSearchError `vector-invalid` or `invalid-argument`
   */
  search(query: ArrayLike<number>, { rows, ...options }: CatalogSearchOptions): CatalogResult {
    const among = rows ?? this.#live;
    const results = this.segments.map((segment) => {
      const filter = this.#partOf(among, segment);
      const found = segment.index.search(query, { ...options, ...(filter && { filter }) });
      return { offset: segment.offset, found };
    });
    return {
      ...mergeResults(results, options.k),
      methods: results.map(({ found }) => found.method),
      scored: results.reduce((sum, { found }) => sum + found.scored, 0),
    };
  }

  /** The segment's part of a bitmap, or `undefined` where all its rows take part anyway. */
  #partOf(among: Bitmap | undefined, { offset, count, changes }: CatalogSegment) {
    if (!among || (among === this.#live && !changes)) return undefined;
    const start = offset / ROW_ALIGNMENT;
    return among.subarray(start, start + Math.ceil(count / ROW_ALIGNMENT));
  }

  /** The row of an item's id, or `undefined`. */
  rowOf(id: string): number | undefined {
    for (let i = this.segments.length - 1; i >= 0; i--) {
      const segment = this.segments[i]!;
      const row = segment.items.rowOf(id);
      if (row !== undefined && segment.isLive(row)) return segment.offset + row;
    }
    return undefined;
  }

  /** @throws VisualSearchError `catalog-invalid` where the item cannot be read */
  item(row: number): CatalogItem {
    const segment = this.#segmentOf(row);
    return segment.item(row - segment.offset);
  }

  /** The unit vector of a row as far as its code tells it. */
  vector(row: number): Float32Array {
    const segment = this.#segmentOf(row);
    return segment.index.vector(row - segment.offset);
  }

  /** The rows of all items, for the caller to keep. */
  liveRows(): Bitmap {
    return this.#live?.slice() ?? bitmapOfLive(this.segments, this.rows);
  }

  /** Takes out of `rows` those of items that are gone. */
  keepLive(rows: Bitmap): void {
    if (!this.#live) return;
    for (let i = 0; i < rows.length; i++) rows[i]! &= this.#live[i]!;
  }

  #segmentOf(row: number): CatalogSegment {
    const segment = this.segments.findLast(({ offset }) => offset <= row);
    if (segment && row - segment.offset < segment.count) return segment;
    throw new VisualSearchError(
      "invalid-argument",
      `Expected a row of the catalog, below ${this.rows}, got ${row}.`,
    );
  }
}

function bitmapOfLive(segments: readonly CatalogSegment[], rows: number): Bitmap {
  const live = createBitmap(rows);
  for (const { offset, count, changes } of segments) {
    const words = Math.floor(count / 32);
    live.fill(0xffff_ffff, offset / 32, offset / 32 + words);
    for (let row = words * 32; row < count; row++) setBit(live, offset + row);
    for (const row of changes?.tombstones ?? []) {
      live[(offset + row) >>> 5]! &= ~(1 << (row & 31));
    }
  }
  return live;
}

/**
 * Opens a catalog whose files have been checked against their SHA-256.
 *
 * @param read gives the bytes of a file of the manifest
 * @param options.early opens sketches in place of indexes, where there are any, for `complete` to follow
 * @throws VisualSearchError `index-invalid`, `index-unsupported` or `catalog-invalid`
 */
export async function openCatalog(
  manifest: Manifest,
  read: (file: FileRef) => Promise<Uint8Array>,
  { early = false }: { early?: boolean } = {},
): Promise<Catalog> {
  const { dim } = manifest.spaces.image;
  const opened = await Promise.all(
    manifest.segments.map((segment) => openSegment(segment, dim, read, early)),
  );
  let end = 0;
  let live = 0;
  const segments = opened.map((tables) => {
    const offset = Math.ceil(end / ROW_ALIGNMENT) * ROW_ALIGNMENT;
    const { count } = tables.items;
    end = offset + count;
    live += count - (tables.changes?.tombstones.length ?? 0);
    return new CatalogSegment(offset, tables);
  });
  if (live !== manifest.items || end > MAX_ROWS) {
    throw new VisualSearchError(
      "catalog-invalid",
      `Expected ${manifest.items} items in the segments together, got ${live}. ` +
        "Build the catalog again.",
    );
  }
  return new Catalog(manifest, segments);
}
