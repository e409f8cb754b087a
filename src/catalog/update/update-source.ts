/** What an update of a catalog is made from, and what it tells of its work. */
import { VisualSearchError } from "../../lib/errors.ts";
import type { Rules } from "../../lib/types.ts";
import type { Catalog } from "../catalog.ts";
import type { Thumbnails } from "../files/thumbnail-list.ts";
import type { CatalogItem } from "../items/catalog-item.ts";
import { FINGERPRINT_BYTES, fingerprintsAt } from "../items/fingerprints.ts";
import type { EncoderBinding } from "../manifest/encoder-binding.ts";
import { VectorTable } from "../segments/vector-table.ts";
import { needsTexts, type SpaceChoice, spacesOf } from "../spaces/spaces.ts";
import type { GraphBuild, TextVectors } from "../writing/catalog-source.ts";

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
  /** `encoder.dim` numbers for each picture that is not kept, in their order. */
  vectors: Float32Array;
  /** Vector spaces that the catalog has beside that of the pictures, as before. Default: none. */
  spaces?: SpaceChoice;
  /** What they need: fingerprints of all items, and vectors of those that do not stay (`staysInPlace`). */
  texts?: TextVectors;
  /** Small pictures that the items' `image` and `images` name. */
  thumbnails?: Thumbnails;
  /** Of each item the ids of those that it goes with, if it names any; unknown ids are passed over. */
  goesWith?: readonly (readonly string[] | undefined)[];
  /** How the shop wants its products to be shown. */
  rules?: Rules;
}

export interface UpdateCounts {
  /** Items whose vectors were kept. */
  kept: number;
  /** Of these, items whose data have changed. */
  patched: number;
  /** Items with a new vector: new items, and items with a new picture. */
  embedded: number;
  /** New vectors. */
  embeddedPictures: number;
  /** Items of the previous catalog that are not in the new one. */
  removed: number;
  /** Segments of the previous catalog that were rewritten as one, or left out as nothing was left. */
  rewritten: number;
}

/** What belongs to each item of an update, by its number. */
export class UpdateItems {
  readonly source: UpdateSource;
  /** Which pictures are an item's. */
  readonly pictures: VectorTable;
  /** By item, the number of new vectors before its own. */
  readonly #newBefore: Uint32Array;

  /** @throws VisualSearchError `invalid-argument` if the source's parts do not fit each other or the catalog before */
  constructor(previous: Catalog, source: UpdateSource) {
    const { items, pictures } = source;
    this.source = source;
    this.pictures = pictures ? VectorTable.ofCounts(pictures) : VectorTable.oneEach(items.length);
    this.#newBefore = new Uint32Array(items.length);
    checkSource(previous, source, this.pictures);
    let count = 0;
    for (let i = 0; i < items.length; i++) {
      this.#newBefore[i] = count;
      count += this.newPictures(i);
    }
  }

  /** For each picture of an item, the previous picture that it is, or a negative number. */
  kept(item: number): number[] {
    const start = this.pictures.start(item);
    const count = this.pictures.count(item);
    return Array.from({ length: count }, (_, p) => this.source.kept[start + p]!);
  }

  newPictures(item: number): number {
    return this.kept(item).filter((picture) => picture < 0).length;
  }

  fingerprints(item: number): Uint8Array {
    const { pictures, source } = this;
    return fingerprintsAt(source.fingerprints, pictures.start(item), pictures.count(item));
  }

  /** Absent without a space made of texts. */
  textFingerprint(item: number): Uint8Array | undefined {
    return this.source.texts && fingerprintsAt(this.source.texts.fingerprints, item);
  }

  /** The vectors of an item's pictures; those of the previous catalog as its index has them. */
  vectors(previous: Catalog, item: number): Float32Array {
    const { items, vectors: given, encoder } = this.source;
    const { dim } = encoder;
    const kept = this.kept(item);
    const place = kept.some((picture) => picture >= 0)
      ? previous.placeOf(items[item]!.id)
      : undefined;
    const before = place?.segment.vectors(place.row);
    const vectors = new Float32Array(kept.length * dim);
    let next = this.#newBefore[item]!;
    for (const [p, picture] of kept.entries()) {
      const from = picture < 0 ? given : before!;
      const at = picture < 0 ? next++ : picture;
      vectors.set(from.subarray(at * dim, (at + 1) * dim), p * dim);
    }
    return vectors;
  }
}

function checkSource(previous: Catalog, source: UpdateSource, pictures: VectorTable): void {
  const { items, kept, vectors, fingerprints, encoder, texts, spaces = {} } = source;
  if (pictures.items !== items.length || kept.length !== pictures.vectors) {
    throw misfit(
      `numbers of pictures for ${items.length} items, and what each is kept as`,
      `${pictures.items} with ${pictures.vectors} in all, and ${kept.length}`,
    );
  }
  if (encoder.dim !== previous.dim) {
    throw misfit(`vectors of ${previous.dim} numbers as before`, encoder.dim);
  }
  const embedded = Array.from(kept).filter((picture) => picture < 0).length;
  if (vectors.length !== embedded * encoder.dim) {
    throw misfit(
      `${embedded} vectors of ${encoder.dim} numbers for the pictures that are not kept`,
      `${vectors.length} numbers`,
    );
  }
  if (fingerprints.length !== pictures.vectors * FINGERPRINT_BYTES) {
    throw misfit(
      `${pictures.vectors} fingerprints of ${FINGERPRINT_BYTES} bytes`,
      `${fingerprints.length} bytes`,
    );
  }
  const [before, now] = [previous.manifest.spaces, spacesOf(encoder.dim, spaces)];
  if (JSON.stringify(now) !== JSON.stringify(before)) {
    throw misfit(
      `the spaces ${Object.keys(before).join(", ")} as before, made of the same`,
      Object.keys(now).join(", "),
    );
  }
  if (needsTexts(spaces) !== (texts !== undefined)) {
    throw misfit("texts if spaces are made of them, and only then", texts ? "texts" : "none");
  }
  if (texts && texts.fingerprints.length !== items.length * FINGERPRINT_BYTES) {
    throw misfit(
      `${items.length} fingerprints of texts of ${FINGERPRINT_BYTES} bytes`,
      `${texts.fingerprints.length} bytes`,
    );
  }
}

export function misfit(expected: string, got: string | number): VisualSearchError {
  return new VisualSearchError("invalid-argument", `Expected ${expected}, got ${got}.`);
}
