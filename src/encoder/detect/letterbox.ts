/** Where a picture lies in a detector's tensor, and back. */
import type { Size } from "../model/preprocessor-config.ts";
import { resizeImage } from "../resize/resize.ts";
import type { RgbaImage } from "../rgba-image.ts";
import type { DetectorInput, DetectorResize } from "./detector-manifest.ts";

/** The place of a picture in a tensor, in the tensor's pixels. */
export interface Placement {
  /** Size of the whole tensor. */
  tensor: Size;
  left: number;
  top: number;
  /** Size of the scaled picture. */
  width: number;
  height: number;
}

/** An axis-parallel box, in the units of its owner. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Pillow's number for bilinear, the filter that detectors are trained with. */
const BILINEAR = 2;

/** The place of a picture of this size. */
export function place(size: Size, resize: DetectorResize): Placement {
  if (resize.fit === "stretch") return whole({ width: resize.width, height: resize.height });
  if (resize.fit === "shortest") return whole(scaledSize(size, resize));
  const tensor = { width: resize.width, height: resize.height };
  const scale = Math.min(tensor.width / size.width, tensor.height / size.height);
  const width = Math.min(tensor.width, Math.max(1, Math.round(size.width * scale)));
  const height = Math.min(tensor.height, Math.max(1, Math.round(size.height * scale)));
  const centred = resize.fit === "centre";
  return {
    tensor,
    left: centred ? Math.floor((tensor.width - width) / 2) : 0,
    top: centred ? Math.floor((tensor.height - height) / 2) : 0,
    width,
    height,
  };
}

/**
 * The picture as planar float32 values of the shape [1, 3, tensor.height, tensor.width], scaled with an
 * antialiased bilinear filter; transparent pixels become white.
 *
 * @throws VisualSearchError `image-too-large` for extreme shapes
 */
export function toTensor(
  image: RgbaImage,
  input: DetectorInput,
  placement: Placement,
): Float32Array {
  const { tensor, left, top, width, height } = placement;
  const pixels = resizeImage(image, {
    box: { left: 0, top: 0, width: image.width, height: image.height },
    outWidth: width,
    outHeight: height,
    window: { left: 0, top: 0, width, height },
    resample: BILINEAR,
  });
  const fill = "fill" in input.resize ? input.resize.fill : 0;
  const plane = tensor.width * tensor.height;
  const values = new Float32Array(3 * plane);
  for (let p = 0; p < 3; p++) {
    const channel = input.channels === "rgb" ? p : 2 - p;
    const normalised = (byte: number) =>
      (byte * input.scale - input.mean[channel]!) / input.std[channel]!;
    const table = Float32Array.from({ length: 256 }, (_, byte) => normalised(byte));
    values.fill(normalised(fill), p * plane, (p + 1) * plane);
    for (let y = 0; y < height; y++) {
      let to = p * plane + (top + y) * tensor.width + left;
      const end = (y + 1) * width * 4;
      for (let from = y * width * 4; from < end; from += 4) {
        values[to++] = table[pixels[from + channel]!]!;
      }
    }
  }
  return values;
}

/** A box in the tensor's pixels as fractions of the picture, cut off at its edges. */
export function toFractions(box: Box, { left, top, width, height }: Placement): Box {
  return {
    left: within((box.left - left) / width),
    top: within((box.top - top) / height),
    right: within((box.right - left) / width),
    bottom: within((box.bottom - top) / height),
  };
}

function within(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}

function whole(tensor: Size): Placement {
  return { tensor, left: 0, top: 0, ...tensor };
}

/** As in `get_size_with_aspect_ratio` of transformers' YOLOS processor, but never empty. */
function scaledSize(
  { width, height }: Size,
  { shortest, longest, multiple }: DetectorResize & { fit: "shortest" },
): Size {
  const shape = Math.max(width, height) / Math.min(width, height);
  const isLimited = shape * shortest > longest;
  const cut = (side: number) => Math.max(multiple, Math.floor(side / multiple) * multiple);
  const short = cut(isLimited ? Math.round(longest / shape) : shortest);
  const long = cut(isLimited ? longest : Math.floor(shortest * shape));
  return width <= height ? { width: short, height: long } : { width: long, height: short };
}
