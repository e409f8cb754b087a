import { VisualSearchError } from "../../lib/errors.ts";
import type { Rules } from "../../lib/types.ts";
import type { Catalog } from "../catalog.ts";
import { chooseFacets, type FacetSpec, facetValue } from "../facets/facet-choice.ts";
import { saysOf, writeFacets } from "../facets/facet-table.ts";
import type { FileRef } from "../files/file-ref.ts";
import { type CatalogFile, FileSet } from "../files/file-set.ts";
import type { Thumbnails } from "../files/thumbnail-list.ts";
import type { CatalogItem } from "../items/catalog-item.ts";
import { diffItem, type ItemPatch, patchesFacet } from "../items/item-patch.ts";
import { FINGERPRINT_BYTES, itemJson, normalItem, writeItems } from "../items/item-table.ts";
import { writePairs } from "../items/pair-table.ts";
import type { EncoderBinding } from "../manifest/encoder-binding.ts";
import { type Segment, type SpaceFiles, segmentFiles } from "../manifest/manifest.ts";
import { writeChanges } from "../segments/changes.ts";
import { segmentOffsets } from "../segments/row-numbers.ts";
import type { CatalogSegment } from "../segments/segment.ts";
import { VectorTable } from "../segments/vector-table.ts";
import {
  FUSED_SPACE,
  itemVectors,
  needsTexts,
  type SpaceChoice,
  type Spaces,
  type SpaceVectors,
  spacesOf,
  TEXT_SPACE,
} from "../spaces/spaces.ts";
import { type CatalogDraft, newManifest, sealCatalog } from "../writing/catalog-draft.ts";
import type { GraphBuild, TextVectors } from "../writing/catalog-source.ts";
import { writeSegment } from "../writing/create-catalog.ts";
import { MAX_CHANGES_SHARE, segmentsToRewrite } from "./compaction.ts";

export interface UpdateSource extends GraphBuild {
  name: string;
  /** ISO 8601. */
  created: string;
  encoder: EncoderBinding;
  /** Every item that the catalog will have. */
  items: readonly CatalogItem[];
  /** Number of pictures of each item, 1 or more. Default: 1. */
  pictures?: ArrayLike<number>;
  /** Of the items' pictures after one another, 8 bytes each. */
  fingerprints: Uint8Array;
  /**
   * For each picture, which picture of the item with the same id in the previous catalog it is, or -1; as
   * `keptPictures` gives it.
   */
  kept: ArrayLike<number>;
  /** `encoder.dim` numbers for each picture that is none of those, in their order. */
  vectors: Float32Array;
  /** Vector spaces that the catalog has beside that of the pictures, as before. Default: none. */
  spaces?: SpaceChoice;
  /** What they need: fingerprints of all items, and vectors of those that do not stay (`staysInPlace`). */
  texts?: TextVectors;
  /** Small pictures that the items' `image` and `images` name. */
  thumbnails?: Thumbnails;
  /** Of each item the ids of those that it goes with, if it names any; others are passed over. */
  goesWith?: readonly (readonly string[] | undefined)[];
  /** How the shop wants its products to be shown. */
  rules?: Rules;
}

