/** Of boxes that overlap, the best. */
import type { Box } from "../letterbox.ts";

/** A box in the tensor's pixels that a detector takes for something. */
export interface ScoredBox extends Box {
  /** Number of the class. */
  label: number;
  /** 0 to 1. */
  score: number;
}

/** Only this many of the best boxes are compared with each other, because that takes their number squared. */
const MOST_COMPARED = 1000;

/** Boxes that overlap by more than this show one thing under two names, such as backpack and suitcase. */
const SAME_THING = 0.8;

/** Intersection over union of two boxes, 0 to 1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (area(a) + area(b) - shared);
}

/**
 * Greedy non-maximum suppression: the boxes are taken in order of their scores. A box is kept if it overlaps no box of
 * its label that was kept before it by more than `most`, and no other box by more than the larger of `most` and 0.8. Of
 * equal scores, the first one wins. At most the best 1,000 boxes are looked at.
 *
 * @returns best first
 */
export function suppress(boxes: readonly ScoredBox[], most: number): ScoredBox[] {
  const ordered = [...boxes].sort((a, b) => b.score - a.score).slice(0, MOST_COMPARED);
  const mostOfOthers = Math.max(most, SAME_THING);
  const kept: ScoredBox[] = [];
  for (const box of ordered) {
    const isNew = kept.every((better) => {
      return overlap(better, box) <= (better.label === box.label ? most : mostOfOthers);
    });
    if (isNew) kept.push(box);
  }
  return kept;
}

function area({ left, top, right, bottom }: Box): number {
  return (right - left) * (bottom - top);
}
