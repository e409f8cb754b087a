/** Tests of preprocessing, against Pillow and transformers. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Region } from "../lib/types.ts";
import { readImageProcessor } from "./model/preprocessor-config.ts";
import { pixelBox, preprocess, preprocessingId } from "./preprocess.ts";
import { fixtures, picture, readModelFiles, STARTER, sha256 } from "./testing.ts";

interface PreprocessCase {
  width: number;
  height: number;
  seed: number;
  alpha: boolean;
  region?: Region;
  config: object;
  family: "clip" | "siglip";
  shape: [number, number, number];
  sha256: string;
}

const starter = readImageProcessor(readModelFiles(STARTER).preprocessor, "clip");
const invalidArgument = expect.objectContaining({ code: "invalid-argument" });

describe("preprocess", () => {
  it.each(fixtures<PreprocessCase>("preprocess"))(
    "equals transformers: $width x $height, alpha $alpha, region $region, $config.size",
    (wanted) => {
      const processor = readImageProcessor(wanted.config, wanted.family);
      const image = picture(wanted.width, wanted.height, wanted.seed, wanted.alpha);
      const tensor = preprocess(image, processor, wanted);
      expect([3, processor.output.height, processor.output.width]).toEqual(wanted.shape);
      expect(tensor.length).toBe(wanted.shape[0] * wanted.shape[1] * wanted.shape[2]);
      expect(sha256(tensor)).toBe(wanted.sha256);
    },
  );

  it("takes the whole image for a region of everything", () => {
    const image = picture(123, 77, 5, true);
    const whole = preprocess(image, starter, { region: { x: 0, y: 0, width: 1, height: 1 } });
    expect(whole).toEqual(preprocess(image, starter));
  });

  it("takes clamped and plain bytes alike, and leaves them as they were", () => {
    const image = picture(50, 60, 6, true);
    const before = image.data.slice();
    const clamped = { ...image, data: Uint8ClampedArray.from(image.data) };
    expect(preprocess(clamped, starter)).toEqual(preprocess(image, starter));
    expect(image.data).toEqual(before);
  });

  it("shows white for transparent pixels", () => {
    const image = { data: new Uint8Array(20 * 30 * 4), width: 20, height: 30 };
    const white = { data: new Uint8Array(20 * 30 * 4).fill(255), width: 20, height: 30 };
    expect(preprocess(image, starter)).toEqual(preprocess(white, starter));
  });

  it("refuses an image whose bytes do not fit its size", () => {
    const data = new Uint8Array(16);
    for (const [width, height] of [
      [2, 3],
      [0, 0],
      [1.5, 2],
      [-2, -2],
      [Number.NaN, 2],
    ]) {
      const image = { data, width: width!, height: height! };
      expect(() => preprocess(image, starter)).toThrow(invalidArgument);
    }
  });
});

describe("pixelBox", () => {
  const fraction = fc.double({ min: 0, max: 1, noNaN: true });
  const side = fc.integer({ min: 1, max: 5000 });

  it("stays inside the image and is never empty", () => {
    fc.assert(
      fc.property(
        fraction,
        fraction,
        fraction,
        fraction,
        side,
        side,
        (x, y, w, h, width, height) => {
          fc.pre(x < 1 && y < 1 && w > 0 && h > 0);
          const region = { x, y, width: Math.min(w, 1 - x), height: Math.min(h, 1 - y) };
          const box = pixelBox(region, { width, height });
          expect(box.left).toBeGreaterThanOrEqual(0);
          expect(box.top).toBeGreaterThanOrEqual(0);
          expect(box.width).toBeGreaterThanOrEqual(1);
          expect(box.height).toBeGreaterThanOrEqual(1);
          expect(box.left + box.width).toBeLessThanOrEqual(width);
          expect(box.top + box.height).toBeLessThanOrEqual(height);
        },
      ),
    );
  });

  it.each([
    { x: Number.NaN, y: 0, width: 1, height: 1 },
    { x: 0, y: 0, width: Number.NaN, height: 1 },
    { x: -0.1, y: 0, width: 1, height: 1 },
    { x: 0, y: 0, width: 0, height: 1 },
    { x: 0.5, y: 0, width: 0.6, height: 1 },
    { x: 0, y: 1, width: 1, height: 0.1 },
    { x: 10, y: 20, width: 100, height: 100 },
    { x: 0, y: 0, width: 1, height: Number.POSITIVE_INFINITY },
    {} as Region,
  ])("refuses %o", (region) => {
    expect(() => pixelBox(region, { width: 100, height: 100 })).toThrow(invalidArgument);
  });
});

describe("preprocessingId", () => {
  it("depends on the settings, not on how the file writes them", () => {
    const config = readModelFiles(STARTER).preprocessor as object;
    const id = preprocessingId(starter);
    expect(id).toBe(
      '{"version":1,"resize":[96],"output":[96,96],"resample":3,"background":255,' +
        '"rescale":0.00392156862745098,"mean":[0.48145466,0.4578275,0.40821073],' +
        '"std":[0.26862954,0.26130258,0.27577711]}',
    );
    const short = { ...config, size: 96, crop_size: 96, note: "else" };
    expect(preprocessingId(readImageProcessor(short, "clip"))).toBe(id);
    const other = { ...config, resample: 2 };
    expect(preprocessingId(readImageProcessor(other, "clip"))).not.toBe(id);
  });
});
