/**
 * The geometry of the crop box, in fractions (0 to 1) of the photo's width and height, so that display size, pixel
 * density and writing direction do not matter.
 */
import type { Region } from "../../lib/types.ts";

/** Least width and height of a box. */
export interface Extent {
  width: number;
  height: number;
}

/** Edges (`n` is the top) and corners of the box, as CSS cursors name them. */
export const HANDLES = ["nw", "n", "ne", "e", "se", "s", "sw", "w"] as const;
export type Handle = (typeof HANDLES)[number];

export const WHOLE: Readonly<Region> = { x: 0, y: 0, width: 1, height: 1 };

/** Boxes that differ by less than this, a tenth of a pixel on the largest photos, are the same. */
const SAME = 1e-5;
const LEAST_FRACTION = 0.05;
/** In pixels of the photo. With fewer an encoder sees only a blur. */
const LEAST_PIXELS = 32;

/** The smallest box on a photo of this size in pixels: 5 % of each side, and at least 32 pixels if it has as many. */
export function minimumExtent(photoWidth: number, photoHeight: number): Extent {
  const least = (pixels: number) =>
    pixels > 0 ? Math.min(1, Math.max(LEAST_FRACTION, LEAST_PIXELS / pixels)) : 1;
  return { width: least(photoWidth), height: least(photoHeight) };
}

/** The box itself if it is valid, else the nearest one that is; the whole photo if it is not a box at all. */
export function fitRegion({ x, y, width, height }: Region, least: Extent): Region {
  if (![x, y, width, height].every(Number.isFinite)) return { ...WHOLE };
  const fits = (start: number, extent: number, smallest: number) =>
    start >= 0 && extent >= smallest && start + extent <= 1;
  // Returned as it is, without rounding errors: the same numbers are the same query.
  if (fits(x, width, least.width) && fits(y, height, least.height)) return { x, y, width, height };
  const [left, right] = fitSpan(x, x + width, least.width);
  const [top, bottom] = fitSpan(y, y + height, least.height);
  return between(left, top, right, bottom);
}

/** The box moved as far as the photo's edges allow. Its size stays the same. */
export function moveRegion(region: Region, dx: number, dy: number): Region {
  const { width, height } = region;
  return {
    x: clamp(region.x + dx, 0, Math.max(0, 1 - width)),
    y: clamp(region.y + dy, 0, Math.max(0, 1 - height)),
    width,
    height,
  };
}

/** The box with one handle dragged. The opposite edges stay where they are and are never passed. */
export function resizeRegion(
  region: Region,
  handle: Handle,
  dx: number,
  dy: number,
  least: Extent,
): Region {
  let { left, top, right, bottom } = edges(region);
  if (handle.includes("w")) left = clamp(left + dx, 0, Math.max(0, right - least.width));
  if (handle.includes("e")) right = clamp(right + dx, Math.min(1, left + least.width), 1);
  if (handle.includes("n")) top = clamp(top + dy, 0, Math.max(0, bottom - least.height));
  if (handle.includes("s")) bottom = clamp(bottom + dy, Math.min(1, top + least.height), 1);
  return between(left, top, right, bottom);
}

/**
 * The box made wider by `dw` and higher by `dh`, or smaller if they are negative. Its right and lower edges move; once
 * these reach the photo's edge, the left and upper ones do. Every size can thus be reached without a pointer.
 */
export function growRegion(region: Region, dw: number, dh: number, least: Extent): Region {
  const { left, top, right, bottom } = edges(region);
  const overWidth = Math.max(0, right + dw - 1);
  const overHeight = Math.max(0, bottom + dh - 1);
  const grown = resizeRegion(region, "se", dw, dh, least);
  const far = edges(grown);
  return between(
    Math.max(0, left - overWidth),
    Math.max(0, top - overHeight),
    far.right,
    far.bottom,
  );
}

/** The box that a drag from one point to another draws, no smaller than allowed. */
export function drawRegion(
  [startX, startY]: readonly [number, number],
  [endX, endY]: readonly [number, number],
  least: Extent,
): Region {
  const [left, right] = drawSpan(clamp(startX, 0, 1), clamp(endX, 0, 1), least.width);
  const [top, bottom] = drawSpan(clamp(startY, 0, 1), clamp(endY, 0, 1), least.height);
  return between(left, top, right, bottom);
}

export function sameRegion(a: Region, b: Region): boolean {
  const [one, other] = [edges(a), edges(b)];
  return (["left", "top", "right", "bottom"] as const).every(
    (edge) => Math.abs(one[edge] - other[edge]) < SAME,
  );
}

/** The part of the photo that the middle of a box is in: 0 to 8, by rows from the top left. */
export function ninthOf({ x, y, width, height }: Region): number {
  const third = (middle: number) => clamp(Math.floor(middle * 3), 0, 2);
  return third(y + height / 2) * 3 + third(x + width / 2);
}

function edges({ x, y, width, height }: Region) {
  return { left: x, top: y, right: x + width, bottom: y + height };
}

function between(left: number, top: number, right: number, bottom: number): Region {
  // Rounding must not move the far edge out of the photo.
  return {
    x: left,
    y: top,
    width: Math.min(right - left, 1 - left),
    height: Math.min(bottom - top, 1 - top),
  };
}

function fitSpan(start: number, end: number, least: number): [number, number] {
  const low = clamp(Math.min(start, end), 0, 1);
  const high = clamp(Math.max(start, end), 0, 1);
  if (high - low >= least) return [low, high];
  const from = clamp((low + high - least) / 2, 0, 1 - least);
  return [from, from + least];
}

/** The span from a fixed point to a dragged one. The fixed one moves only at the photo's edge. */
function drawSpan(fixed: number, dragged: number, least: number): [number, number] {
  if (dragged >= fixed) {
    const high = Math.min(1, Math.max(dragged, fixed + least));
    return [Math.min(fixed, 1 - least), high];
  }
  return [Math.max(0, Math.min(dragged, fixed - least)), Math.max(fixed, least)];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
