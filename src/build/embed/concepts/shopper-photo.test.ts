/** Tests of photos as shoppers might take them. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RgbaImage } from "../../../encoder/rgba-image.ts";
import { shopperPhoto } from "./shopper-photo.ts";

const hash = ({ data }: RgbaImage) => createHash("sha256").update(data).digest("hex");

function plain(width: number, height: number, colour: readonly number[]): RgbaImage {
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < data.length; at += 4) data.set(colour, at);
  return { data, width, height };
}

/** A red garment on a ground. */
function garment(ground: readonly number[]): RgbaImage {
  const image = plain(90, 120, ground);
  for (let y = 30; y < 90; y++) {
    for (let x = 25; x < 65; x++) image.data.set([200, 20, 20, 255], (y * 90 + x) * 4);
  }
  return image;
}

/** Pixels that are clearly red, and those that are clearly of neither garment nor ground. */
function counts(
  { data }: RgbaImage,
  isGround: (red: number, green: number, blue: number) => boolean,
) {
  let red = 0;
  let ground = 0;
  for (let at = 0; at < data.length; at += 4) {
    const [r, g, b] = data.subarray(at, at + 3);
    if (r! > 100 && g! < 45 && b! < 45) red++;
    if (isGround(r!, g!, b!)) ground++;
  }
  return { red, ground };
}

describe("a shopper's photo of a product", () => {
  it("is opaque, of one size, and the same every time, for any picture", () => {
    const size = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(
        size,
        size,
        fc.nat(1000),
        fc.infiniteStream(fc.nat(255)),
        (width, height, seed, bytes) => {
          const data = Uint8Array.from({ length: width * height * 4 }, () => bytes.next().value);
          const photo = shopperPhoto({ data, width, height }, seed);
          expect([photo.width, photo.height, photo.data.length]).toEqual([240, 320, 240 * 320 * 4]);
          const isOpaque = photo.data.every((value, i) => (i & 3) !== 3 || value === 255);
          expect(isOpaque).toBe(true);
          expect(hash(shopperPhoto({ data, width, height }, seed))).toBe(hash(photo));
        },
      ),
      { seed: 3, numRuns: 12 },
    );
  });

  it("replaces a plain ground, and shows any other picture whole", () => {
    const isGreen = (r: number, g: number, b: number) => g > 60 && r < g / 2 && b < g / 2;
    for (let seed = 1; seed < 9; seed++) {
      const onWhite = counts(shopperPhoto(garment([255, 255, 255, 255]), seed), () => false);
      const onNothing = counts(shopperPhoto(garment([0, 0, 0, 0]), seed), () => false);
      const onGreen = counts(shopperPhoto(garment([30, 160, 30, 255]), seed), isGreen);
      // The garment is a fifth or more of the picture, and that at least a third of the photo.
      expect(onGreen.red).toBeGreaterThan(240 * 320 * 0.2 * 0.3);
      expect(onGreen.ground).toBeGreaterThan(240 * 320 * 0.3 * 0.5);
      expect(onNothing).toEqual(onWhite);
    }
  });

  it("depends on the seed, and stays the same in later versions", () => {
    const photos = [1, 2, 3].map((seed) => hash(shopperPhoto(garment([255, 255, 255, 255]), seed)));
    expect(new Set(photos).size).toBe(3);
  });
});
