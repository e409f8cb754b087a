/**
 * Probes: what an encoder makes of pictures and texts that no product should closely match, and of photos of some
 * products as shoppers might take them. The thresholds of a close match are measured with them. A catalog keeps them
 * for the builds that go on from it; searches do not need them.
 */
import { exactOptional, integer, listOf, object } from "../../lib/schema.ts";
import { readContainer, SegmentKind } from "../../vector/file/container.ts";
import { invalidFile } from "../files/invalid-file.ts";
import type { CodedVector } from "./coded-vector.ts";
import { readVectors, writeVectors } from "./int16-vectors.ts";

const MAX_UINT32 = 2 ** 32 - 1;

export interface Probes {
  /** Number of the set of pictures and texts that they were made of. */
  set: number;
  images: readonly CodedVector[];
  texts: readonly CodedVector[];
  /** The sample with the least keys, ascending; empty in catalogs of before 2026-11-21. */
  photos: readonly ProbePhoto[];
}

export interface ProbePhoto {
  /** uint32, which decides whether its product is in the sample. */
  key: number;
  vector: CodedVector;
}

const UINT32 = integer(0, MAX_UINT32);

const DIRECTORY = object({
  set: integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  images: UINT32,
  texts: UINT32,
  photos: exactOptional(listOf(UINT32, { most: MAX_UINT32 }), []),
});

export function writeProbes({ set, images, texts, photos }: Probes): Uint8Array<ArrayBuffer> {
  const keys = photos.map(({ key }) => key);
  const directory = { set, images: images.length, texts: texts.length, photos: keys };
  const vectors = [...images, ...texts, ...photos.map(({ vector }) => vector)];
  return writeVectors(SegmentKind.probes, directory, vectors);
}

/** @throws VisualSearchError `index-invalid`, `index-unsupported` or `catalog-invalid` */
export function readProbes(file: Uint8Array, dim: number): Probes {
  const container = readContainer(file, SegmentKind.probes);
  const { directory, vectors } = readVectors(container, { dim, schema: DIRECTORY, name: "probes" });
  const { set, images, texts, photos } = directory;
  const count = images + texts + photos.length;
  if (count !== vectors.length) {
    throw invalidFile(
      `${count} vectors in the probes, as their directory says`,
      `${vectors.length}`,
    );
  }
  const last = vectors.slice(images + texts);
  return {
    set,
    images: vectors.slice(0, images),
    texts: vectors.slice(images, images + texts),
    photos: photos.map((key, i) => ({ key, vector: last[i]! })),
  };
}
