/** Tests of resizing, against Pillow. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RgbaImage } from "../rgba-image.ts";
import { fixtures, picture, sha256 } from "../testing.ts";
import type { Resample } from "./coefficients.ts";
import { type ResizeOptions, resizeImage } from "./resize.ts";

interface ResizeCase {
  width: number;
  height: number;
  outWidth: number;
  outHeight: number;
  resample: Resample;
  seed: number;
  sha256: string;
  rgb?: string;
}

const boxOf = ({ width, height }: { width: number; height: number }) => ({
  left: 0,
  top: 0,
  width,
  height,
});

/** As `resizeImage` of the whole picture, without alpha. */
function resizeRgb(image: RgbaImage, options: Omit<ResizeOptions, "box">): Uint8ClampedArray {
  const rgba = resizeImage(image, { box: boxOf(image), ...options });
  return Uint8ClampedArray.from(rgba.filter((_, i) => i % 4 !== 3));
}

describe("resizeImage", () => {
  it.each(fixtures<ResizeCase>("resize"))(
    "equals Pillow: $width x $height to $outWidth x $outHeight, filter $resample",
    (wanted) => {
      const { width, height, outWidth, outHeight } = wanted;
      const image = picture(width, height, wanted.seed, false);
      const window = boxOf({ width: outWidth, height: outHeight });
      const out = resizeRgb(image, { outWidth, outHeight, window, resample: wanted.resample });
      if (wanted.rgb) expect(Buffer.from(out).toString("base64")).toBe(wanted.rgb);
      expect(sha256(out)).toBe(wanted.sha256);
    },
  );

  const side = fc.integer({ min: 1, max: 40 });
  const resample = fc.constantFrom<Resample>(1, 2, 3);

  it("computes the same pixels in a window as in the whole", () => {
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        resample,
        fc.infiniteStream(fc.nat()),
        (w, h, ow, oh, r, s) => {
          const below = (bound: number) => s.next().value! % bound;
          const [left, top] = [below(ow), below(oh)];
          const window = { left, top, width: 1 + below(ow - left), height: 1 + below(oh - top) };
          const image = picture(w, h, below(100), false);
          const common = { outWidth: ow, outHeight: oh, resample: r };
          const whole = resizeRgb(image, { ...common, window: boxOf({ width: ow, height: oh }) });
          const part = resizeRgb(image, { ...common, window });
          for (let y = 0; y < window.height; y++) {
            const start = ((top + y) * ow + left) * 3;
            const row = part.subarray(y * window.width * 3, (y + 1) * window.width * 3);
            expect(row).toEqual(whole.subarray(start, start + row.length));
          }
        },
      ),
    );
  });

  it("keeps a constant picture constant", () => {
    fc.assert(
      fc.property(side, side, side, side, resample, fc.nat(255), (w, h, ow, oh, r, value) => {
        const image = { data: new Uint8Array(w * h * 4).fill(value), width: w, height: h };
        image.data.forEach((_, i) => {
          if (i % 4 === 3) image.data[i] = 255;
        });
        const window = boxOf({ width: ow, height: oh });
        const out = resizeRgb(image, { outWidth: ow, outHeight: oh, resample: r, window });
        expect(out.every((entry) => entry === value)).toBe(true);
      }),
    );
  });

  it("resizes a part as it would resize that part alone", () => {
    const image = picture(90, 70, 4, false);
    const box = { left: 11, top: 23, width: 41, height: 30 };
    const rows = Array.from({ length: box.height }, (_, y) => {
      const start = ((box.top + y) * image.width + box.left) * 4;
      return image.data.subarray(start, start + box.width * 4);
    });
    const part = { ...box, data: Uint8Array.from(rows.flatMap((row) => [...row])) };
    const window = boxOf({ width: 13, height: 9 });
    const options = { outWidth: 13, outHeight: 9, window, resample: 3 as const };
    expect(resizeImage(image, { ...options, box })).toEqual(
      resizeImage(part, { ...options, box: boxOf(box) }),
    );
  });

  it("gives the same after a picture of another size, and in bands of one row", () => {
    const wide = picture(70_000, 3, 8, false);
    const window = boxOf({ width: 5, height: 3 });
    const options = { outWidth: 5, outHeight: 3, window, resample: 2 as const };
    const before = resizeRgb(wide, options);
    resizeRgb(picture(20, 1000, 8, false), options);
    expect(resizeRgb(wide, options)).toEqual(before);
  });

  it("refuses shapes that would need too much memory", () => {
    const image = { data: new Uint8Array(), width: 1, height: 100_000_000 };
    const window = boxOf({ width: 224, height: 224 });
    const options = { box: boxOf(image), outWidth: 224, outHeight: 224, window };
    expect(() => resizeImage(image, { ...options, resample: 3 })).toThrow(
      expect.objectContaining({ code: "image-too-large" }),
    );
  });
});
