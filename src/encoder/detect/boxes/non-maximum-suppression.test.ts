/** Tests of choosing among overlapping boxes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { overlap, type ScoredBox, suppress } from "./non-maximum-suppression.ts";

const side = fc.integer({ min: 0, max: 12 });
const anyBox = fc
  .record({
    label: fc.integer({ min: 0, max: 2 }),
    // Few values, so that some are equal.
    score: fc.integer({ min: 1, max: 20 }).map((n) => n / 20),
    left: side,
    top: side,
    width: fc.integer({ min: 1, max: 8 }),
    height: fc.integer({ min: 1, max: 8 }),
  })
  .map(({ width, height, ...box }) => ({
    ...box,
    right: box.left + width,
    bottom: box.top + height,
  }));
const anyBoxes = fc.array(anyBox, { maxLength: 40 });
const anyMost = fc.constantFrom(0, 0.2, 0.45, 0.7, 1);

/** Counts the unit squares of boxes with integer corners. */
function countedOverlap(a: ScoredBox, b: ScoredBox): number {
  let [shared, either] = [0, 0];
  for (let y = 0; y < 24; y++) {
    for (let x = 0; x < 24; x++) {
      const inside = (box: ScoredBox) =>
        x >= box.left && x < box.right && y >= box.top && y < box.bottom;
      if (inside(a) && inside(b)) shared++;
      if (inside(a) || inside(b)) either++;
    }
  }
  return shared / either;
}

/** The overlap that two boxes may have, by their labels. */
const allowed = (a: ScoredBox, b: ScoredBox, most: number) =>
  a.label === b.label ? most : Math.max(most, 0.8);

/** By the definition: the best that is left is kept, and strikes out what overlaps it. */
function struckOut(boxes: readonly ScoredBox[], most: number): ScoredBox[] {
  const kept: ScoredBox[] = [];
  let left = [...boxes];
  while (left.length > 0) {
    const best = left.reduce((a, b) => (b.score > a.score ? b : a));
    kept.push(best);
    left = left.filter(
      (box) => box !== best && countedOverlap(best, box) <= allowed(best, box, most),
    );
  }
  return kept;
}

describe("overlap", () => {
  it("is the share of counted squares", () => {
    fc.assert(
      fc.property(anyBox, anyBox, (a, b) => {
        expect(overlap(a, b)).toBeCloseTo(countedOverlap(a, b), 12);
        expect(overlap(a, b)).toBe(overlap(b, a));
      }),
      { seed: 71 },
    );
  });
});

describe("suppress", () => {
  it("keeps the boxes that the definition, applied step by step, keeps", () => {
    fc.assert(
      fc.property(anyBoxes, anyMost, (boxes, most) => {
        expect(suppress(boxes, most)).toEqual(struckOut(boxes, most));
      }),
      { seed: 72, numRuns: 300 },
    );
  });

  it("drops only what a better box covers, and changes nothing the second time", () => {
    fc.assert(
      fc.property(anyBoxes, anyMost, (boxes, most) => {
        const kept = suppress(boxes, most);
        expect(suppress(kept, most)).toEqual(kept);
        for (const box of boxes.filter((one) => !kept.includes(one))) {
          const reason = kept.some(
            (better) =>
              better.score >= box.score && overlap(better, box) > allowed(better, box, most),
          );
          expect(reason).toBe(true);
        }
      }),
      { seed: 73 },
    );
  });

  it("gives the same boxes for a higher threshold, without those below it", () => {
    fc.assert(
      fc.property(anyBoxes, anyMost, (boxes, most) => {
        const above = (list: ScoredBox[]) => list.filter(({ score }) => score >= 0.5);
        expect(above(suppress(boxes, most))).toEqual(suppress(above(boxes), most));
      }),
      { seed: 74 },
    );
  });

  it("keeps a tie on a person, and one of two names for the same bag", () => {
    const box = (label: number, score: number, size: number) => {
      return { label, score, left: 0, top: 0, right: size, bottom: size };
    };
    const person = box(0, 0.9, 10);
    const [bag, suitcase] = [box(1, 0.8, 20), box(2, 0.7, 19)];
    expect(suppress([suitcase, person, bag], 0.45)).toEqual([person, bag]);
  });

  it("looks only at the best thousand", () => {
    const boxes = Array.from({ length: 30_000 }, (_, i) => ({
      label: 0,
      score: ((i * 7919) % 30_000) / 30_000,
      left: i * 2,
      top: 0,
      right: i * 2 + 1,
      bottom: 1,
    }));
    const kept = suppress(boxes, 0.5);
    expect(kept).toHaveLength(1000);
    expect(kept[999]!.score).toBeCloseTo(29_000 / 30_000, 10);
  });
});
