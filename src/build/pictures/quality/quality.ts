/** What is worth a look in a catalog's pictures: too small, blank, duplicate, unlike the rest. */
import { type Histogram, histogramOf } from "../../report/histogram.ts";
import { hashOf, type PictureFacts } from "../picture-facts.ts";
import { findNearDuplicates } from "./near-duplicates.ts";
import { findUnlike, type PictureVectors } from "./unlike.ts";

/** Ids or groups of each finding that a report names. */
const MAX_EXAMPLES = 20;
const MAX_OF_GROUP = 10;
/** Standard deviation of the colours below which a picture shows nothing. */
const BLANK_SPREAD = 3;
/** Ratio of the edges above which a square crop leaves little of the product. */
const EXTREME_ASPECT = 4;
/** Products with one picture above which it is hardly a photo of each. */
const SHARED_BY = 5;

/** Products whose pictures have something in common. */
export interface Finding {
  count: number;
  /** The first of them. */
  ids: string[];
  /** For each of these which of its pictures it is, from 1. */
  pictures: number[];
}

export interface DuplicateFinding {
  /** Products in groups. */
  count: number;
  groups: number;
  /** Ids of the largest groups, the first few of each. */
  examples: string[][];
  /** For each of these which of its pictures it is, from 1. */
  pictures: number[][];
}

/** Pictures of a catalog that a shop may want to look at. */
export interface PictureQuality {
  /** Pictures that were checked, and those that were not, as they come from the previous catalog. */
  checked: number;
  unchecked: number;
  /** Pixels of their shortest edges. */
  sizes?: Histogram;
  /** Shortest edge below the limit, in pixels. */
  tooSmall: Finding & { below: number };
  /** Nearly one colour. */
  blank: Finding;
  /** More than four times as long as wide, or the other way round. */
  extremeAspect: Finding;
  /** The same file. */
  exactDuplicates: DuplicateFinding;
  /**
   * Other files that look the same: their 64-bit dHashes differ in at most 3 bits, and their colours hardly.
   * Without blank ones. Not `complete` if so many looked alike that not all could be compared.
   */
  nearDuplicates: DuplicateFinding & { complete: boolean };
  /**
   * Pictures, the same file or nearly the same, that at least five products have: placeholders, size charts,
   * logos, or one product in many rows.
   */
  shared: DuplicateFinding;
  /**
   * Embeddings far from those of all other pictures, the farthest first. Pictures that are no photos of products
   * are likely among them, but so is a product unlike the others. `checked` counts those that were compared, which
   * leaves out those of the previous catalog; 0 if there are too few.
   */
  unlike: Finding & { checked: number };
}

export interface QualitySource {
  /** For each picture the id of its product, whose pictures follow each other. */
  ids: readonly string[];
  /** Undefined if the picture was not decoded. */
  facts: readonly (PictureFacts | undefined)[];
  /** Of the files, 8 bytes each. */
  fingerprints: Uint8Array;
  vectors: PictureVectors;
  /** Pixels of the shortest edge below which a picture is too small. */
  minSize: number;
}