export interface UpdateCounts {
  /** Items whose vectors were kept. */
  kept: number;
  /** Of these, items whose data have changed. */
  patched: number;
  /** Items with a new vector, be they new or only some of their pictures. */
  embedded: number;
  /** New vectors. */
  embeddedPictures: number;
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
 * For each of an item's pictures, the picture of the same item in the previous catalog that has the same
 * fingerprint, the one in its own place first; -1 where there is none.
 *
 * @param fingerprints of the pictures, 8 bytes each
 */
export function keptPictures(previous: Catalog, id: string, fingerprints: Uint8Array): number[] {
  const wanted = fingerprintTexts(fingerprints);
  const place = previous.placeOf(id);
  if (!place) return wanted.map(() => -1);
  const known = fingerprintTexts(place.segment.items.fingerprints(place.row));
  return wanted.map((print, i) => {
    if (print === UNKNOWN_PICTURE) return -1;
    return known[i] === print ? i : known.indexOf(print);
  });
}

/**
 * Whether an item may stay in the segment that it is in: its pictures are the same in the same order, and so
 * is its text.
 *
 * @param kept as `keptPictures` gives it
 * @param textFingerprint of its text, where the catalog has a space made of texts
 */
export function staysInPlace(
  previous: Catalog,
  id: string,
  kept: readonly number[],
  textFingerprint: Uint8Array | undefined,
): boolean {
  const place = previous.placeOf(id);
  if (!place) return false;
  const { items } = place.segment;
  if (kept.length !== items.vectors.count(place.row)) return false;
  if (!kept.every((picture, p) => picture === p)) return false;
  if (!textFingerprint) return true;
  const known = items.textFingerprint(place.row);
  return known?.some((byte) => byte !== 0) === true && known.join() === textFingerprint.join();
}

const UNKNOWN_PICTURE = new Array(FINGERPRINT_BYTES).fill(0).join();

function fingerprintTexts(bytes: Uint8Array): string[] {
  return Array.from({ length: bytes.length / FINGERPRINT_BYTES }, (_, i) =>
    bytes.subarray(i * FINGERPRINT_BYTES, (i + 1) * FINGERPRINT_BYTES).join(),
  );
}

/**
 * Makes the files of a catalog that takes over what it can from the previous one: its segments stay as
 * they are, beside small files of what has changed in them. Items with new vectors make one segment more;
 * so do those of which a picture has gone or moved, with the vectors of their other pictures. What has piled
 * up by then is written anew (`compaction.ts`). Vectors that move are as their index has them (cosine to the
 * original about 0.99999, a little less each time).
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
  return await new Update(previous, read, source).run();
}

/** For a row whose item is gone or has moved, and for an item that is in no segment yet. */
const NONE = -1;

/** Stands in rows that nobody sees any more. */
const GONE: CatalogItem = { id: "", title: "", attributes: {} };

class Update {
  readonly #previous: Catalog;
  readonly #read: (file: FileRef) => Promise<Uint8Array>;
  readonly #source: UpdateSource;
  readonly #facets: FacetSpec[];
  readonly #spaces: Spaces;
  readonly #files: FileSet;
  readonly #counts: UpdateCounts = {
    kept: 0,
    patched: 0,
    embedded: 0,
    embeddedPictures: 0,
    removed: 0,
    rewritten: 0,
  };
  /** Which pictures are an item's. */
  readonly #pictures: VectorTable;
  /** By segment and row of the previous catalog, the item that stays there. */
  readonly #itemOf: Int32Array[];
  /** Items that stay in no segment. */
  readonly #moved: number[] = [];
  /** By item, the number of new vectors before its own. */
  readonly #newBefore: Uint32Array;

  constructor(
    previous: Catalog,
    read: (file: FileRef) => Promise<Uint8Array>,
    source: UpdateSource,
  ) {
    const { items, pictures } = source;
    this.#previous = previous;
    this.#read = read;
    this.#source = source;
    this.#facets = chooseFacets(items);
    this.#spaces = spacesOf(source.encoder.dim, source.spaces ?? {});
    this.#files = new FileSet(new Set(segmentFiles(previous.manifest).map(({ path }) => path)));
    this.#pictures = pictures ? VectorTable.ofCounts(pictures) : VectorTable.oneEach(items.length);
    this.#itemOf = previous.segments.map(({ count }) => new Int32Array(count).fill(NONE));
    this.#newBefore = new Uint32Array(items.length);
    this.#check();
    this.#placeItems();
  }

  #check(): void {
    const { items, kept, vectors, fingerprints, encoder } = this.#source;
    const { items: counts, vectors: pictures } = this.#pictures;
    if (counts !== items.length || kept.length !== pictures) {
      throw misfit(
        `numbers of pictures for ${items.length} items, and what each is kept as, ` +
          `got ${counts} with ${pictures} in all, and ${kept.length}`,
      );
    }
    const embedded = Array.from(kept).filter((picture) => picture < 0).length;
    if (encoder.dim !== this.#previous.dim) {
      throw misfit(`vectors of ${this.#previous.dim} numbers as before, got ${encoder.dim}`);
    }
    if (vectors.length !== embedded * encoder.dim) {
      throw misfit(
        `${embedded} vectors of ${encoder.dim} numbers for the pictures that are not kept, ` +
          `got ${vectors.length} numbers`,
      );
    }
    if (fingerprints.length !== pictures * FINGERPRINT_BYTES) {
      throw misfit(
        `${pictures} fingerprints of ${FINGERPRINT_BYTES} bytes, got ${fingerprints.length} bytes`,
      );
    }
    if (JSON.stringify(this.#spaces) !== JSON.stringify(this.#previous.manifest.spaces)) {
      throw misfit(
        `the spaces ${Object.keys(this.#previous.manifest.spaces).join(", ")} as before, made of the ` +
          `same, got ${Object.keys(this.#spaces).join(", ")}`,
      );
    }
    const { spaces = {}, texts } = this.#source;
    if (needsTexts(spaces) !== (texts !== undefined)) throw misfit("texts for spaces made of them");
    if (texts && texts.fingerprints.length !== items.length * FINGERPRINT_BYTES) {
      throw misfit(
        `${items.length} fingerprints of texts of ${FINGERPRINT_BYTES} bytes, ` +
          `got ${texts.fingerprints.length} bytes`,
      );
    }
    this.#counts.embeddedPictures = embedded;
  }

