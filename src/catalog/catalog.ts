/**
 * An opened catalog, and how to open one. What a catalog consists of stands in the folders beside:
 *
 * - `manifest/`: `manifest.json`, which names everything else; rules
 * - `segments/`: parts of the catalog: rows, what has changed of them, which vectors are whose
 * - `items/`: products as they are stored, patches, pairs that go together
 * - `facets/`: what can be filtered by
 * - `spaces/`: vector spaces, and one search of a segment in one of them
 * - `search/`: candidates of all segments, best first
 * - `concepts/`: facet values as the text encoder has them, and what thresholds are measured with
 * - `files/`: how files are named, and what is wrong with one
 * - `writing/`, `update/`, `verify/`: making a catalog at once, from the previous one, and checking it
 *
 * `FORMAT.md` describes every byte.
 */
import { type Bitmap, intersect } from "../lib/bitmap.ts";
import { VisualSearchError } from "../lib/errors.ts";
import type { Method } from "../vector/planner.ts";
import { ConceptTable } from "./concepts/concept-table.ts";
import { CatalogFacets } from "./facets/catalog-facets.ts";
import type { FileRef } from "./files/file-ref.ts";
import type { CatalogItem } from "./items/catalog-item.ts";
import { PairTable } from "./items/pair-table.ts";
import type { Manifest } from "./manifest/manifest.ts";
import { type CandidateOptions, Candidates, liveRows } from "./search/candidates.ts";
import { segmentOffsets } from "./segments/row-numbers.ts";
import { CatalogSegment, openSegment } from "./segments/segment.ts";
import type { IndexOptions } from "./spaces/segment-space.ts";
import { IMAGE_SPACE } from "./spaces/spaces.ts";

/** The most rows that have a number each after alignment. */
const MAX_ROWS = 2 ** 32 - 1;

export interface CatalogSearchOptions extends IndexOptions {
  /** Most items. */
  k: number;
  /** Name of a vector space. Default `image`. */
  space?: string | undefined;
  /** Only these rows take part, none of them of an item that is gone. */
  rows?: Bitmap | undefined;
}

/** Items that were found, and how. */
export interface CatalogResult {
  /** Rows, best first; equal scores by row. */
  ids: Uint32Array;
  /** Of the items' best vectors. */
  scores: Float32Array;
  /** Which of the items' vectors these are, 0 for the first. */
  pictures: Uint32Array;
  /** The way of each segment. */
  methods: Method[];
  /** Number of vectors of all segments whose codes were compared with the query. */
  scored: number;
}

/**
 * An opened catalog: the live items of all segments. A row of the catalog is the number of its segment's first row plus
 * the row within the segment; numbers between segments are unused.
 */
export class Catalog {
  readonly manifest: Manifest;
  readonly segments: readonly CatalogSegment[];
  /** Rows are below this. */
  readonly rows: number;
  readonly facets: CatalogFacets;
  /** Absent in catalogs that have none. */
  readonly concepts: ConceptTable | undefined;
  /** Which items go together; absent if the shop has not said so. */
  readonly pairs: PairTable | undefined;
  /** The rows that are items; `undefined` if all are. */
  readonly #live: Bitmap | undefined;

