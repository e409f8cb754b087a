/** Tests of what boxes suggest to search with. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ScoredBox } from "./boxes/non-maximum-suppression.ts";
import type { Placement } from "./letterbox.ts";
import { suggest } from "./suggestions.ts";

const labels = ["person", "cat", "handbag"];
const size = { width: 1000, height: 1000 };
/** A tensor of which the picture takes the upper left 100 x 100. */
const placement: Placement = {
  tensor: { width: 120, height: 150 },
  left: 0,
  top: 0,
  width: 100,
  height: 100,
};

function box(
  label: number,
  score: number,
  [left, top, right, bottom]: readonly [number, number, number, number],
): ScoredBox {
  return { label, score, left, top, right, bottom };
}

const suggested = (boxes: ScoredBox[], keep: string[] = []) =>
  suggest(boxes, placement, size, { labels, keep });

describe("suggest", () => {
  it("keeps the labels to keep, or all", () => {
    const boxes = [box(1, 0.9, [0, 0, 50, 50]), box(2, 0.5, [50, 50, 100, 100])];
    expect(suggested(boxes).map(({ label }) => label)).toEqual(["cat", "handbag"]);
    expect(suggested(boxes, ["handbag"]).map(({ label }) => label)).toEqual(["handbag"]);
  });

  it("puts what is large and in the middle before what is a little more certain", () => {
    const small = box(2, 0.95, [2, 2, 12, 12]);
    const large = box(1, 0.8, [25, 25, 75, 75]);
    const aside = box(2, 0.85, [0, 0, 50, 50]);
    expect(suggested([small, aside, large]).map(({ score }) => score)).toEqual([0.8, 0.85, 0.95]);
    // Of the same box, the surer one.
    const same = [box(1, 0.6, [25, 25, 75, 75]), box(2, 0.7, [25, 25, 75, 75])];
    expect(suggested(same).map(({ score }) => score)).toEqual([0.7, 0.6]);
  });

  it("gives the parts of a standing person, derived and with the person's score", () => {
    const found = suggested([box(0, 0.9, [25, 0, 75, 100])]);
    expect(found[0]).toEqual({
      region: { x: 0.25, y: 0, width: 0.5, height: 1 },
      label: "person",
      score: 0.9,
    });
    const parts = found.slice(1).sort((a, b) => a.region.y - b.region.y);
    expect(parts.map(({ label }) => label)).toEqual(["upper", "lower", "feet"]);
    for (const { region, score, derived } of parts) {
      expect({ score, derived, x: region.x, width: region.width }).toEqual({
        score: 0.9,
        derived: true,
        x: 0.25,
        width: 0.5,
      });
    }
    const [upper, lower, feet] = parts;
    expect(lower!.region.y).toBeLessThan(upper!.region.y + upper!.region.height);
    expect(feet!.region.y + feet!.region.height).toBeCloseTo(1, 9);
  });

  it("gives no parts of half a person, nor of a box that is tall only in the tensor", () => {
    expect(suggested([box(0, 0.9, [20, 0, 80, 100])])).toHaveLength(1);
    const tall = box(0, 0.9, [30, 0, 70, 100]);
    const wide = { width: 3000, height: 1000 };
    expect(suggest([tall], placement, wide, { labels, keep: [] })).toHaveLength(1);
    expect(suggested([box(1, 0.9, [30, 0, 70, 100])])).toHaveLength(1);
  });

  it("gives nothing outside of the picture, and no slivers", () => {
    expect(suggested([box(1, 0.9, [101, 10, 119, 60]), box(1, 0.9, [10, 10, 10.5, 90])])).toEqual(
      [],
    );
  });

  it("gives regions within the picture, whatever the boxes are", () => {
    const side = fc.double({ min: -500, max: 500, noNaN: true });
    const anyBox = fc
      .tuple(fc.nat(2), fc.double({ min: 0.05, max: 1, noNaN: true }), side, side, side, side)
      .filter(([, , a, b, c, d]) => a !== c && b !== d)
      .map(([label, score, a, b, c, d]) =>
        box(label, score, [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)]),
      );
    fc.assert(
      fc.property(fc.array(anyBox, { maxLength: 10 }), (boxes) => {
        for (const { region } of suggested(boxes)) {
          expect(Math.min(region.x, region.y)).toBeGreaterThanOrEqual(0);
          expect(Math.min(region.width, region.height)).toBeGreaterThan(0);
          expect(region.x + region.width).toBeLessThanOrEqual(1 + 1e-9);
          expect(region.y + region.height).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
      { seed: 95, numRuns: 500 },
    );
  });
});
