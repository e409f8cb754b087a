import { readContainer, SegmentKind } from "../../vector/file/container.ts";
import { type CodedVector, invalidVectors, readVectors, writeVectors } from "./int16-vectors.ts";

/**
 * What an encoder makes of pictures and texts that no product should be a close match of, and of photos as shoppers
 * might take them of some products. A catalog keeps them for the builds that go on from it; a search has no use for
 * them.
 */
export interface Probes {
  /** Which set of pictures and texts they were made of. */
  set: number;
  images: readonly CodedVector[];
  texts: readonly CodedVector[];
  /** The sample with the least keys, ascending; none in catalogs of before 2026-11-21. */
  photos: readonly ProbePhoto[];
}

export interface ProbePhoto {
  /** uint32, which decides whether its product is in the sample. */
  key: number;
  vector: CodedVector;
}

export function writeProbes({ set, images, texts, photos }: Probes): Uint8Array<ArrayBuffer> {
  const keys = photos.map(({ key }) => key);
  const directory = { set, images: images.length, texts: texts.length, photos: keys };
  const vectors = [...images, ...texts, ...photos.map(({ vector }) => vector)];
  return writeVectors(SegmentKind.probes, directory, vectors);
}

/** @throws VisualSearchError `index-invalid`, `index-unsupported` or `catalog-invalid` */
export function readProbes(file: Uint8Array, dim: number): Probes {
  const container = readContainer(file, SegmentKind.probes);
  const { directory, vectors } = readVectors(container, dim, "probes");
  const { set, images, texts, photos = [] } = Object(directory) as Record<string, unknown>;
  const isCount = (value: unknown): value is number =>
    Number.isSafeInteger(value) && (value as number) >= 0;
  const isKeys = Array.isArray(photos) && photos.every((key) => isCount(key) && key < 2 ** 32);
  const fits = Number.isSafeInteger(set) && isCount(images) && isCount(texts) && isKeys;
  if (!fits || images + texts + photos.length !== vectors.length) {
    throw invalidVectors("probes", "a directory that does not fit their number");
  }
  const last = vectors.slice(images + texts);
  return {
    set: set as number,
    images: vectors.slice(0, images),
    texts: vectors.slice(images, images + texts),
    photos: photos.map((key, i) => ({ key, vector: last[i]! })),
  };
}
