/** Moves and resizes the crop box by keyboard. */
import type { Region } from "../../lib/types.ts";
import { type Extent, growRegion, moveRegion } from "./region-geometry.ts";

const STEP = 0.01;
const LARGE_STEP = 0.1;

/** Directions in the photo. They are the same on pages that are read from right to left. */
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

type Keys = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "altKey" | "metaKey">;

/**
 * The box after a key: arrow keys move it by 1 % of the photo, with Shift they resize it, and with Ctrl or Alt both go by
 * 10 %. `undefined` for any other key.
 */
export function regionAfterKey(box: Region, keys: Keys, least: Extent): Region | undefined {
  const direction = ARROWS[keys.key];
  if (!direction || keys.metaKey) return undefined;
  const step = keys.ctrlKey || keys.altKey ? LARGE_STEP : STEP;
  const [dx, dy] = [direction[0] * step, direction[1] * step];
  return keys.shiftKey ? growRegion(box, dx, dy, least) : moveRegion(box, dx, dy);
}
