/** Decodes a JPEG at a fraction of its size, with WebCodecs. */
import type { Size } from "../../encoder/index.ts";
import { readExifOrientation } from "./exif.ts";
import { type Orientation, orientedSize } from "./orientation.ts";

/** The part of WebCodecs' `ImageDecoder` that is used; Safari has none. */
interface ImageDecoderLike {
  decode(): Promise<{ image: VideoFrame }>;
  close(): void;
}

type ImageDecoderClass = new (init: {
  data: ArrayBuffer;
  type: string;
  desiredWidth: number;
  desiredHeight: number;
  transfer: ArrayBuffer[];
}) => ImageDecoderLike;

/** A picture as its file stores it, and how to turn it. */
export interface ScaledJpeg {
  picture: VideoFrame;
  /** Size of the file's picture, upright; `picture` is smaller. */
  size: Size;
  orientation: Orientation;
}

/** Scales that cost a JPEG decoder nothing, because its blocks have 8 x 8 pixels. */
const SCALES = [1 / 8, 1 / 4, 1 / 2];

/**
 * Decodes a JPEG at the smallest scale that is enough: its full size is never in memory, and the inverse transform is
 * done only for the pixels that are wanted.
 *
 * @param size as in the file's header
 * @param leastScale gives the smallest scale that is enough for a picture of a size
 * @returns undefined if this browser or this file needs `createImageBitmap`
 */
export async function decodeScaledJpeg(
  blob: Blob,
  size: Size,
  leastScale: (upright: Size) => number,
): Promise<ScaledJpeg | undefined> {
  const { ImageDecoder } = globalThis as { ImageDecoder?: ImageDecoderClass };
  if (!ImageDecoder) return undefined;
  const data = await blob.arrayBuffer();
  const exif = readExifOrientation(new Uint8Array(data));
  if (!exif) return undefined;
  const { orientation } = exif;
  const upright = orientedSize(size, orientation);
  const least = leastScale(upright);
  const scale = SCALES.find((scale) => scale >= least);
  if (!scale) return undefined;
  // Browsers differ in whether they turn a frame; they do not turn one that is stored upright.
  exif.reset();
  const wanted = { width: Math.ceil(size.width * scale), height: Math.ceil(size.height * scale) };
  let decoder: ImageDecoderLike | undefined;
  try {
    decoder = new ImageDecoder({
      data,
      type: "image/jpeg",
      desiredWidth: wanted.width,
      desiredHeight: wanted.height,
      transfer: [data],
    });
    const { image: picture } = await decoder.decode();
    if (picture.displayWidth >= wanted.width && picture.displayHeight >= wanted.height) {
      return { picture, size: upright, orientation };
    }
    picture.close();
  } catch {
    // `createImageBitmap` decides whether the file is at fault, and says so.
  } finally {
    decoder?.close();
  }
  return undefined;
}
