/** Pictures that look unlike all others of a catalog. */
import { buildIndex } from "../../../vector/build-index.ts";
import { openIndex } from "../../../vector/open-index.ts";
import { drawSome } from "../../embed/draw.ts";

/** Pictures that the others are compared with, and the nearest of them that count. */
const SAMPLE = 1000;
const NEAREST = 5;
/** Pictures below which nobody can say what is usual. */
const FEWEST = 50;
const SEED = 2;
/**
 * Deviations below the median at which a picture is called unlike the rest. With the starter model, these are 3 of
 * 300 photos of garments, and 2 of 3 drawings among them.
 */
const DEVIATIONS = 3;
/** What the median absolute deviation is multiplied by to be the standard deviation of a normal distribution. */
const MAD_FACTOR = 1.4826;
/** A smaller deviation means that all pictures are alike. */
const LEAST_DEVIATION = 0.01;

/** The vectors of a catalog's pictures. */
export interface PictureVectors {
  dim: number;
  count: number;
  /** `dim` numbers, of any positive length. */
  vector(picture: number): Float32Array;
  /** Whether the picture is one to check. It is compared with all. */
  isNew(picture: number): boolean;
}

export interface UnlikePictures {
  /** How many were compared; 0 if there are too few. */
  checked: number;
  /** The most unlike first. */
  pictures: number[];
}

/**
 * Pictures whose embeddings are far from all others: their mean cosine to the five nearest of a seeded sample is
 * far below the median of the sample itself. The scale is the median absolute deviation of the lower half, which a
 * few odd pictures do not move.
 */
export function findUnlike({ dim, count, vector, isNew }: PictureVectors): UnlikePictures {
  const candidates = Array.from({ length: count }, (_, picture) => picture).filter(isNew);
  if (count < FEWEST || candidates.length === 0) return { checked: 0, pictures: [] };
  const sample = drawSome(count, SAMPLE, SEED);
  const rows = new Float32Array(sample.length * dim);
  for (const [row, picture] of sample.entries()) rows.set(vector(picture), row * dim);
  const index = openIndex(buildIndex(rows, { dim }));
  const similarity = (query: Float32Array, own: number | undefined) => {
    const { ids, scores } = index.search(query, { k: NEAREST + 1, exact: true });
    const others = scores.filter((_, i) => ids[i] !== own).subarray(0, NEAREST);
    return others.reduce((sum, score) => sum + score, 0) / others.length;
  };
  const rowOf = new Map(sample.map((picture, row) => [picture, row]));
  const usual = sample.map((_, row) => similarity(rows.subarray(row * dim, (row + 1) * dim), row));
  const middle = medianOf(usual);
  const below = usual.filter((value) => value < middle).map((value) => middle - value);
  const deviation = Math.max(LEAST_DEVIATION, MAD_FACTOR * medianOf(below));
  const limit = middle - DEVIATIONS * deviation;
  const found: { picture: number; value: number }[] = [];
  for (const picture of candidates) {
    const row = rowOf.get(picture);
    const value = row === undefined ? similarity(vector(picture), undefined) : usual[row]!;
    if (value < limit) found.push({ picture, value });
  }
  found.sort((a, b) => a.value - b.value);
  return { checked: candidates.length, pictures: found.map(({ picture }) => picture) };
}

/** 0 of an empty list. */
function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
