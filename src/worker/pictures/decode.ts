/** Decodes a photo: upright pixels in sRGB, no more of them than the encoder needs. */
import { type PictureView, pixelBox, type RgbaImage, type Size } from "../../encoder/index.ts";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import type { Region } from "../../lib/types.ts";
import type { WireImage } from "../contract.ts";
import { type ImageHeader, readImageHeader } from "./image-header.ts";
import { type Orientation, orientedSize, orientedTransform } from "./orientation.ts";
import { decodeScaledJpeg } from "./scaled-jpeg.ts";

/** Most pixels a picture may have: 100 megapixels, 400 MB as RGBA. */
const MAX_PIXELS = 100_000_000;

/**
 * If the shorter side has more than this many pixels for each of the encoder's, the browser scales the picture down to
 * this many before its pixels are read. The embeddings of 16 real photos, enlarged to 12 megapixels with grain, then have
 * a cosine of 0.9999 or more to those without scaling (0.9995 with 2).
 */
const KEPT_SCALE = 3;

/**
 * The same for the scale at which a JPEG is decoded, which is a half, a quarter or an eighth: the embeddings of 32 photos
 * of up to 12 megapixels then have a cosine of 0.9996 or more to those of all pixels.
 */
const DECODED_SCALE = 2.5;

/** The part of a picture that is wanted, and for which size. */
export interface View {
  /** Default: all of it. */
  region?: Region | undefined;
  /** The size that the encoder takes. */
  size: Size;
}

/** Pixels, and what `preprocess` needs to know about them. */
export interface Decoded extends PictureView {
  pixels: RgbaImage;
}

/**
 * The upright pixels of an image, in sRGB; of an animation, those of its first frame. Large pictures are scaled down, so
 * that the browser's decoded picture is the only copy in full size. If WebCodecs decodes a JPEG at a fraction of its
 * size, there is not even that.
 *
 * @throws VisualSearchError `unsupported-image`, `image-too-large`, or `invalid-argument` for the region
 */
export async function decodeImage(image: WireImage["source"], view: View): Promise<Decoded> {
  if (image instanceof ImageData) {
    checkSize(image);
    return { pixels: image, region: view.region };
  }
  const source = image instanceof Blob ? await decodeBlob(image, view) : uprightSource(image);
  try {
    checkSize(source.size);
    return readPixels(source, view);
  } finally {
    source.picture.close();
  }
}

interface Source {
  picture: ImageBitmap | VideoFrame;
  /** Size of the file's picture, upright; `picture` may be smaller. */
  size: Size;
  orientation: Orientation;
}

function uprightSource(picture: ImageBitmap): Source {
  return { picture, size: { width: picture.width, height: picture.height }, orientation: 1 };
}

function readPixels({ picture, size, orientation }: Source, view: View): Decoded {
  const { width, height } = size;
  const box = view.region ? pixelBox(view.region, size) : { left: 0, top: 0, width, height };
  const scale = Math.min(1, leastScale(box, view.size, KEPT_SCALE));
  const [outWidth, outHeight] = [Math.round(box.width * scale), Math.round(box.height * scale)];
  const canvas = new OffscreenCanvas(outWidth, outHeight);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) {
    throw new VisualSearchError(
      "image-too-large",
      `Expected a canvas of ${outWidth} x ${outHeight} pixels, got none from this browser. Use a smaller picture.`,
    );
  }
  context.imageSmoothingQuality = "high";
  context.scale(outWidth / box.width, outHeight / box.height);
  context.translate(-box.left, -box.top);
  context.transform(...orientedTransform(orientation, size));
  const stored = orientedSize(size, orientation);
  context.drawImage(picture, 0, 0, stored.width, stored.height);
  const pixels = context.getImageData(0, 0, outWidth, outHeight);
  return { pixels, original: { width: box.width, height: box.height } };
}

/** The scale at which a part of a picture has `pixels` pixels for each of the encoder's. */
function leastScale(part: Size, size: Size, pixels: number): number {
  return (pixels * Math.min(size.width, size.height)) / Math.min(part.width, part.height);
}

/** What to do about a file of a format that browsers do not decode. */
const REMEDIES: Partial<Record<ImageHeader["format"], string>> = {
  heic:
    "It is a HEIC photo, which only Safari decodes. On an iPhone choose “Most Compatible” in the " +
    "camera's settings, or save it as JPEG.",
  tiff: "It is a TIFF picture, which only Safari decodes. Save it as JPEG or PNG.",
  svg: "It is an SVG drawing, which has no pixels of its own. Save it as PNG.",
  html: "It is an HTML page. Check the address that it came from.",
};

async function decodeBlob(blob: Blob, { region, size }: View): Promise<Source> {
  const header = await readImageHeader(async (start, end) => {
    return new Uint8Array(await blob.slice(start, end).arrayBuffer());
  });
  // Refused before it is decoded: a file of a few kilobytes can claim gigabytes of pixels.
  if (header.size) checkSize(header.size);
  if (header.format === "jpeg" && header.size) {
    const scaled = await decodeScaledJpeg(blob, header.size, (upright) => {
      const part = region ? pixelBox(region, upright) : upright;
      return leastScale(part, size, DECODED_SCALE);
    });
    if (scaled) return scaled;
  }
  try {
    // Upright and in sRGB: by default, browsers apply orientation and colour profile.
    return uprightSource(await createImageBitmap(blob));
  } catch (cause) {
    const format = header.format === "other" ? "" : ` (${header.format})`;
    throw new VisualSearchError(
      "unsupported-image",
      `Expected a picture that this browser can decode (JPEG, PNG, WebP, AVIF, GIF), got ${blob.size} ` +
        `bytes of type ${JSON.stringify(blob.type)}${format}: ${messageOf(cause)}. ` +
        (REMEDIES[header.format] ?? "Convert it, or take a screenshot of it."),
      { cause },
    );
  }
}

function checkSize({ width, height }: Size): void {
  if (width * height > MAX_PIXELS) {
    throw new VisualSearchError(
      "image-too-large",
      `Expected at most ${MAX_PIXELS / 1e6} megapixels, got ${width} x ${height}. Use a smaller picture.`,
    );
  }
  if (width < 1 || height < 1) {
    throw new VisualSearchError(
      "unsupported-image",
      `Expected a picture with pixels, got ${width} x ${height}. Wait until it has loaded.`,
    );
  }
}
