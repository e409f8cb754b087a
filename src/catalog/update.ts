import { VisualSearchError } from "../errors.ts";
import type { Catalog } from "./catalog.ts";
import { writeChanges } from "./changes.ts";
import { MAX_CHANGES_SHARE, segmentsToRewrite } from "./compaction.ts";
import { chooseFacets, type FacetSpec, facetValue } from "./facet-values.ts";
import { valueAt, writeFacets } from "./facets.ts";
import { FileSet } from "./file-set.ts";
import { FINGERPRINT_BYTES, itemJson, normalItem, writeItems } from "./items.ts";
import { type Segment, segmentFiles } from "./manifest.ts";
import { diffItem, type ItemPatch, patchesFacet } from "./patch.ts";
import type { CatalogSegment } from "./segment.ts";
import type { CatalogItem, EncoderBinding, FileRef, GraphBuild } from "./types.ts";
import { type CatalogFile, finishCatalog, writeSegment } from "./writer.ts";

export interface UpdateSource extends GraphBuild {
  name: string;
  /** ISO 8601. */
  created: string;
  encoder: EncoderBinding;
  /** Every item that the catalog will have. */
  items: readonly CatalogItem[];
  /** Of the items' pictures, 8 bytes each. */
  fingerprints: Uint8Array;
  /** Row of the previous catalog whose vector an item keeps, or -1; as `keptRow` gives it. */
  kept: Int32Array | readonly number[];
  /** One row of `encoder.dim` numbers for each item that keeps none, in their order. */
  vectors: Float32Array;
}

export interface UpdateCounts {
  /** Items whose vector was kept. */
  kept: number;
  /** Of these, items whose data have changed. */
  patched: number;
  /** Items with a new vector, be they new or only their pictures. */
  embedded: number;
  /** Items of the previous catalog that are not in the new one. */
  removed: number;
  /** Segments of the previous catalog that were written anew as one, or left out as nothing was left. */
  rewritten: number;
}

export interface CatalogUpdate {
  files: CatalogFile[];
  counts: UpdateCounts;
}

/**
 * The row of the previous catalog that has the item's vector: the same id, and a picture with the same
 * fingerprint. -1 where there is none.
 */
export function keptRow(previous: Catalog, id: string, fingerprint: Uint8Array): number {
  const row = previous.rowOf(id);
  if (row === undefined) return -1;
  const segment = previous.segments.findLast(({ offset }) => offset <= row)!;
  const known = segment.items.fingerprint(row - segment.offset);
  const same = known.every((byte, i) => byte === fingerprint[i]);
  return same && known.some((byte) => byte !== 0) ? row : -1;
}

/**
 * Makes the files of a catalog that takes over what it can from the previous one: its segments stay as
 * they are, beside small files of what has changed in them, and items with new vectors make one
 * segment more. What has piled up by then is written anew (`compaction.ts`), with the vectors as the
 * index has them (cosine to the original about 0.99998, a little less each time).
 *
 * @param read gives the bytes of a file of the previous catalog
 * @throws VisualSearchError `invalid-argument` where items, rows and vectors do not fit, or
 *   `vector-invalid`
 */
export async function updateCatalog(
  previous: Catalog,
  read: (file: FileRef) => Promise<Uint8Array>,
  source: UpdateSource,
): Promise<CatalogUpdate> {
  return await new Update(previous, read, source).run();
}

/** For a row whose item is gone, and for an item without a new vector. */
const NONE = -1;

/** Stands in rows that nobody sees any more. */
const GONE: CatalogItem = { id: "", title: "", attributes: {} };

class Update {
  readonly #previous: Catalog;
  readonly #read: (file: FileRef) => Promise<Uint8Array>;
  readonly #source: UpdateSource;
  readonly #facets: FacetSpec[];
  readonly #files: FileSet;
  readonly #counts: UpdateCounts = { kept: 0, patched: 0, embedded: 0, removed: 0, rewritten: 0 };
  /** By segment and row of the previous catalog, the item that keeps its vector. */
  readonly #itemOf: Int32Array[];
  /** By item, the row of `vectors`, if it has one. */
  readonly #vectorOf: Int32Array;

  constructor(
    previous: Catalog,
    read: (file: FileRef) => Promise<Uint8Array>,
    source: UpdateSource,
  ) {
    this.#previous = previous;
    this.#read = read;
    this.#source = source;
    this.#facets = chooseFacets(source.items);
    this.#files = new FileSet(new Set(segmentFiles(previous.manifest).map(({ path }) => path)));
    this.#itemOf = previous.segments.map(({ count }) => new Int32Array(count).fill(NONE));
    this.#vectorOf = new Int32Array(source.items.length).fill(NONE);
    this.#assignRows();
  }