  /** Leaves items where they are whose pictures are the same, in the same order. */
  #placeItems(): void {
    const { items } = this.#source;
    const taken = new Set<string>();
    let embedded = 0;
    for (const [i, { id }] of items.entries()) {
      const kept = this.#keptOf(i);
      const fresh = kept.filter((picture) => picture < 0).length;
      this.#newBefore[i] = embedded;
      embedded += fresh;
      if (fresh > 0) this.#counts.embedded++;
      else this.#counts.kept++;
      const place = this.#previous.placeOf(id);
      const count = place ? place.segment.items.vectors.count(place.row) : 0;
      const isThere = (picture: number) => Number.isInteger(picture) && picture < count;
      if (!kept.every(isThere) || taken.has(id)) {
        throw misfit(
          `items of one id each, and pictures that the previous catalog has of them, ` +
            `got ${kept.join(", ")} of ${count} for ${JSON.stringify(id)}`,
        );
      }
      taken.add(id);
      if (place && staysInPlace(this.#previous, id, kept, this.#textFingerprint(i))) {
        this.#itemOf[this.#previous.segments.indexOf(place.segment)]![place.row] = i;
      } else {
        this.#moved.push(i);
      }
    }
    const { texts, encoder } = this.#source;
    if (texts && texts.vectors.length !== this.#moved.length * encoder.dim) {
      throw misfit(
        `${this.#moved.length} vectors of texts for the items that do not stay, ` +
          `got ${texts.vectors.length} numbers`,
      );
    }
  }

