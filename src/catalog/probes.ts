import { readContainer, SegmentKind } from "../vector/container.ts";
import { type CodedVector, invalidVectors, readVectors, writeVectors } from "./coded-vectors.ts";

/**
 * What an encoder makes of pictures and texts that no product should be a close match of. A catalog keeps them
 * for the builds that go on from it; a search has no use for them.
 */
export interface Probes {
  /** Which set of pictures and texts they were made of. */
  set: number;
  images: readonly CodedVector[];
  texts: readonly CodedVector[];
}

export function writeProbes({ set, images, texts }: Probes): Uint8Array<ArrayBuffer> {
  const directory = { set, images: images.length, texts: texts.length };
  return writeVectors(SegmentKind.probes, directory, [...images, ...texts]);
}

/** @throws VisualSearchError `index-invalid`, `index-unsupported` or `catalog-invalid` */
export function readProbes(file: Uint8Array, dim: number): Probes {
  const container = readContainer(file, SegmentKind.probes);
  const { directory, vectors } = readVectors(container, dim, "probes");
  const { set, images, texts } = Object(directory) as Record<string, unknown>;
  const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
  const fits = isWhole(set) && isWhole(images) && isWhole(texts) && images >= 0 && texts >= 0;
  if (!fits || images + texts !== vectors.length) {
    throw invalidVectors("probes", "a directory that does not fit their number");
  }
  return { set, images: vectors.slice(0, images), texts: vectors.slice(images) };
}
