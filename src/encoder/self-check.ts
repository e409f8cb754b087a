/** The inputs and the measure of the self-check: whether an encoder computes what it should. */
import { VisualSearchError } from "../lib/errors.ts";
import type { RgbaImage } from "./rgba-image.ts";

/** The text whose embedding a catalog records, for the self-check of text encoders. */
export const SELF_CHECK_TEXT = "a photo of a red dress";

const SIZE = 256;

/**
 * The picture whose embedding a catalog records, for the self-check of image encoders: 256 x 256, opaque. It is drawn
 * with integers only, so that it is the same on every machine. Changing a single pixel would make every existing catalog
 * fail its self-check.
 */
export function selfCheckImage(): RgbaImage {
  const data = new Uint8Array(SIZE * SIZE * 4);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++)
      paint(data, x, y, 220 - (y >> 2), 224 - (x >> 3), 200 + (y >> 3));
  }
  drawDress(data);
  drawDiscs(data);
  drawStripes(data);
  return { data, width: SIZE, height: SIZE };
}

function paint(data: Uint8Array, x: number, y: number, r: number, g: number, b: number): void {
  const p = (y * SIZE + x) * 4;
  data[p] = r;
  data[p + 1] = g;
  data[p + 2] = b;
  data[p + 3] = 255;
}

/** A red shape that widens downwards, shaded from left to right. */
function drawDress(data: Uint8Array): void {
  for (let y = 40; y < 232; y++) {
    const half = y < 100 ? 34 - ((y - 40) >> 3) : 26 + ((y - 100) >> 1);
    for (let x = 128 - half; x < 128 + half; x++) {
      const shade = (((x - 128 + half) * 90) / (2 * half)) | 0;
      paint(data, x, y, 235 - shade, 30 + (shade >> 2), 48 + (y >> 3));
    }
  }
}

/** Twenty small discs, with places and colours from a linear congruential generator. */
function drawDiscs(data: Uint8Array): void {
  let state = 20_240_229;
  const next = (bound: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 16) % bound;
  };
  for (let n = 0; n < 20; n++) {
    const radius = 4 + next(12);
    const left = next(SIZE - 2 * radius);
    const top = next(SIZE - 2 * radius);
    const [r, g, b] = [next(256), next(256), next(256)];
    for (let y = -radius; y < radius; y++) {
      for (let x = -radius; x < radius; x++) {
        if (x * x + y * y < radius * radius)
          paint(data, left + radius + x, top + radius + y, r, g, b);
      }
    }
  }
}

/** A band of fine stripes: it changes most when a resampling filter goes wrong. */
function drawStripes(data: Uint8Array): void {
  for (let y = 200; y < 224; y++) {
    for (let x = 0; x < SIZE; x++) {
      const value = (x + y) % 5 < 2 ? 24 : 240;
      paint(data, x, y, value, value, 255 - value);
    }
  }
}

/**
 * The cosine of the expected embedding and the computed one, -1 to 1; 0 if either is zero or not finite.
 *
 * @throws VisualSearchError `encoder-mismatch` if they differ in length
 */
export function selfCheckCosine(expected: Float32Array, actual: Float32Array): number {
  if (expected.length !== actual.length) {
    throw new VisualSearchError(
      "encoder-mismatch",
      `Expected an embedding of ${expected.length} values, got ${actual.length}. Use the model that the catalog was ` +
        "built with, or build the catalog again.",
    );
  }
  let dot = 0;
  let expectedSquares = 0;
  let actualSquares = 0;
  for (let i = 0; i < expected.length; i++) {
    dot += expected[i]! * actual[i]!;
    expectedSquares += expected[i]! * expected[i]!;
    actualSquares += actual[i]! * actual[i]!;
  }
  const cosine = dot / Math.sqrt(expectedSquares * actualSquares);
  return Number.isFinite(cosine) ? Math.max(-1, Math.min(1, cosine)) : 0;
}