  #textFingerprint(item: number): Uint8Array | undefined {
    const at = item * FINGERPRINT_BYTES;
    return this.#source.texts?.fingerprints.subarray(at, at + FINGERPRINT_BYTES);
  }

  /** For each picture of an item, the previous picture that it is, or a negative number. */
  #keptOf(item: number): number[] {
    const start = this.#pictures.start(item);
    const count = this.#pictures.count(item);
    return Array.from({ length: count }, (_, p) => this.#source.kept[start + p]!);
  }

  async run(): Promise<{ draft: CatalogDraft; counts: UpdateCounts }> {
    const { name, created, encoder, items } = this.#source;
    const { segments } = this.#previous;
    this.#count();
    const states = this.#itemOf.map((rows, s) => {
      const { vectors } = segments[s]!.items;
      const ofRow = (item: number, row: number) => (item === NONE ? vectors.count(row) : 0);
      const dead = rows.reduce((sum, item, row) => sum + ofRow(item, row), 0);
      return { vectors: vectors.vectors, dead };
    });
    const rewritten = segmentsToRewrite(states, this.#moved.length > 0);
    const written: Segment[] = [];
    /** Of each of these, the item of each row. */
    const itemsOf: ArrayLike<number>[] = [];
    for (let s = 0; s < segments.length; s++) {
      const { vectors, dead } = states[s]!;
      if (rewritten.has(s) || dead === vectors) this.#counts.rewritten++;
      else {
        written.push(await this.#keepSegment(s));
        itemsOf.push(this.#itemOf[s]!);
      }
    }
    const fresh = await this.#writeFresh(rewritten, written.length > 0);
    if (fresh) {
      written.push(fresh.segment);
      itemsOf.push(fresh.items);
    }
    const pairs = await this.#writePairs(itemsOf);
    const manifest = newManifest({
      name,
      created,
      items: items.length,
      encoder,
      spaces: this.#spaces,
      facets: this.#facets,
      segments: written,
      ...(this.#source.thumbnails && { thumbnails: this.#source.thumbnails }),
      ...(pairs && { pairs }),
      ...(this.#source.rules && { rules: this.#source.rules }),
    });
    return { draft: { manifest, files: this.#files.list() }, counts: this.#counts };
  }

  /** @param itemsOf of each segment, the item of each row, or `NONE` */
  async #writePairs(itemsOf: readonly ArrayLike<number>[]): Promise<FileRef | undefined> {
    const { items, goesWith } = this.#source;
    if (!goesWith) return undefined;
    const offsets = segmentOffsets(itemsOf.map(({ length }) => length));
    const placed = itemsOf.flatMap((rows, s) =>
      Array.from(rows, (item, row) => ({ item, row: offsets[s]! + row })).filter(
        ({ item }) => item !== NONE,
      ),
    );
    const bytes = writePairs(
      placed.map(({ item, row }) => ({ id: items[item]!.id, row, goesWith: goesWith[item] })),
    );
    return bytes && (await this.#files.add("pairs", bytes));
  }

  #count(): void {
    const previous = this.#previous;
    const { items } = this.#source;
    const stayed = items.filter(({ id }) => previous.rowOf(id) !== undefined).length;
    this.#counts.removed = previous.manifest.items - stayed;
    for (const [i, item] of items.entries()) {
      const place = previous.placeOf(item.id);
      if (!place || this.#keptOf(i).some((picture) => picture < 0)) continue;
      const { segment, row } = place;
      const plain = !segment.changes?.patches.has(row);
      if (plain && segment.items.json(row) === itemJson(item)) continue;
      if (diffItem(segment.item(row), normalItem(item))) this.#counts.patched++;
    }
  }

  /** A segment that goes on with its vectors, and as far as possible with its other files. */
  async #keepSegment(s: number): Promise<Segment> {
    const segment = this.#previous.segments[s]!;
    const before = this.#previous.manifest.segments[s]!;
    const { items: rows, vectors, index, data, facets, recall } = before;
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
      ...(vectors !== undefined && { vectors }),
      index: {
        image: await this.#reuse(index.image),
        ...(index.sketch && { sketch: await this.#reuse(index.sketch) }),
      },
    };
    const spaces = await this.#reuseSpaces(before);
    const rest = { ...(recall && { recall }), ...(spaces && { spaces }) };
    const patchBytes = writeChanges({ rows, tombstones: [], patches });
    if (patches.size > 0 && patchBytes.length > MAX_CHANGES_SHARE * (data.bytes + facets.bytes)) {
      return {
        ...kept,
        data: await this.#files.add("items", this.#itemsAnew(segment, itemOf)),
        facets: await this.#files.add("facets", this.#facetsAnew(itemOf)),
        ...(await this.#changes(rows, tombstones, new Map())),
        ...rest,
      };
    }
    const fits = this.#facetsFit(segment, itemOf, patches);
    return {
      ...kept,
      data: await this.#reuse(data),
      facets: fits
        ? await this.#reuse(facets)
        : await this.#files.add("facets", this.#facetsAnew(itemOf)),
      ...(await this.#changes(rows, tombstones, patches)),
      ...rest,
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
        if (saysOf(usable, kind, row, facetValue(this.#source.items[i]!, name))) return true;
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

  #itemsAnew({ items: { vectors } }: CatalogSegment, itemOf: Int32Array): Uint8Array {
    const fingerprints = new Uint8Array(vectors.vectors * FINGERPRINT_BYTES);
    itemOf.forEach((i, row) => {
      if (i === NONE) return;
      fingerprints.set(this.#fingerprints(i), vectors.start(row) * FINGERPRINT_BYTES);
    });
    const texts = this.#source.texts && new Uint8Array(itemOf.length * FINGERPRINT_BYTES);
    itemOf.forEach((i, row) => {
      if (i !== NONE) texts?.set(this.#textFingerprint(i)!, row * FINGERPRINT_BYTES);
    });
    return writeItems(this.#currentItems(itemOf), fingerprints, vectors, texts);
  }

  /** Of the spaces beside `image`. */
  async #reuseSpaces({ spaces }: Segment): Promise<Segment["spaces"]> {
    if (!spaces) return undefined;
    const reused: Record<string, SpaceFiles> = {};
    for (const [name, { index, sketch, ...rest }] of Object.entries(spaces)) {
      reused[name] = {
        index: await this.#reuse(index),
        ...(sketch && { sketch: await this.#reuse(sketch) }),
        ...rest,
      };
    }
    return reused;
  }

  #facetsAnew(itemOf: Int32Array): Uint8Array {
    return writeFacets(this.#currentItems(itemOf), this.#facets);
  }

  #currentItems(itemOf: Int32Array): CatalogItem[] {
    return Array.from(itemOf, (i) => (i === NONE ? GONE : this.#source.items[i]!));
  }

  #fingerprints(item: number): Uint8Array {
    const start = this.#pictures.start(item) * FINGERPRINT_BYTES;
    const end = this.#pictures.start(item + 1) * FINGERPRINT_BYTES;
    return this.#source.fingerprints.subarray(start, end);
  }

  /** The vectors of the pictures of an item that does not stay, those of the previous catalog as it has them. */
  #pictureVectors(item: number): Float32Array {
    const { items, vectors: given, encoder } = this.#source;
    const { dim } = encoder;
    const kept = this.#keptOf(item);
    const place = kept.some((picture) => picture >= 0)
      ? this.#previous.placeOf(items[item]!.id)
      : undefined;
    const previous = place?.segment.vectors(place.row);
    const vectors = new Float32Array(kept.length * dim);
    let next = this.#newBefore[item]!;
    for (const [p, picture] of kept.entries()) {
      const from = picture < 0 ? given : previous!;
      const at = picture < 0 ? next++ : picture;
      vectors.set(from.subarray(at * dim, (at + 1) * dim), p * dim);
    }
    return vectors;
  }

  /** The vectors in every space of the `nth` item that does not stay. */
  #vectorsOfMoved(nth: number): SpaceVectors {
    const { texts, encoder, spaces = {} } = this.#source;
    const { dim } = encoder;
    const text = texts?.vectors.subarray(nth * dim, (nth + 1) * dim);
    return itemVectors(spaces, dim, this.#pictureVectors(this.#moved[nth]!), text);
  }

  /** The vectors in every space of an item in a segment that is written anew. */
  #vectorsOfKept({ segment, row }: { segment: CatalogSegment; row: number }): SpaceVectors {
    const { text, fused } = this.#source.spaces ?? {};
    return {
      image: segment.vectors(row),
      ...(text && { text: segment.vectors(row, TEXT_SPACE) }),
      ...(fused && { fused: segment.vectors(row, FUSED_SPACE) }),
    };
  }

  /** One segment of all that has moved and of what is left of the segments that are written anew. */
  async #writeFresh(
    rewritten: ReadonlySet<number>,
    isBeside: boolean,
  ): Promise<{ segment: Segment; items: number[] } | undefined> {
    const { items, encoder, texts, crew, onProgress } = this.#source;
    const { dim } = encoder;
    const places = this.#moved.map((item, nth) => ({
      item,
      vectors: () => this.#vectorsOfMoved(nth),
    }));
    for (const s of rewritten) {
      const segment = this.#previous.segments[s]!;
      this.#itemOf[s]!.forEach((item, row) => {
        if (item === NONE) return;
        places.push({ item, vectors: () => this.#vectorsOfKept({ segment, row }) });
      });
    }
    if (places.length === 0) return undefined;
    // In the order of the feed, as a catalog built at once would have it.
    places.sort((a, b) => a.item - b.item);
    const pictures = places.map(({ item }) => this.#pictures.count(item));
    const count = pictures.reduce((sum, one) => sum + one, 0);
    const { text, fused } = this.#source.spaces ?? {};
    const vectors: SpaceVectors = {
      image: new Float32Array(count * dim),
      ...(text && { text: new Float32Array(places.length * dim) }),
      ...(fused && { fused: new Float32Array(count * dim) }),
    };
    const fingerprints = new Uint8Array(count * FINGERPRINT_BYTES);
    const textFingerprints = texts && new Uint8Array(places.length * FINGERPRINT_BYTES);
    let at = 0;
    for (const [place, { item, vectors: vectorsOf }] of places.entries()) {
      const own = vectorsOf();
      vectors.image.set(own.image, at * dim);
      vectors.text?.set(own.text!, place * dim);
      vectors.fused?.set(own.fused!, at * dim);
      fingerprints.set(this.#fingerprints(item), at * FINGERPRINT_BYTES);
      textFingerprints?.set(this.#textFingerprint(item)!, place * FINGERPRINT_BYTES);
      at += pictures[place]!;
    }
    const segment = await writeSegment(this.#files, {
      items: places.map(({ item }) => items[item]!),
      pictures,
      vectors,
      dim,
      fingerprints,
      ...(textFingerprints && { textFingerprints }),
      facets: this.#facets,
      isBeside,
      ...(crew && { crew }),
      ...(onProgress && { onProgress }),
    });
    return { segment, items: places.map(({ item }) => item) };
  }

  async #reuse(ref: FileRef): Promise<FileRef> {
    return this.#files.reuse(ref, await this.#read(ref));
  }
}

function misfit(expected: string): VisualSearchError {
  return new VisualSearchError("invalid-argument", `Expected ${expected}.`);
}
