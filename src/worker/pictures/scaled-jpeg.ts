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

/** A picture as its file stores it, and how it is to be turned. */
export interface ScaledJpeg {
  picture: VideoFrame;
  /** Pixels of the file, upright; the picture has fewer. */
  size: Size;
  orientation: Orientation;
}

/** What a JPEG decoder scales by while it decodes, at no cost: its blocks are of 8 x 8 pixels. */
const SCALES = [1 / 8, 1 / 4, 1 / 2];

/**
 * Decodes a JPEG at the smallest scale that is enough: its full size is never held, and the
 * inverse transform is done for the pixels that are wanted alone.
 *
 * @param size as the header tells
 * @param leastScale the least scale that is needed of a picture of so many pixels
 * @returns undefined where this browser or this file wants the common way
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
  // Browsers differ in whether a frame is turned; one that is stored upright is not.
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
    // The common way decides whether the file is at fault, and says so.
  } finally {
    decoder?.close();
  }
  return undefined;
}
