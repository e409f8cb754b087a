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
  /** Number of items, those that are gone not counted. */
  items: number;
  encoder: EncoderBinding;
  /** Vector spaces by name, `image` and at most seven others. */
  spaces: Spaces;
  /** What can be filtered by, in the order in which it is shown. */
  facets: FacetSpec[];
  /** 1 to 64; of items with the same id, that of the last counts. */
  segments: Segment[];
  /** Small pictures of the products, where the build has made them. */
  thumbnails?: Thumbnails;
  /** Facet values with what the text encoder makes of them (`concepts.ts`). */
  concepts?: FileRef;
  /** Which items go together (`pairs.ts`). */
  pairs?: FileRef;
  /** Below which scores the best hit is no close match. */
  closeMatch?: CloseMatch;
  /** How the shop wants its products to be shown. */
  rules?: Rules;
  /** Of a catalog that is a part of another, what joins it with the others. */
  shard?: ShardEntry;
}

export interface Segment {
  /** Number of rows, those of items that are gone included. */
  items: number;
  /** Number of vectors in its index, where items have several: one for each picture. */
  vectors?: number;
  /** The index of the vector space, where there is a sketch without what is in that. */
  index: { image: FileRef; sketch?: FileRef };
  /** Items segment. */
  data: FileRef;
  /** Facets segment. */
  facets: FileRef;
  /** What has changed since the segment was written, if anything has. */
  changes?: FileRef;
  /** How good its index is; absent where it has a handful of rows. */
  recall?: RecallCertificate;
  /** Of each space beside `image`. */
  spaces?: Record<string, SpaceFiles>;
}

/** Below which scores the best hit is no close match, as measured when the catalog was built. */
export interface CloseMatch {
  /** Cosines, of a picture and of a text with pictures of products. */
  image: number;
  text: number;
  /** What it was measured with (`probes.ts`), which no search needs. */
  probes: FileRef;
}

/** What a segment has of a vector space. */
export interface SpaceFiles {
  /** Where there is a sketch, without what is in that. */
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
