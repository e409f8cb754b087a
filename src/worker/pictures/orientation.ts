import type { Size } from "../../encoder/index.ts";

/** How a stored picture is to be turned, as Exif numbers it: 1 as it is, 2 to 8 mirrored, turned or both. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** The size of an upright picture that is stored as `orientation` tells, or the other way round. */
export function orientedSize({ width, height }: Size, orientation: Orientation): Size {
  return orientation < 5 ? { width, height } : { width: height, height: width };
}

/** A transform as `CanvasTransform.transform` takes it. */
type Transform = [a: number, b: number, c: number, d: number, e: number, f: number];

/**
 * From a stored picture's pixels to those of the upright one.
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
