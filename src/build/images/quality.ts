import { type Histogram, histogramOf } from "../histogram.ts";
import { hashOf, type PictureFacts } from "./facts.ts";
import { findNearDuplicates } from "./near-duplicates.ts";

/** Ids or groups that a report names of each finding. */
const MOST_EXAMPLES = 20;
const MOST_OF_GROUP = 10;
/** Standard deviation of the colours below which a picture shows nothing. */
const BLANK_SPREAD = 3;
/** Longest edge to the shortest from which on little is left of the product once it is cropped. */
const EXTREME_ASPECT = 4;

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

/** What of the pictures in a catalog a shop may want to look at. */
export interface PictureQuality {
  /** Pictures that were looked at, and those that nothing is known of as they were taken over. */
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
   * Without blank ones. Not `complete` where so many looked alike that not all could be compared.
   */
  nearDuplicates: DuplicateFinding & { complete: boolean };
}

export interface QualitySource {
  /** For each picture the id of its product, whose pictures follow each other. */
  ids: readonly string[];
  /** Undefined where the picture was not decoded. */
  facts: readonly (PictureFacts | undefined)[];
  /** Of the files, 8 bytes each. */
  fingerprints: Uint8Array;
  /** Pixels of the shortest edge below which a picture is too small. */
  minSize: number;
}

export function qualityOf({ ids, facts, fingerprints, minSize }: QualitySource): PictureQuality {
  const numbers = numbersOf(ids);
  const find = (is: (facts: PictureFacts) => boolean): Finding => {
    const finding: Finding = { count: 0, ids: [], pictures: [] };
    let last: string | undefined;
    for (const [i, one] of facts.entries()) {
      if (!one || !is(one) || ids[i] === last) continue;
      last = ids[i];
      finding.count++;
      if (finding.ids.length >= MOST_EXAMPLES) continue;
      finding.ids.push(ids[i]!);
      finding.pictures.push(numbers[i]!);
    }
    return finding;
  };
  const same = sameFiles(fingerprints, ids.length);
  // Of files that are the same, one is enough to tell whether others are near.
  const repeated = new Set(same.flatMap((group) => group.slice(1)));
  const hashes = new Uint32Array(ids.length * 2);
  for (const [i, one] of facts.entries()) if (one) hashes.set(hashOf(one), 2 * i);
  const skip = (i: number) => !facts[i] || isBlank(facts[i]) || repeated.has(i);
  const near = findNearDuplicates(hashes, (i) => facts[i]!.cells, skip);
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
  };
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

/** Of products: that a product has one picture twice is nothing to look at. */
function duplicates(
  groups: readonly number[][],
  ids: readonly string[],
  numbers: Uint8Array,
): DuplicateFinding {
  const largest = groups
    .map((group) => {
      const seen = new Set<string>();
      return group.filter((i) => !seen.has(ids[i]!) && seen.add(ids[i]!));
    })
    .filter(({ length }) => length > 1)
    .sort((a, b) => b.length - a.length);
  const shown = largest.slice(0, MOST_EXAMPLES).map((group) => group.slice(0, MOST_OF_GROUP));
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