  #assignRows(): void {
    const { items, kept, vectors, fingerprints, encoder } = this.#source;
    const { segments } = this.#previous;
    for (let i = 0; i < items.length; i++) {
      const row = kept[i] ?? -1;
      if (row < 0) {
        this.#vectorOf[i] = this.#counts.embedded++;
        continue;
      }
      const s = segments.findLastIndex(({ offset }) => offset <= row);
      const rows = this.#itemOf[s];
      const local = row - (segments[s]?.offset ?? 0);
      if (!rows || rows[local] !== NONE) {
        throw misfit(`a row of the previous catalog for one item each, got ${row}`);
      }
      rows[local] = i;
      this.#counts.kept++;
    }
    const { embedded } = this.#counts;
    if (encoder.dim !== this.#previous.dim) {
      throw misfit(`vectors of ${this.#previous.dim} numbers as before, got ${encoder.dim}`);
    }
    if (vectors.length !== embedded * encoder.dim) {
      throw misfit(
        `${embedded} vectors of ${encoder.dim} numbers for the items that keep none, ` +
          `got ${vectors.length} numbers`,
      );
    }
    if (fingerprints.length !== items.length * FINGERPRINT_BYTES) {
      throw misfit(
        `${items.length} fingerprints of ${FINGERPRINT_BYTES} bytes, ` +
          `got ${fingerprints.length} bytes`,
      );
    }
  }

  async run(): Promise<CatalogUpdate> {
    const { name, created, encoder, items } = this.#source;
    const { segments } = this.#previous;
    this.#count();
    const states = this.#itemOf.map((rows) => ({
      rows: rows.length,
      dead: rows.reduce((sum, item) => sum + (item === NONE ? 1 : 0), 0),
    }));
    const rewritten = segmentsToRewrite(states, this.#counts.embedded > 0);
    const written: Segment[] = [];
    for (let s = 0; s < segments.length; s++) {
      const { rows, dead } = states[s]!;
      if (rewritten.has(s) || dead === rows) this.#counts.rewritten++;
      else written.push(await this.#keepSegment(s));
    }
    const fresh = await this.#writeFresh(rewritten);
    if (fresh) written.push(fresh);
    const files = finishCatalog(this.#files, {
      name,
      created,
      items: items.length,
      encoder,
      facets: this.#facets,
      segments: written,
    });
    return { files, counts: this.#counts };
  }

  #count(): void {
    const previous = this.#previous;
    const { items } = this.#source;
    const stayed = items.filter(({ id }) => previous.rowOf(id) !== undefined).length;
    this.#counts.removed = previous.manifest.items - stayed;
    for (const [s, rows] of this.#itemOf.entries()) {
      const segment = previous.segments[s]!;
      rows.forEach((i, row) => {
        if (i === NONE) return;
        const plain = !segment.changes?.patches.has(row);
        if (plain && segment.items.json(row) === itemJson(items[i]!)) return;
        if (diffItem(segment.item(row), normalItem(items[i]!))) this.#counts.patched++;
      });
    }
  }

  /** A segment that goes on with its vectors, and as far as possible with its other files. */
  async #keepSegment(s: number): Promise<Segment> {
    const segment = this.#previous.segments[s]!;
    const { items: rows, index, data, facets, recall } = this.#previous.manifest.segments[s]!;
    const tombstones: number[] = [];
    const patches = new Map<number, ItemPatch>();
    const itemOf = this.#itemOf[s]!;
    itemOf.forEach((i, row) => {
      if (i === NONE) tombstones.push(row);
      else {
        const patch = this.#patchOf(segment, row, this.#source.items[i]!);
        if (patch) patches.set(row, patch);
      }
    });
    const kept = {
      items: rows,
      index: {
        image: await this.#reuse(index.image),
        ...(index.sketch && { sketch: await this.#reuse(index.sketch) }),
      },
    };
    const certificate = recall ? { recall } : {};
    const patchBytes = writeChanges({ rows, tombstones: [], patches });
    if (patches.size > 0 && patchBytes.length > MAX_CHANGES_SHARE * (data.bytes + facets.bytes)) {
      return {
        ...kept,
        data: await this.#files.add("items", this.#itemsAnew(itemOf)),
        facets: await this.#files.add("facets", this.#facetsAnew(itemOf)),
        ...certificate,
        ...(await this.#changes(rows, tombstones, new Map())),
      };
    }
    const fits = this.#facetsFit(segment, itemOf, patches);
    return {
      ...kept,
      data: await this.#reuse(data),
      facets: fits
        ? await this.#reuse(facets)
        : await this.#files.add("facets", this.#facetsAnew(itemOf)),
      ...certificate,
      ...(await this.#changes(rows, tombstones, patches)),
    };
  }

  /** What the item has that the segment's own file has not, or has otherwise. */
  #patchOf(segment: CatalogSegment, row: number, item: CatalogItem): ItemPatch | undefined {
    if (segment.items.json(row) === itemJson(item)) return undefined;
    return diffItem(segment.items.get(row), normalItem(item));
  }

  /** Whether the segment's columns, with the patches, say of every facet what the items do. */
  #facetsFit(
    segment: CatalogSegment,
    itemOf: Int32Array,
    patches: ReadonlyMap<number, ItemPatch>,
  ): boolean {
    return this.#facets.every(({ name, kind }) => {
      const column = segment.facets.columns.get(name);
      const usable = column?.kind === kind ? column : undefined;
      return itemOf.every((i, row) => {
        if (i === NONE) return true;
        const value = facetValue(this.#source.items[i]!, name);
        const wanted = kind === "number" || value === undefined ? value : String(value);
        if (valueAt(usable, row) === wanted) return true;
        const patch = patches.get(row);
        return patch !== undefined && patchesFacet(patch, name);
      });
    });
  }

  async #changes(
    rows: number,
    tombstones: readonly number[],
    patches: ReadonlyMap<number, ItemPatch>,
  ): Promise<{ changes?: FileRef }> {
    if (tombstones.length === 0 && patches.size === 0) return {};
    const bytes = writeChanges({ rows, tombstones, patches });
    return { changes: await this.#files.add("changes", bytes) };
  }

  #itemsAnew(itemOf: Int32Array): Uint8Array {
    const fingerprints = new Uint8Array(itemOf.length * FINGERPRINT_BYTES);
    itemOf.forEach((i, row) => {
      if (i !== NONE) fingerprints.set(this.#fingerprint(i), row * FINGERPRINT_BYTES);
    });
    return writeItems(this.#currentItems(itemOf), fingerprints);
  }

  #facetsAnew(itemOf: Int32Array): Uint8Array {
    return writeFacets(this.#currentItems(itemOf), this.#facets);
  }

  #currentItems(itemOf: Int32Array): CatalogItem[] {
    return Array.from(itemOf, (i) => (i === NONE ? GONE : this.#source.items[i]!));
  }

  #fingerprint(item: number): Uint8Array {
    const at = item * FINGERPRINT_BYTES;
    return this.#source.fingerprints.subarray(at, at + FINGERPRINT_BYTES);
  }

  /** One segment of all new vectors and of what is left of the segments that are written anew. */
  async #writeFresh(rewritten: ReadonlySet<number>): Promise<Segment | undefined> {
    const { items, vectors: given, encoder } = this.#source;
    const { dim } = encoder;
    const places: { item: number; vector: () => Float32Array }[] = [];
    this.#vectorOf.forEach((at, item) => {
      if (at === NONE) return;
      places.push({ item, vector: () => given.subarray(at * dim, (at + 1) * dim) });
    });
    for (const s of rewritten) {
      const { index } = this.#previous.segments[s]!;
      this.#itemOf[s]!.forEach((item, row) => {
        if (item !== NONE) places.push({ item, vector: () => index.vector(row) });
      });
    }
    if (places.length === 0) return undefined;
    // In the order of the feed, as a catalog built at once would have it.
    places.sort((a, b) => a.item - b.item);
    const vectors = new Float32Array(places.length * dim);
    const fingerprints = new Uint8Array(places.length * FINGERPRINT_BYTES);
    places.forEach(({ item, vector }, row) => {
      vectors.set(vector(), row * dim);
      fingerprints.set(this.#fingerprint(item), row * FINGERPRINT_BYTES);
    });
    return await writeSegment(this.#files, {
      items: places.map(({ item }) => items[item]!),
      vectors,
      dim,
      fingerprints,
      facets: this.#facets,
      ...(this.#source.crew && { crew: this.#source.crew }),
      ...(this.#source.onProgress && { onProgress: this.#source.onProgress }),
    });
  }

  async #reuse(ref: FileRef): Promise<FileRef> {
    return this.#files.reuse(ref, await this.#read(ref));
  }
}

function misfit(expected: string): VisualSearchError {
  return new VisualSearchError("invalid-argument", `Expected ${expected}.`);
}
