/** What a catalog consists of, as its `manifest.json` says, and which files that names. `FORMAT.md` has every field. */
import type { Rules } from "../../lib/types.ts";
import type { FacetSpec } from "../facets/facet-choice.ts";
import type { FileRef } from "../files/file-ref.ts";
import type { ShardEntry } from "../files/shard-entry.ts";
import type { Thumbnails } from "../files/thumbnail-list.ts";
import { IMAGE_SPACE, type Spaces } from "../spaces/spaces.ts";
import type { EncoderBinding } from "./encoder-binding.ts";
import type { RecallCertificate } from "./recall.ts";

export interface Manifest {
  format: "vitrine-catalog";
  version: 1;
  name: string;
  /** ISO 8601 time of the build. */
  created: string;
  /** Number of items, without those that are gone. */
  items: number;
  encoder: EncoderBinding;
  /** Vector spaces by name, `image` and at most seven others. */
  spaces: Spaces;
  /** What can be filtered by, in the order in which a page shows it. */
  facets: FacetSpec[];
  /** 1 to 64. If several have an item of the same id, that of the last counts. */
  segments: Segment[];
  /** Small pictures of the products, if the build has made them. */
  thumbnails?: Thumbnails;
  /** Facet values with what the text encoder makes of them (`concept-table.ts`). */
  concepts?: FileRef;
  /** Which items go together (`pair-table.ts`). */
  pairs?: FileRef;
  /** Scores below which the best hit is no close match. */
  closeMatch?: CloseMatch;
  /** How the shop wants its products to be shown. */
  rules?: Rules;
  /** In a part of a catalog, what it takes to join it with the others. */
  shard?: ShardEntry;
}

export interface Segment {
  /** Number of rows, those of items that are gone included. */
  items: number;
  /** Number of vectors in its index, one for each picture; absent if every item has one. */
  vectors?: number;
  /** The index of the space `image`; if there is a sketch, without what that has. */
  index: { image: FileRef; sketch?: FileRef };
  /** Items file. */
  data: FileRef;
  /** Facets file. */
  facets: FileRef;
  /** What has changed since the segment was written, if anything has. */
  changes?: FileRef;
  /** How good its index is; absent for a handful of rows. */
  recall?: RecallCertificate;
  /** Of each space beside `image`. */
  spaces?: Record<string, SpaceFiles>;
}

/**
 * Scores below which the best hit is no close match, as measured when the catalog was built. Pages read them as
 * `info.catalog.closeMatch`.
 */
export interface CloseMatch {
  /** Cosine of a photo with the pictures of products. */
  image: number;
  /** Cosine of a text with the pictures of products. */
  text: number;
  /** What they were measured with (`probes.ts`); searches do not need it. */
  probes: FileRef;
}

/** What a segment has of a vector space. */
export interface SpaceFiles {
  /** If there is a sketch, without what that has. */
  index: FileRef;
  sketch?: FileRef;
  recall?: RecallCertificate;
}

/** Where a catalog has its manifest. */
export const MANIFEST_PATH = "manifest.json";
export const MANIFEST_FORMAT = "vitrine-catalog";
export const MANIFEST_VERSION = 1;

/** A manifest larger than this is not read. */
export const MAX_MANIFEST_BYTES = 16 * 2 ** 20;

/** The files of a catalog that a search needs beside its manifest. */
export function segmentFiles({ segments, concepts, pairs }: Manifest): FileRef[] {
  const ofSegments = segments.flatMap((segment) => [
    ...indexFiles(segment),
    segment.data,
    segment.facets,
    ...(segment.changes ? [segment.changes] : []),
  ]);
  return [...ofSegments, ...(concepts ? [concepts] : []), ...(pairs ? [pairs] : [])];
}

/** The files of a segment's vectors, in every space. */
export function indexFiles(segment: Segment): FileRef[] {
  return [...spaceFiles(segment).values()].flatMap(({ index, sketch }) => [
    index,
    ...(sketch ? [sketch] : []),
  ]);
}

/** What a segment has of each space, `image` first. */
export function spaceFiles({ index, recall, spaces = {} }: Segment): Map<string, SpaceFiles> {
  const { image, sketch } = index;
  const ofImage = { index: image, ...(sketch && { sketch }), ...(recall && { recall }) };
  return new Map([[IMAGE_SPACE, ofImage], ...Object.entries(spaces)]);
}