export function qualityOf(source: QualitySource): PictureQuality {
  const { ids, facts, fingerprints, vectors, minSize } = source;
  const numbers = numbersOf(ids);
  const find = (is: (facts: PictureFacts) => boolean): Finding => {
    const found = facts.flatMap((one, i) => (one && is(one) ? [i] : []));
    return findingOf(found, ids, numbers);
  };
  const same = sameFiles(fingerprints, ids.length);
  // One of several files that are the same is enough to find others that are near.
  const repeated = new Set(same.flatMap((group) => group.slice(1)));
  const hashes = new Uint32Array(ids.length * 2);
  for (const [i, one] of facts.entries()) if (one) hashes.set(hashOf(one), 2 * i);
  const skip = (i: number) => !facts[i] || isBlank(facts[i]) || repeated.has(i);
  const near = findNearDuplicates(hashes, (i) => facts[i]!.cells, skip);
  const unlike = findUnlike(vectors);
  const checked = facts.reduce((sum, one) => sum + (one ? 1 : 0), 0);
  const sizes = histogramOf(facts.flatMap((one) => (one ? Math.min(one.width, one.height) : [])));
  return {
    checked,
    unchecked: ids.length - checked,
    ...(sizes && { sizes }),
    tooSmall: { ...find(({ width, height }) => Math.min(width, height) < minSize), below: minSize },
    blank: find(isBlank),
    extremeAspect: find(
      ({ width, height }) => Math.max(width, height) > EXTREME_ASPECT * Math.min(width, height),
    ),
    exactDuplicates: duplicates(same, ids, numbers),
    nearDuplicates: { ...duplicates(near.groups, ids, numbers), complete: near.complete },
    shared: duplicates(joined(same, near.groups), ids, numbers, SHARED_BY),
    unlike: { ...findingOf(unlike.pictures, ids, numbers), checked: unlike.checked },
  };
}

/** Each product by the first of its pictures. */
function findingOf(found: readonly number[], ids: readonly string[], numbers: Uint8Array): Finding {
  const finding: Finding = { count: 0, ids: [], pictures: [] };
  const seen = new Set<string>();
  for (const i of found) {
    const id = ids[i]!;
    if (seen.has(id)) continue;
    seen.add(id);
    finding.count++;
    if (finding.ids.length >= MAX_EXAMPLES) continue;
    finding.ids.push(id);
    finding.pictures.push(numbers[i]!);
  }
  return finding;
}

/** The groups of files that are the same, joined if their pictures are nearly the same. */
function joined(same: readonly number[][], near: readonly number[][]): number[][] {
  const copies = new Map(same.map((group) => [group[0]!, group]));
  const groups = near.map((group) =>
    group.flatMap((i) => {
      const own = copies.get(i) ?? [i];
      copies.delete(i);
      return own;
    }),
  );
  return [...groups, ...copies.values()];
}

function isBlank({ spread }: PictureFacts): boolean {
  return spread < BLANK_SPREAD;
}

/** Groups of rows with one fingerprint. */
function sameFiles(fingerprints: Uint8Array, count: number): number[][] {
  const view = new DataView(fingerprints.buffer, fingerprints.byteOffset, fingerprints.byteLength);
  const rows = new Map<bigint, number[]>();
  for (let i = 0; i < count; i++) {
    const fingerprint = view.getBigUint64(8 * i);
    const group = rows.get(fingerprint);
    if (group) group.push(i);
    else rows.set(fingerprint, [i]);
  }
  return [...rows.values()].filter(({ length }) => length > 1);
}

/**
 * Groups of products, in which a product with one picture twice counts once.
 *
 * @param least products of a group
 */
function duplicates(
  groups: readonly number[][],
  ids: readonly string[],
  numbers: Uint8Array,
  least = 2,
): DuplicateFinding {
  const largest = groups
    .map((group) => {
      const seen = new Set<string>();
      return group.filter((i) => !seen.has(ids[i]!) && seen.add(ids[i]!));
    })
    .filter(({ length }) => length >= least)
    .sort((a, b) => b.length - a.length);
  const shown = largest.slice(0, MAX_EXAMPLES).map((group) => group.slice(0, MAX_OF_GROUP));
  return {
    count: largest.reduce((sum, { length }) => sum + length, 0),
    groups: largest.length,
    examples: shown.map((group) => group.map((i) => ids[i]!)),
    pictures: shown.map((group) => group.map((i) => numbers[i]!)),
  };
}

/** Which of its product's pictures each is, from 1. */
function numbersOf(ids: readonly string[]): Uint8Array {
  const numbers = new Uint8Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    numbers[i] = i > 0 && ids[i] === ids[i - 1] ? numbers[i - 1]! + 1 : 1;
  }
  return numbers;
}
