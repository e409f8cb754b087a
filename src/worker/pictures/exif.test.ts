/** Tests of reading a photo's orientation, and of turning photos, against sharp. */
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { readExifOrientation } from "./exif.ts";
import { type Orientation, orientedSize, orientedTransform } from "./orientation.ts";

const ORIENTATIONS: Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];
const WIDTH = 5;
const HEIGHT = 3;

/** Every pixel is another one. */
const stored = () =>
  sharp(
    Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => i * 16),
    { raw: { width: WIDTH, height: HEIGHT, channels: 1 } },
  );

const photo = (orientation: Orientation) =>
  stored().withMetadata({ orientation }).jpeg().toBuffer();

describe("the orientation in a JPEG's Exif data", () => {
  it.each(ORIENTATIONS)("%i is read, and reset in place", async (orientation) => {
    const file = await photo(orientation);
    const exif = readExifOrientation(file);
    expect(exif?.orientation).toBe(orientation);
    exif?.reset();
    expect((await sharp(file).metadata()).orientation).toBe(1);
    expect(readExifOrientation(file)?.orientation).toBe(1);
  });

  it("is 1 without Exif data", async () => {
    expect(readExifOrientation(await stored().jpeg().toBuffer())?.orientation).toBe(1);
  });

  it("is unknown of two that contradict each other", async () => {
    const [one, other] = [await photo(6), await photo(3)];
    const start = one.indexOf("ffe1", 0, "hex");
    const segment = one.subarray(start, start + 2 + one.readUInt16BE(start + 2));
    const both = Buffer.concat([other.subarray(0, 2), segment, other.subarray(2)]);
    expect(readExifOrientation(both)).toBeUndefined();
  });

  it("of a broken file is one of eight or unknown", async () => {
    const file = await photo(6);
    const change = fc.tuple(fc.nat(file.length - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1 }), fc.nat(file.length), (changes, end) => {
        const broken = Buffer.from(file);
        for (const [at, value] of changes) broken[at] = value;
        const part = broken.subarray(0, end);
        const exif = readExifOrientation(part);
        exif?.reset();
        expect([undefined, ...ORIENTATIONS]).toContain(exif?.orientation);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});

describe("turning a stored picture", () => {
  it.each(ORIENTATIONS)("%i moves each pixel to the same place as sharp", async (orientation) => {
    const file = await stored().withMetadata({ orientation }).png().toBuffer();
    const upright = await sharp(file).autoOrient().toColourspace("b-w").raw().toBuffer();
    const size = orientedSize({ width: WIDTH, height: HEIGHT }, orientation);
    const [a, b, c, d, e, f] = orientedTransform(orientation, size);
    const turned = new Uint8Array(WIDTH * HEIGHT);
    for (let y = 0; y < HEIGHT; y++) {
      for (let x = 0; x < WIDTH; x++) {
        const [column, row] = [x + 0.5, y + 0.5];
        const [toX, toY] = [a * column + c * row + e - 0.5, b * column + d * row + f - 0.5];
        turned[toY * size.width + toX] = (y * WIDTH + x) * 16;
      }
    }
    expect([...turned]).toEqual([...upright]);
  });
});
