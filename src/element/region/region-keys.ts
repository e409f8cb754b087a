import type { Region } from "../../lib/types.ts";
import { type Extent, growRegion, moveRegion } from "./region-geometry.ts";

const STEP = 0.01;
const LARGE_STEP = 0.1;

/** Directions in the photo, which is the same in pages that are read from right to left. */
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

type Keys = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "altKey" | "metaKey">;

/**
 * The box after a key: arrows move it by 1 % of the photo, with Shift they make it wider or narrower, higher or
 * lower, and with Ctrl or Alt either goes by 10 %. `undefined` where the key is not the box's.
 */
export function regionAfterKey(box: Region, keys: Keys, least: Extent): Region | undefined {
  const direction = ARROWS[keys.key];
  if (!direction || keys.metaKey) return undefined;
  const step = keys.ctrlKey || keys.altKey ? LARGE_STEP : STEP;
  const [dx, dy] = [direction[0] * step, direction[1] * step];
  return keys.shiftKey ? growRegion(box, dx, dy, least) : moveRegion(box, dx, dy);
}
