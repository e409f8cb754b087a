import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkResample, type Resample, resizeRgb } from "./resize.ts";
import { fixtures, picture, sha256 } from "./testing.ts";

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

function rowsOf(rgba: Uint8Array | Uint8ClampedArray, width: number) {
  return (y: number, row: Uint8Array) => {
    for (let i = 0; i < row.length; i++) row[i] = rgba[(y * width + ((i / 3) | 0)) * 4 + (i % 3)]!;
  };
}

describe("resizeRgb", () => {
  it.each(fixtures<ResizeCase>("resize"))(
    "equals Pillow: $width x $height to $outWidth x $outHeight, filter $resample",
    (wanted) => {
      const { width, height, outWidth, outHeight } = wanted;
      const image = picture(width, height, wanted.seed, false);
      const window = { left: 0, top: 0, width: outWidth, height: outHeight };
      const out = resizeRgb({ ...wanted, readRow: rowsOf(image.data, width), window });
      if (wanted.rgb) expect(Buffer.from(out).toString("base64")).toBe(wanted.rgb);
      expect(sha256(out)).toBe(wanted.sha256);
    },
  );

  const side = fc.integer({ min: 1, max: 40 });
  const resample = fc.constantFrom<Resample>(1, 2, 3);

  it("computes in a window what it computes in the whole", () => {
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
          const common = { width: w, height: h, outWidth: ow, outHeight: oh, resample: r };
          const readRow = rowsOf(image.data, w);
          const all = { left: 0, top: 0, width: ow, height: oh };
          const whole = resizeRgb({ ...common, readRow, window: all });
          const part = resizeRgb({ ...common, readRow, window });
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
        const out = resizeRgb({
          width: w,
          height: h,
          outWidth: ow,
          outHeight: oh,
          resample: r,
          readRow: (_, row) => row.fill(value),
          window: { left: 0, top: 0, width: ow, height: oh },
        });
        expect(out.every((entry) => entry === value)).toBe(true);
      }),
    );
  });

  it("refuses filters it does not know", () => {
    for (const value of [0, 4, 5, "3", null]) {
      expect(() => checkResample(value)).toThrow(
        expect.objectContaining({ code: "model-invalid" }),
      );
    }
  });
});
