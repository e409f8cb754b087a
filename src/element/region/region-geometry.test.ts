/** Tests that the crop box stays on the photo and follows what is dragged. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Region } from "../../lib/types.ts";
import {
  drawRegion,
  type Extent,
  fitRegion,
  growRegion,
  HANDLES,
  minimumExtent,
  moveRegion,
  ninthOf,
  resizeRegion,
  sameRegion,
  WHOLE,
} from "./region-geometry.ts";

const SEED = 7;
const EPSILON = 1e-9;
const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const step = fc.double({ min: -3, max: 3, noNaN: true });
const anyNumber = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const anyLeast = fc.record({
  width: fc.double({ min: 0.01, max: 1, noNaN: true }),
  height: fc.double({ min: 0.01, max: 1, noNaN: true }),
});
const anyRegion = fc.record({ x: anyNumber, y: anyNumber, width: anyNumber, height: anyNumber });
/** A box that the functions may be given, with the least size that it keeps. */
const boxed = fc
  .tuple(anyLeast, fc.tuple(fraction, fraction, fraction, fraction))
  .map(([least, [x, y, width, height]]) => ({
    least,
    box: fitRegion({ x, y, width, height }, least),
  }));

const right = ({ x, width }: Region) => x + width;
const bottom = ({ y, height }: Region) => y + height;

function expectInside(box: Region, least: Extent): void {
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(right(box)).toBeLessThanOrEqual(1 + EPSILON);
  expect(bottom(box)).toBeLessThanOrEqual(1 + EPSILON);
  expect(box.width).toBeGreaterThanOrEqual(least.width - EPSILON);
  expect(box.height).toBeGreaterThanOrEqual(least.height - EPSILON);
}

describe("the crop box", () => {
  it("stays on the photo and no smaller than allowed, whatever the region", () => {
    fc.assert(
      fc.property(anyRegion, anyLeast, (wanted, least) => {
        expectInside(fitRegion(wanted, least), least);
      }),
      { seed: SEED },
    );
  });

  it("keeps a region that is valid", () => {
    fc.assert(
      fc.property(boxed, ({ box, least }) => {
        const fitted = fitRegion(box, least);
        expect(sameRegion(fitted, box)).toBe(true);
        expect(fitRegion(fitted, { width: 0, height: 0 })).toEqual(fitted);
      }),
      { seed: SEED },
    );
  });

  it("is the whole photo if the numbers are no region", () => {
    const least = { width: 0.1, height: 0.1 };
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(fitRegion({ x: 0, y: bad, width: 1, height: 1 }, least)).toEqual(WHOLE);
    }
  });

  it("keeps its size when it is moved, and moves by exactly as much as there is room for", () => {
    fc.assert(
      fc.property(boxed, step, step, ({ box, least }, dx, dy) => {
        const moved = moveRegion(box, dx, dy);
        expectInside(moved, least);
        expect([moved.width, moved.height]).toEqual([box.width, box.height]);
        const there = moveRegion(box, dx / 10, dy / 10);
        const room = there.x > 0 && right(there) < 1 - EPSILON;
        if (room) expect(there.x).toBeCloseTo(box.x + dx / 10, 12);
      }),
      { seed: SEED },
    );
  });

  it("keeps the opposite edges when a handle is dragged", () => {
    fc.assert(
      fc.property(
        boxed,
        fc.constantFrom(...HANDLES),
        step,
        step,
        ({ box, least }, handle, dx, dy) => {
          const resized = resizeRegion(box, handle, dx, dy, least);
          expectInside(resized, least);
          if (!handle.includes("w")) expect(resized.x).toBe(box.x);
          if (!handle.includes("n")) expect(resized.y).toBe(box.y);
          if (!handle.includes("e")) expect(right(resized)).toBeCloseTo(right(box), 12);
          if (!handle.includes("s")) expect(bottom(resized)).toBeCloseTo(bottom(box), 12);
        },
      ),
      { seed: SEED },
    );
  });

  it("follows the pointer with the dragged edge between its bounds", () => {
    const least = { width: 0.1, height: 0.1 };
    const box = { x: 0.2, y: 0.2, width: 0.4, height: 0.4 };
    fc.assert(
      fc.property(fc.double({ min: -0.3, max: 0.4, noNaN: true }), (dx) => {
        expect(right(resizeRegion(box, "e", dx, 0, least))).toBeCloseTo(0.6 + dx, 12);
      }),
      { seed: SEED },
    );
    expect(resizeRegion(box, "nw", 9, 9, least).x).toBeCloseTo(0.5, 12);
  });

  it("grows to the whole photo and shrinks to the least size from anywhere", () => {
    fc.assert(
      fc.property(boxed, step, step, ({ box, least }, dw, dh) => {
        expectInside(growRegion(box, dw, dh, least), least);
        expect(sameRegion(growRegion(box, 1, 1, least), WHOLE)).toBe(true);
        const smallest = growRegion(box, -1, -1, least);
        expect(smallest.width).toBeCloseTo(least.width, 9);
        expect(smallest.height).toBeCloseTo(least.height, 9);
        expect([smallest.x, smallest.y]).toEqual([box.x, box.y]);
      }),
      { seed: SEED },
    );
  });

  it("has its corners where the drag that draws it began and ended", () => {
    const point = fc.tuple(fraction, fraction);
    fc.assert(
      fc.property(point, point, anyLeast, (start, end, least) => {
        const drawn = drawRegion(start, end, least);
        expectInside(drawn, least);
        if (Math.abs(start[0] - end[0]) > least.width) {
          expect(drawn.x).toBeCloseTo(Math.min(start[0], end[0]), 12);
          expect(right(drawn)).toBeCloseTo(Math.max(start[0], end[0]), 12);
        }
      }),
      { seed: SEED },
    );
  });

  it("has a least size of 5 %, or of 32 pixels on a small photo", () => {
    expect(minimumExtent(4000, 3000)).toEqual({ width: 0.05, height: 0.05 });
    expect(minimumExtent(320, 128)).toEqual({ width: 0.1, height: 0.25 });
    expect(minimumExtent(20, 0)).toEqual({ width: 1, height: 1 });
  });

  it("lies in the ninth of the photo that its middle is in", () => {
    const size = { width: 0.02, height: 0.02 };
    const middles = [0.05, 0.5, 0.95];
    const found = middles.flatMap((y) =>
      middles.map((x) => ninthOf({ x: x - 0.01, y: y - 0.01, ...size })),
    );
    expect(found).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
