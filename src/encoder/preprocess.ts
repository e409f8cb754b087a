/** From the pixels of a picture to the tensor that the image encoder takes. */
import { VisualSearchError } from "../lib/errors.ts";
import type { Region } from "../lib/types.ts";
import type { ImageProcessor, Size } from "./model/preprocessor-config.ts";
import { resizeImage, type Window } from "./resize/resize.ts";
import type { RgbaImage } from "./rgba-image.ts";

export interface PictureView {
  /** Default: all of it. */
  region?: Region | undefined;
  /** Size of the picture (of its region) before it was scaled down, which decides how it is cropped. */
  original?: Size | undefined;
}

/**
 * Turns a picture into the tensor that the image encoder takes, bit for bit as transformers'
 * `CLIPImageProcessor` and `SiglipImageProcessor` with Pillow do:
 *
 * 1. crop to `region`: each edge, as a fraction of the width or height, is rounded to the nearest
 *    pixel, and the box is at least 1 x 1;
 * 2. blend transparent pixels with white, `(c * a + 255 * (255 - a)) / 255` rounded to nearest;
 * 3. resize and take the centre crop, as `processor` says;
 * 4. rescale and normalise in float32.
 *
 * @returns planar RGB, `3 * output.height * output.width` values: one image of an NCHW batch
 * @throws VisualSearchError `invalid-argument` for an image or a region that makes no sense
 * @example
 * const values = preprocess(pixels, model.processor, { region: { x: 0, y: 0, width: 0.5, height: 1 } });
 */
export function preprocess(
  image: RgbaImage,
  processor: ImageProcessor,
  { region, original }: PictureView = {},
): Float32Array {
  checkImage(image);
  const box = region ? pixelBox(region, image) : wholeOf(image);
  const resized = resizedSize(original ?? box, processor);
  const pixels = resizeImage(image, {
    box,
    outWidth: resized.width,
    outHeight: resized.height,
    window: centreCrop(resized, processor.output),
    resample: processor.resample,
  });
  return normalise(pixels, processor);
}

/**
 * A canonical text of everything that decides what `preprocess` gives. Equal settings give equal texts. A catalog
 * records it, so that vectors that were made differently are recognised.
 */
export function preprocessingId(processor: ImageProcessor): string {
  const { resize, output, resample, rescaleFactor, mean, std } = processor;
  return JSON.stringify({
    version: 1,
    resize: "shortestEdge" in resize ? [resize.shortestEdge] : [resize.width, resize.height],
    output: [output.width, output.height],
    resample,
    background: 255,
    rescale: rescaleFactor,
    mean,
    std,
  });
}

function checkImage({ data, width, height }: RgbaImage): void {
  const sound = Number.isInteger(width) && Number.isInteger(height) && width >= 1 && height >= 1;
  if (sound && data.length === width * height * 4) return;
  throw new VisualSearchError(
    "invalid-argument",
    `Expected width * height * 4 bytes of RGBA, got ${data.length} bytes for ${width} x ` +
      `${height} pixels. Pass the picture as it was decoded.`,
  );
}

function wholeOf({ width, height }: Size): Window {
  return { left: 0, top: 0, width, height };
}

/** What adding fractions may lose. */
const TOLERANCE = 1e-6;

/**
 * The pixels of a region, as `preprocess` crops to it.
 *
 * @throws VisualSearchError `invalid-argument`
 */
export function pixelBox(region: Region, { width, height }: Size): Window {
  const { x, y, width: w, height: h } = region;
  const inside = (start: number, extent: number) =>
    start >= 0 && extent > 0 && start < 1 && start + extent <= 1 + TOLERANCE;
  if (!inside(x, w) || !inside(y, h)) {
    throw new VisualSearchError(
      "invalid-argument",
      "Expected a region within the image, as fractions: x and y from 0, width and height above 0, " +
        `x + width and y + height at most 1; got ${JSON.stringify(region)}. Divide pixels by the ` +
        "image's width and height.",
    );
  }
  const [left, boxWidth] = span(x, w, width);
  const [top, boxHeight] = span(y, h, height);
  return { left, top, width: boxWidth, height: boxHeight };
}

function span(start: number, extent: number, size: number): [first: number, count: number] {
  const first = Math.min(Math.round(start * size), size - 1);
  const end = Math.min(Math.round((start + extent) * size), size);
  return [first, Math.max(end - first, 1)];
}

/** Size of the whole picture after resizing, before the crop. */
function resizedSize({ width, height }: Size, { resize }: ImageProcessor): Size {
  if ("width" in resize) return resize;
  const edge = resize.shortestEdge;
  return width <= height
    ? { width: edge, height: Math.trunc((edge * height) / width) }
    : { width: Math.trunc((edge * width) / height), height: edge };
}

function centreCrop(resized: Size, output: Size): Window {
  return {
    left: Math.floor((resized.width - output.width) / 2),
    top: Math.floor((resized.height - output.height) / 2),
    width: output.width,
    height: output.height,
  };
}

function normalise(pixels: Uint8Array, processor: ImageProcessor): Float32Array {
  const plane = pixels.length / 4;
  const out = new Float32Array(plane * 3);
  const table = new Float32Array(256);
  for (let channel = 0; channel < 3; channel++) {
    // numpy rescales in float64, keeps float32, and takes mean and deviation as float32.
    const mean = Math.fround(processor.mean[channel]!);
    const std = Math.fround(processor.std[channel]!);
    for (let value = 0; value < 256; value++) {
      const rescaled = Math.fround(value * processor.rescaleFactor);
      table[value] = Math.fround(rescaled - mean) / std;
    }
    const offset = channel * plane;
    for (let i = 0; i < plane; i++) out[offset + i] = table[pixels[i * 4 + channel]!]!;
  }
  return out;
}