  /** @param segments in the manifest's order, at offsets that ascend by multiples of 32 */
  constructor(
    manifest: Manifest,
    segments: readonly CatalogSegment[],
    {
      concepts,
      pairs,
    }: { concepts?: ConceptTable | undefined; pairs?: PairTable | undefined } = {},
  ) {
    const last = segments[segments.length - 1]!;
    this.manifest = manifest;
    this.segments = segments;
    this.concepts = concepts;
    this.pairs = pairs;
    this.rows = last.offset + last.count;
    const whole = segments.length === 1 && !last.live;
    this.#live = whole ? undefined : this.#findLive();
    this.facets = new CatalogFacets(manifest.facets, segments, this.#live);
  }

  get dim(): number {
    return this.manifest.spaces.image.dim;
  }

  /** Whether hits are approximate, because sketches are open instead of indexes. */
  get isSketch(): boolean {
    return this.segments.some(({ isSketch }) => isSketch);
  }

  /** Loads what sketches lack. */
  async complete(): Promise<void> {
    await Promise.all(this.segments.map((segment) => segment.complete()));
  }

  /**
   * The best items for a vector of `dim` numbers, each by the best of its own vectors.
   *
   * @throws VisualSearchError `space-unknown`, `vector-invalid` or `invalid-argument`
   */
  search(query: ArrayLike<number>, { k, ...options }: CatalogSearchOptions): CatalogResult {
    const candidates = this.candidates(query, { ...options, expected: k });
    const found = candidates.take(k);
    const ids = new Uint32Array(found.length);
    const scores = new Float32Array(found.length);
    const pictures = new Uint32Array(found.length);
    found.forEach(({ row, score, picture }, i) => {
      ids[i] = row;
      scores[i] = score;
      pictures[i] = picture;
    });
    const { methods, scored } = candidates;
    return { ids, scores, pictures, methods, scored };
  }

  /**
   * The items for a vector one after another, the best first.
   *
   * @throws VisualSearchError `space-unknown`; asking for the first also `vector-invalid` or `invalid-argument`
   */
  candidates(
    query: ArrayLike<number>,
    { space = IMAGE_SPACE, ...options }: CandidateOptions & Pick<CatalogSearchOptions, "space">,
  ): Candidates {
    this.checkSpace(space);
    const segments = this.segments.map((segment) => segment.searched(space));
    return new Candidates(segments, query, options);
  }

  /** The row of an item's id, or `undefined`. */
  rowOf(id: string): number | undefined {
    const place = this.placeOf(id);
    return place && place.segment.offset + place.row;
  }

  /** The segment of an item's id and its row there, or `undefined`. */
  placeOf(id: string): { segment: CatalogSegment; row: number } | undefined {
    for (let i = this.segments.length - 1; i >= 0; i--) {
      const segment = this.segments[i]!;
      const row = segment.items.rowOf(id);
      if (row !== undefined && segment.isLive(row)) return { segment, row };
    }
    return undefined;
  }

  /** @throws VisualSearchError `catalog-invalid` if the item cannot be read */
  item(row: number): CatalogItem {
    const segment = this.#segmentOf(row);
    return segment.item(row - segment.offset);
  }

  /**
   * The unit vectors of an item in a space as far as their codes tell them, `dim` numbers each.
   *
   * @throws VisualSearchError `space-unknown` or `invalid-argument`
   */
  vectors(row: number, space = IMAGE_SPACE): Float32Array {
    this.checkSpace(space);
    const segment = this.#segmentOf(row);
    return segment.vectors(row - segment.offset, space);
  }

  /** @throws VisualSearchError `space-unknown` for a space that the catalog does not have */
  checkSpace(space: string): void {
    const { spaces } = this.manifest;
    if (Object.hasOwn(spaces, space)) return;
    throw new VisualSearchError(
      "space-unknown",
      `Expected one of the catalog's vector spaces ${Object.keys(spaces).join(", ")}, ` +
        `got ${JSON.stringify(space)}.`,
    );
  }

  /** The rows of all items, for the caller to keep. */
  liveRows(): Bitmap {
    return this.#live?.slice() ?? this.#findLive();
  }

  #findLive(): Bitmap {
    return liveRows(
      this.segments.map((segment) => segment.searched(IMAGE_SPACE)),
      this.rows,
    );
  }

  /** Takes out of `rows` those of items that are gone. */
  keepLive(rows: Bitmap): void {
    if (this.#live) intersect(rows, this.#live);
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

/**
 * Opens a catalog whose files have been checked against their SHA-256.
 *
 * @param read gives the bytes of a file of the manifest
 * @param options.early opens sketches instead of indexes, if there are any; `complete` then has to follow
 * @throws VisualSearchError `index-invalid`, `index-unsupported` or `catalog-invalid`
 */
export async function openCatalog(
  manifest: Manifest,
  read: (file: FileRef) => Promise<Uint8Array>,
  { early = false }: { early?: boolean } = {},
): Promise<Catalog> {
  const [concepts, pairs, ...opened] = await Promise.all([
    manifest.concepts && read(manifest.concepts),
    manifest.pairs && read(manifest.pairs),
    ...manifest.segments.map((segment) => openSegment(segment, manifest.spaces, read, { early })),
  ]);
  const offsets = segmentOffsets(opened.map(({ items }) => items.count));
  let live = 0;
  const segments = opened.map((tables, i) => {
    live += tables.items.count - (tables.changes?.tombstones.length ?? 0);
    return new CatalogSegment(offsets[i]!, tables);
  });
  const last = segments[segments.length - 1]!;
  const end = last.offset + last.count;
  if (live !== manifest.items || end > MAX_ROWS) {
    throw new VisualSearchError(
      "catalog-invalid",
      `Expected ${manifest.items} items in the segments together, got ${live}. ` +
        "Build the catalog again.",
    );
  }
  const { dim } = manifest.spaces.image;
  return new Catalog(manifest, segments, {
    concepts: concepts && new ConceptTable(concepts, dim),
    pairs: pairs && new PairTable(pairs, end),
  });
}
