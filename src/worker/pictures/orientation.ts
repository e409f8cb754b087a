/** How a stored picture is turned upright. */
import type { Size } from "../../encoder/index.ts";

/** How to turn a stored picture, by Exif's numbers: 1 leaves it as it is, 2 to 8 mirror it, turn it or both. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** From the stored size of a picture to the upright one, or back. */
export function orientedSize({ width, height }: Size, orientation: Orientation): Size {
  return orientation < 5 ? { width, height } : { width: height, height: width };
}

/** The arguments of `CanvasTransform.transform`. */
type Transform = [a: number, b: number, c: number, d: number, e: number, f: number];

/**
 * The transform from a stored picture's pixels to those of the upright one.
 *
 * @param size of the upright picture
 */
export function orientedTransform(orientation: Orientation, { width, height }: Size): Transform {
  switch (orientation) {
    case 1:
      return [1, 0, 0, 1, 0, 0];
    case 2:
      return [-1, 0, 0, 1, width, 0];
    case 3:
      return [-1, 0, 0, -1, width, height];
    case 4:
      return [1, 0, 0, -1, 0, height];
    case 5:
      return [0, 1, 1, 0, 0, 0];
    case 6:
      return [0, 1, -1, 0, width, 0];
    case 7:
      return [0, -1, -1, 0, width, height];
    case 8:
      return [0, -1, 1, 0, 0, height];
  }
}
