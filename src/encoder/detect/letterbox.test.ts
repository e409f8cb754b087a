/** Tests of placing pictures in a detector's tensor. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { picture } from "../testing.ts";
import { painted } from "./detector.testing.ts";
import type { DetectorInput, DetectorResize } from "./detector-manifest.ts";
import { place, toFractions, toTensor } from "./letterbox.ts";

const pixels = fc.integer({ min: 1, max: 3000 });
const anySize = fc.record({ width: pixels, height: pixels });
const anyResize: fc.Arbitrary<DetectorResize> = fc.oneof(
  fc.record({
    fit: fc.constantFrom("corner" as const, "centre" as const),
    width: fc.integer({ min: 32, max: 640 }),
    height: fc.integer({ min: 32, max: 640 }),
    fill: fc.constant(114),
  }),
  fc.record({
    fit: fc.constant("stretch" as const),
    width: fc.integer({ min: 32, max: 640 }),
    height: fc.integer({ min: 32, max: 640 }),
  }),
  fc
    .record({ shortest: fc.integer({ min: 32, max: 512 }), more: fc.integer({ min: 0, max: 512 }) })
    .map(({ shortest, more }) => ({
      fit: "shortest" as const,
      shortest,
      longest: shortest + more,
      multiple: 16,
    })),
);

const input = (resize: DetectorResize, change: Partial<DetectorInput> = {}): DetectorInput => ({
  name: "images",
  resize,
  channels: "rgb",
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  ...change,
});

describe("place", () => {
  it("places every picture within its tensor", () => {
    fc.assert(
      fc.property(anySize, anyResize, (size, resize) => {
        const { tensor, left, top, width, height } = place(size, resize);
        expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(1);
        expect(left + width).toBeLessThanOrEqual(tensor.width);
        expect(top + height).toBeLessThanOrEqual(tensor.height);
        if (resize.fit === "shortest") {
          expect([tensor.width % 16, tensor.height % 16]).toEqual([0, 0]);
          expect(Math.max(tensor.width, tensor.height)).toBeLessThanOrEqual(resize.longest);
        } else {
          expect(tensor).toEqual({ width: resize.width, height: resize.height });
        }
      }),
      { seed: 75, numRuns: 1000 },
    );
  });

  it("keeps the picture's shape in a letterbox, to half a pixel", () => {
    fc.assert(
      fc.property(anySize, anyResize, (size, resize) => {
        fc.pre(resize.fit === "corner" || resize.fit === "centre");
        const { tensor, left, top, width, height } = place(size, resize);
        const scale = Math.min(tensor.width / size.width, tensor.height / size.height);
        expect(Math.abs(width - Math.max(1, size.width * scale))).toBeLessThanOrEqual(0.5 + 1e-9);
        expect(Math.abs(height - Math.max(1, size.height * scale))).toBeLessThanOrEqual(0.5 + 1e-9);
        if (resize.fit === "corner") expect([left, top]).toEqual([0, 0]);
        else {
          expect(Math.abs(tensor.width - width - 2 * left)).toBeLessThanOrEqual(1);
          expect(Math.abs(tensor.height - height - 2 * top)).toBeLessThanOrEqual(1);
        }
      }),
      { seed: 76, numRuns: 1000 },
    );
  });

  // Worked out by hand from get_size_with_aspect_ratio of transformers with mod_size=16.
  it.each([
    [640, 480, 512, 1333, 672, 512],
    [480, 640, 512, 1333, 512, 672],
    [3000, 400, 512, 1333, 1328, 176],
    [396, 3000, 512, 1333, 176, 1328],
    [512, 512, 800, 1333, 800, 800],
  ])("scales %d x %d as YOLOS' processor does", (width, height, shortest, longest, w, h) => {
    const resize = { fit: "shortest" as const, shortest, longest, multiple: 16 };
    expect(place({ width, height }, resize).tensor).toEqual({ width: w, height: h });
  });
});

describe("toFractions", () => {
  it("maps a box in the tensor back to the picture", () => {
    const fraction = fc.double({ min: 0, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(anySize, anyResize, fraction, fraction, (size, resize, x, y) => {
        const placement = place(size, resize);
        const { left, top, width, height } = placement;
        const found = toFractions(
          {
            left: left + x * width,
            top: top + y * height,
            right: left + (x + 0.5) * width,
            bottom: top + (y + 0.5) * height,
          },
          placement,
        );
        expect(found.left).toBeCloseTo(x, 9);
        expect(found.top).toBeCloseTo(y, 9);
        expect(found.right).toBeCloseTo(x + 0.5, 9);
        expect(found.bottom).toBeCloseTo(y + 0.5, 9);
      }),
      { seed: 77 },
    );
  });

  it("cuts off what is outside of the picture", () => {
    const placement = place(
      { width: 100, height: 50 },
      { fit: "corner", width: 100, height: 100, fill: 0 },
    );
    expect(toFractions({ left: -10, top: 25, right: 500, bottom: 99 }, placement)).toEqual({
      left: 0,
      top: 0.5,
      right: 1,
      bottom: 1,
    });
  });
});

describe("toTensor", () => {
  it("puts each pixel's channels in their planes, and the fill around them", () => {
    const image = picture(6, 4, 3, false);
    for (const fit of ["corner", "centre"] as const) {
      for (const channels of ["rgb", "bgr"] as const) {
        const mean = [10, 20, 30] as const;
        const std = [2, 4, 8] as const;
        const description = input(
          { fit, width: 6, height: 8, fill: 114 },
          { channels, scale: 0.5, mean, std },
        );
        const values = toTensor(image, description, place(image, description.resize));
        const top = fit === "corner" ? 0 : 2;
        for (let p = 0; p < 3; p++) {
          const channel = channels === "rgb" ? p : 2 - p;
          for (let y = 0; y < 8; y++) {
            for (let x = 0; x < 6; x++) {
              const inside = y >= top && y < top + 4;
              const byte = inside ? image.data[((y - top) * 6 + x) * 4 + channel]! : 114;
              const wanted = (byte * 0.5 - mean[channel]!) / std[channel]!;
              expect(values[p * 48 + y * 6 + x]).toBeCloseTo(wanted, 5);
            }
          }
        }
      }
    }
  });

  it("blends transparent pixels with white", () => {
    const image = painted(4, 4);
    image.data.fill(0);
    const description = input({ fit: "stretch", width: 4, height: 4 });
    const values = toTensor(image, description, place(image, description.resize));
    expect([...new Set(values)]).toEqual([255]);
  });
});
